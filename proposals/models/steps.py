"""The steps of a review and the tasks that officials have in them.

Personal data: the names of the officials (public office). Notes of tasks, questions and answers are internal: they are
tables of their own that no public query joins.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service
from commons.process.models import Cycle
from proposals.models.category import Category
from proposals.models.proposal import TEXT_LENGTH, Proposal

MOST_DAYS = 250


class StepKind(models.TextChoices):
    """The steps of a review, in their order."""

    FORMAL = "formal", _("Formal check")
    SUBSTANTIVE = "substantive", _("Substantive check")
    DECISION = "decision", _("Decision")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReviewStep(models.Model):
    """That proposals of a year (of one category, or None: of all that have no steps of their own) take this step.

    `days`: working days for the step. `service`: the department whose task it is.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.CASCADE, related_name="review_steps", verbose_name=_("budget year")
    )
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("category")
    )
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    days = models.PositiveSmallIntegerField(
        _("working days"), default=10, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=StepKind.values), name="review_step_known"),
            models.CheckConstraint(
                condition=models.Q(days__range=(1, MOST_DAYS)), name="review_step_days_sane"
            ),
            models.UniqueConstraint(
                fields=["cycle", "category", "kind"], nulls_distinct=False, name="review_step_once"
            ),
        ]

    def __str__(self) -> str:
        return str(StepKind(self.kind).label)


class TaskState(models.TextChoices):
    """How far a task is. It is paused while the author completes the proposal."""

    OPEN = "open", _("Open")
    PAUSED = "paused", _("Waits for the author")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


TASK_MOVES = (
    (TaskState.OPEN, TaskState.PAUSED),
    (TaskState.PAUSED, TaskState.OPEN),
    (TaskState.OPEN, TaskState.DONE),
    (TaskState.OPEN, TaskState.DROPPED),
    (TaskState.PAUSED, TaskState.DROPPED),
)


# Who, when and how far; what was found is nobody's business outside.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("service", "reviewer", "due", "state")),
    fields=["proposal", "kind", "service", "reviewer", "due", "state"],
    append_only=True,
    model_name="ReviewTaskEvent",
)
class ReviewTask(models.Model):
    """One official's or department's part in a step. A step may have several; it is over when all are.

    `due`: the last day. `passed`: what was found, once done. `note`: why, for colleagues; never public.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="review_tasks", verbose_name=_("proposal")
    )
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="review_tasks",
        verbose_name=_("reviewer"),
    )
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=TaskState, default=TaskState.OPEN)
    passed = models.BooleanField(_("passed"), null=True)
    note = models.TextField(_("internal note"), max_length=TEXT_LENGTH, blank=True)
    opened_at = models.DateTimeField(_("opened on"), db_default=Now(), editable=False)
    done_at = models.DateTimeField(_("done on"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    escalated_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("opened_at", "pk")
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")
        indexes = [
            models.Index(
                fields=["due"], condition=models.Q(state=TaskState.OPEN), name="review_task_open_by_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=StepKind.values), name="review_task_step_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=TaskState.values), name="review_task_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=TaskState.DONE, passed__isnull=False, done_at__isnull=False)
                | (~models.Q(state=TaskState.DONE) & models.Q(passed__isnull=True, done_at__isnull=True)),
                name="review_task_done_has_finding",
            ),
            models.UniqueConstraint(
                fields=["proposal", "kind", "service", "reviewer"],
                condition=models.Q(state__in=(TaskState.OPEN, TaskState.PAUSED)),
                nulls_distinct=False,
                name="review_task_given_once",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state", transitions=[(str(old), str(new)) for old, new in TASK_MOVES]
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {StepKind(self.kind).label}"


class ReviewQuestion(models.Model):
    """A question between officials and its answer. Never shown to anybody without the right to review the proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="review_questions")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("question"), max_length=TEXT_LENGTH)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.TextField(_("answer"), max_length=TEXT_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("question between officials")
        verbose_name_plural = _("questions between officials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="review_question_answer_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
