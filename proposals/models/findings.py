"""What delegates of the follow-up group find at a project, and what the town answers.

Personal data: who noted it (through the delegate). The text may hold what its writer put there; pictures may show
people. Position and camera data of pictures are dropped when they are stored.
"""

import datetime
import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.texts.translated import translated
from proposals.models.delegates import Delegate
from proposals.models.proposal import Proposal

MOST_FINDING_PICTURES = 3


class FindingKind(models.TextChoices):
    """What a delegate saw."""

    AS_PLANNED = "as_planned", _("It is as planned")
    MISSING = "missing", _("Something is missing")
    QUALITY = "quality", _("It is poorly made or broken")
    ACCESSIBILITY = "accessibility", _("Not everybody can get there or use it")
    SAFETY = "safety", _("It is not safe")
    OTHER = "other", _("Something else")


class FindingState(models.TextChoices):
    """Where a finding is. `NOTED`: all is as planned, nothing is to be answered."""

    NOTED = "noted", _("Seen")
    OPEN = "open", _("Waits for an answer")
    PROMISED = "promised", _("Will be fixed")
    FIXED = "fixed", pgettext_lazy("finding", "Fixed")
    UNCHANGED = "unchanged", _("Stays as it is")
    DISPUTED = "disputed", _("Not fixed: waits for another answer")
    CONFIRMED = "confirmed", _("Fixed, and looked at again")
    WITHDRAWN = "withdrawn", _("Taken back")


class ReplyKind(models.TextChoices):
    """What the town answers."""

    PROMISED = "promised", _("It will be fixed by a day")
    FIXED = "fixed", _("It is fixed")
    UNCHANGED = "unchanged", _("It stays as it is, because")


F = FindingState
FINDING_MOVES: tuple[tuple[FindingState, FindingState], ...] = (
    (F.NOTED, F.WITHDRAWN),
    (F.OPEN, F.WITHDRAWN),
    *((before, after) for before in (F.OPEN, F.DISPUTED) for after in (F.PROMISED, F.FIXED, F.UNCHANGED)),
    (F.PROMISED, F.FIXED),
    (F.PROMISED, F.UNCHANGED),
    (F.PROMISED, F.CONFIRMED),
    (F.PROMISED, F.DISPUTED),
    (F.FIXED, F.CONFIRMED),
    (F.FIXED, F.DISPUTED),
)
"""Every allowed move. The database refuses all others."""
WAITING = (FindingState.OPEN, FindingState.DISPUTED)
"""States in which the town has to answer, by `answer_by`."""


