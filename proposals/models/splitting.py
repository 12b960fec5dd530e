"""Plans to split a proposal into several: the parts, what is asked of its author, what came of it.

Personal data: what the author answered and why; for the coordinators and the author alone.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.places.models import Area
from proposals.models.category import Category
from proposals.models.merging import Answer
from proposals.models.proposal import TEXT_LENGTH, TITLE_LENGTH, Proposal
from proposals.models.states import State


class SplitState(models.TextChoices):
    """Where a plan is."""

    PREPARED = "prepared", _("Being prepared")
    ASKING = "asking", _("The author is asked")
    SPLIT = "split", _("Split into parts")
    CALLED_OFF = "called_off", _("Called off")
    UNDONE = "undone", _("Undone")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state")),
    fields=["proposal", "state", "reason", "answer_until"],
    append_only=True,
    model_name="SplitPlanEvent",
)
class SplitPlan(models.Model):
    """A coordinator's plan. `reason`: for the author, and public once done. `days`: that the author has, once asked.

    `answer_until`: without an answer by then the proposal stays whole. `undo_until`: until then it can be undone.
    `state_before`: of the proposal, for undoing.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="split_plans")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(_("why it is better split"), max_length=2000)
    days = models.PositiveSmallIntegerField(_("days for the answer"))
    state = models.CharField(_("state"), max_length=12, choices=SplitState, default=SplitState.PREPARED)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.WAITING)
    answer_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answer_until = models.DateTimeField(_("answer until"), null=True)
    state_before = models.CharField(max_length=14, choices=State, blank=True, editable=False)
    carried_out_at = models.DateTimeField(null=True, editable=False)
    undo_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("plan for splitting")
        verbose_name_plural = _("plans for splitting")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SplitState.values), name="split_plan_state_known"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="split_plan_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(state__in=(SplitState.ASKING, SplitState.SPLIT))
                | models.Q(answer_until__isnull=False),
                name="split_asked_has_deadline",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SplitState.SPLIT)
                | models.Q(carried_out_at__isnull=False, undo_until__isnull=False)
                & ~models.Q(state_before=""),
                name="split_plan_carried_out_has_times",
            ),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="split_answer_known"),
            models.CheckConstraint(
                condition=~models.Q(answer=Answer.DECLINED) | ~models.Q(answer_reason=""),
                name="split_declined_has_reason",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=models.Q(state__in=(SplitState.PREPARED, SplitState.ASKING)),
                name="split_planned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_state_display()}"

    @property
    def asks_nobody(self) -> bool:
        """Its author deleted the account: there is nobody to ask, and the coordinator decides."""
        return self.proposal.author_id is None


PART_FIELDS = (
    "language",
    "title",
    "what",
    "why",
    "for_whom",
    "category",
    "area",
    "latitude",
    "longitude",
    "place_name",
    "rough_cost",
)
"""What a part says, named as in the proposal that it becomes."""
_COLUMNS = tuple(f"{name}_id" if name in ("category", "area") else name for name in PART_FIELDS)


class SplitPart(models.Model):
    """One part of a plan, in the fields of the proposal that it becomes. `proposal`: that one, once it is there.

    What the author is asked about and agreed to, a trigger keeps: parts change only while the plan is prepared.
    """

    plan = models.ForeignKey(SplitPlan, on_delete=models.CASCADE, related_name="parts")
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    what = models.TextField(_("what"), max_length=TEXT_LENGTH, blank=True)
    why = models.TextField(_("why"), max_length=TEXT_LENGTH, blank=True)
    for_whom = models.TextField(_("for whom"), max_length=TEXT_LENGTH, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    place_name = models.CharField(_("place"), max_length=160, blank=True)
    rough_cost = models.DecimalField(_("rough cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, editable=False, related_name="split_part"
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("part of a plan for splitting")
        verbose_name_plural = _("parts of plans for splitting")
        triggers = [
            pgtrigger.Trigger(
                name="kept_once_asked",
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf(*_COLUMNS),
                when=pgtrigger.Before,
                func="""
                IF (SELECT state FROM proposals_splitplan WHERE id = coalesce(NEW.plan_id, OLD.plan_id))
                    <> 'prepared' THEN
                    RAISE EXCEPTION 'The author was asked about these parts.' USING ERRCODE = 'check_violation';
                END IF;
                IF TG_OP = 'DELETE' THEN
                    RETURN OLD;
                END IF;
                RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled part"))
