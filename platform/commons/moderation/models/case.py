"""Something that a resident wrote or showed, as moderation sees it.

Personal data: who wrote it, who reported it, whom it concerns. The words stay with their owner; of them a case keeps a
hash of what they say and one of how they look, by which waves of the same text are found. An anonymous reporter is a
keyed hash, so that one browser reports a thing once.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.moderation.models.moderated import Moderation, Reason
from commons.places.models import Area
from commons.process.models import Cycle

APPEAL_LENGTH = 2000
USER = settings.AUTH_USER_MODEL


def _known(name: str, states: str = "state", reasons: str = "reason") -> list[models.BaseConstraint]:
    """A state that exists; and a reason exactly where something is hidden."""
    hidden = models.Q(**{states: Moderation.HIDDEN})
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{states}__in": Moderation.values}), name=f"{name}_{states}_known"
        ),
        models.CheckConstraint(
            condition=(hidden & models.Q(**{f"{reasons}__in": Reason.values}))
            | (~hidden & models.Q(**{reasons: ""})),
            name=f"{name}_{states}_has_reason",
        ),
    ]


@pghistory.track(
    pghistory.InsertEvent(condition=pgtrigger.Condition("NEW.state <> 'shown'")),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state", "reason")),
    fields=["kind", "target", "state", "reason"],
    model_name="CaseEvent",
)
class Case(models.Model):
    """One thing: `kind` and number of it (`target`), which its owner knows.

    `concerns`: people of whom nobody decides here: its writer, and whom it answers or criticises. `fingerprint`: of the
    words without case, digits and addresses. `likeness`: 64 bits, of which few differ between texts that are alike.
    `language` of the words, BCP 47, empty where nobody said it. `looked_at`: when somebody decided last.
    """

    kind = models.CharField(max_length=16)
    target = models.BigIntegerField()
    author = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="moderation_cases")
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, null=True, related_name="+")
    concerns = ArrayField(models.BigIntegerField(), default=list)
    fingerprint = models.CharField(max_length=32, blank=True)
    likeness = models.BigIntegerField(null=True)
    language = models.CharField(_("language of the text"), max_length=12, blank=True)
    state = models.CharField(_("shown or not"), max_length=8, choices=Moderation, default=Moderation.SHOWN)
    reason = models.CharField(_("why it was hidden"), max_length=16, choices=Reason, blank=True)
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("moderated thing")
        verbose_name_plural = _("moderated things")
        constraints = [
            models.UniqueConstraint(fields=["kind", "target"], name="case_once_a_thing"),
            *_known("case"),
        ]
        indexes = [
            models.Index(fields=["state", "written_at"], name="case_by_state"),
            models.Index(fields=["author", "state"], name="case_by_author"),
            models.Index(fields=["fingerprint"], name="case_same_words"),
            models.Index(fields=["written_at"], name="case_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Report(models.Model):
    """That somebody asks to have it looked at: a person once, a browser without an account once.

    `is_proven`: signed in, or the browser worked for it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("why it is reported"), max_length=16, choices=Reason)
    reporter = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    echo = models.CharField(max_length=64, null=True, unique=True, editable=False)
    is_proven = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="report_once_a_person"),
            models.CheckConstraint(condition=models.Q(reason__in=Reason.values), name="report_reason_known"),
        ]
        indexes = [
            models.Index(fields=["case"], condition=models.Q(settled_at=None), name="report_open"),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"


class Appeal(models.Model):
    """The writer asks that another person looks again; once for a thing."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(_("why it should be shown"), max_length=APPEAL_LENGTH)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    is_granted = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=False) | models.Q(is_granted=False),
                name="appeal_granted_is_decided",
            )
        ]

    def __str__(self) -> str:
        return f"Appeal {self.pk}"


class Wave(models.Model):
    """Many things hidden by one decision. `criteria`: how they were chosen, without words and names."""

    seed = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("why it was hidden"), max_length=16, choices=Reason)
    criteria = models.JSONField(default=dict)
    count = models.PositiveIntegerField(_("number of things"), default=0)
    by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("hidden by")
    )
    made_at = models.DateTimeField(_("hidden on"), db_default=Now(), editable=False)
    undone_at = models.DateTimeField(_("undone on"), null=True, editable=False)
    undone_by = models.ForeignKey(
        USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__in=Reason.values), name="wave_reason_known")
        ]

    def __str__(self) -> str:
        return f"Wave {self.pk}"


class Decision(models.Model):
    """What was decided, and what it was before: nothing of it ever changes. `by` None: a rule of the year.

    `is_second`: on an appeal, never by who decided first.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    old_state = models.CharField(max_length=8, choices=Moderation)
    old_reason = models.CharField(max_length=16, choices=Reason, blank=True)
    old_looked_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=Moderation)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    is_redacted = models.BooleanField(default=False)
    is_second = models.BooleanField(default=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, null=True, related_name="decisions")
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("decision of moderation")
        verbose_name_plural = _("decisions of moderation")
        constraints = _known("decision")
        indexes = [models.Index(fields=["case", "id"], name="decision_of_case")]
        triggers = [
            pgtrigger.ReadOnly(name="as_decided", exclude=["by"]),
            pgtrigger.Trigger(
                name="not_by_the_concerned",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.by_id IS NOT NULL"),
                func="""
                IF EXISTS (SELECT FROM moderation_case WHERE id = NEW.case_id AND NEW.by_id = ANY(concerns))
                    OR EXISTS (SELECT FROM moderation_report
                        WHERE case_id = NEW.case_id AND reporter_id = NEW.by_id) THEN
                    RAISE EXCEPTION 'Nobody moderates what concerns them.' USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.is_second AND NEW.by_id = (
                    SELECT by_id FROM moderation_decision WHERE case_id = NEW.case_id
                        AND (state = 'hidden' OR is_redacted) AND NOT is_second ORDER BY id DESC LIMIT 1) THEN
                    RAISE EXCEPTION 'An appeal is decided by another person.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"