def finding_picture_path(_picture: models.Model, _name: str) -> str:
    """A path that tells nothing about the file's name on somebody's phone."""
    return f"findings/{uuid.uuid4().hex}.jpg"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Rows by who may see them."""

    def public(self) -> "FindingQuerySet":
        """What everybody may read."""
        return self.filter(proposal__cycle__is_published=True, hidden_at=None).exclude(
            state=FindingState.WITHDRAWN
        )

    def late(self, day: datetime.date | None = None) -> "FindingQuerySet":
        """Those whose answer, or promised day, is overdue on a day, today unless told."""
        return self.filter(late(day))

    def escalated(self) -> "FindingQuerySet":
        """Those that are overdue for so long that the coordinators were told."""
        return self.late().filter(
            Q(state__in=WAITING, escalated_for=models.F("answer_by"))
            | Q(state=FindingState.PROMISED, escalated_for=models.F("promised_on"))
        )


def late(day: datetime.date | None = None) -> Q:
    """The town is late with its answer, or with what it promised, on a day, today unless told."""
    today = day or timezone.localdate()
    return Q(state__in=WAITING, answer_by__lt=today) | Q(state=FindingState.PROMISED, promised_on__lt=today)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state", "answer_by", "promised_on")),
    fields=["proposal", "kind", "state", "answer_by", "promised_on"],
    append_only=True,
    model_name="FindingEvent",
)
class Finding(models.Model):
    """What a delegate saw at a project on a day. Its words never change.

    `answer_by`: the day until which the town has to answer; none where all is as planned. `promised_on`: the day that
    the last answer promised. `reminded_for`, `escalated_for`: the deadline of which those who answer, and the
    coordinators, were told that it is over. `key`: made by the delegate's device, so that sending twice stores once.
    """

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="findings")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("what was seen"), max_length=13, choices=FindingKind)
    text = models.TextField(_("in the delegate's words"), max_length=2000)
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    place = models.CharField(_("where in the place"), max_length=160, blank=True)
    visited_on = models.DateField(_("day of the visit"))
    state = models.CharField(_("state"), max_length=9, choices=FindingState)
    answer_by = models.DateField(_("to be answered by"), null=True)
    promised_on = models.DateField(_("promised by"), null=True)
    reminded_for = models.DateField(null=True, editable=False)
    escalated_for = models.DateField(null=True, editable=False)
    key = models.UUIDField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("visited_on", "pk")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [models.Index(fields=["proposal", "state"], name="finding_of_project_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FindingState.values, kind__in=FindingKind.values),
                name="finding_codes_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAITING) | Q(answer_by__isnull=False), name="finding_waits_until_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.PROMISED) | Q(promised_on__isnull=False),
                name="finding_promise_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="finding_hidden_has_reason"
            ),
            models.UniqueConstraint(fields=["delegate", "key"], name="finding_sent_once"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=[(str(old), str(new)) for old, new in FINDING_MOVES],
            ),
            pgtrigger.ReadOnly(
                name="words_stay",
                fields=[
                    "delegate",
                    "proposal",
                    "kind",
                    "text",
                    "language",
                    "place",
                    "visited_on",
                    "created_at",
                ],
            ),
            pgtrigger.Trigger(
                name="of_the_same_year",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (
                    SELECT FROM proposals_delegate delegate
                    JOIN proposals_proposal project ON project.cycle_id = delegate.cycle_id
                    WHERE delegate.id = NEW.delegate_id AND project.id = NEW.proposal_id
                ) THEN
                    RAISE EXCEPTION 'A finding at a project of another year.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_kind_display()}"

    @property
    def is_waiting(self) -> bool:
        """The town has to answer."""
        return self.state in WAITING

    @property
    def is_late(self) -> bool:
        """The town is late with its answer, or with what it promised."""
        return self.due is not None and self.due < timezone.localdate()

    @property
    def due(self) -> datetime.date | None:
        """The last day of what the town has to do next: answer, or keep its promise. None: nothing."""
        if self.is_waiting:
            return self.answer_by
        return self.promised_on if self.state == FindingState.PROMISED else None

    @property
    def is_escalated(self) -> bool:
        """The coordinators were told that it is overdue."""
        return self.is_late and self.escalated_for == self.due


class FindingPicture(models.Model):
    """A picture of a finding, re-encoded, at most 1600 pixels wide, with words for those who cannot see it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="pictures")
    image = models.ImageField(_("picture"), upload_to=finding_picture_path, max_length=120)
    alt = models.CharField(_("what the picture shows"), max_length=300)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("picture of a finding")
        verbose_name_plural = _("pictures of findings")
        constraints = [models.CheckConstraint(condition=~Q(alt=""), name="finding_picture_has_words")]

    def __str__(self) -> str:
        return self.alt


@pghistory.track(
    pghistory.InsertEvent(),
    fields=["finding", "kind", "promised_on"],
    append_only=True,
    model_name="FindingReplyEvent",
)
class FindingReply(models.Model):
    """What the town answers. A promise may be followed by a later answer; all of them stay to be read."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(_("answer"), max_length=9, choices=ReplyKind)
    text = translated(models.TextField(_("more about it"), max_length=1000, blank=True))
    promised_on = models.DateField(_("will be fixed by"), null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("answer to a finding")
        verbose_name_plural = _("answers to findings")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="finding_reply_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=ReplyKind.PROMISED, promised_on__isnull=False)
                | (~Q(kind=ReplyKind.PROMISED) & Q(promised_on__isnull=True)),
                name="finding_reply_promise_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReplyKind.UNCHANGED) | ~Q(text_fi="") | ~Q(text_sv="") | ~Q(text_en=""),
                name="finding_reply_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.get_kind_display()}"


class FindingCheck(models.Model):
    """What the delegate saw on looking again. "Not fixed" is said once a finding at most, "fixed" too."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="checks")
    is_fixed = models.BooleanField(_("it is fixed"))
    text = models.CharField(_("in the delegate's words"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        constraints = [
            models.UniqueConstraint(fields=["finding", "is_fixed"], name="finding_looked_at_again_once")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.is_fixed}"
