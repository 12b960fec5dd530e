"""The council's session: the certified result as an item, what was asked, decided and done with the money freed.

No personal data but the names of councillors and officials who speak and decide in office.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.audit.chained import chained
from commons.process.models import Envelope
from voting.models.election import BOOK, BallotProject, Election
from voting.models.result import Verdict

OF_SESSION = "(SELECT 'vote/' || s.election_id FROM voting_councilsession s WHERE s.id = r.session_id)"


class SessionState(models.TextChoices):
    """How far an item of the council is."""

    PREPARED = "prepared", _("Before the council")
    ENTERED = "entered", _("Waits for a second official")
    CONFIRMED = "confirmed", pgettext_lazy("council", "Decided")


class FreedUse(models.TextChoices):
    """What becomes of money that a decision frees."""

    NEXT = "next", _("It goes to the next on the list of the count")
    CARRY_OVER = "carry_over", _("It stays in the pot and is carried over")
    NEXT_CYCLE = "next_cycle", _("It goes to the next budget year")


class CouncilSession(models.Model):
    """The result of a vote as an item of a meeting. Public once confirmed, before that for councillors and officials.

    `entered_by`, `confirmed_by`: numbers of the officials' accounts, kept when an account is deleted so that two stay
    two. `rejects_all`: the council rejected the whole, for `reason`. `sent_back`: why the second official sent it back.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="council_sessions")
    meeting = models.CharField(_("meeting"), max_length=160)
    held_on = models.DateField(_("day of the meeting"))
    section = models.CharField(_("section of the minutes"), max_length=60, blank=True)
    introduction = models.TextField(_("what is put before the council"), max_length=5_000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PREPARED)
    rejects_all = models.BooleanField(_("the council rejected the whole"), default=False)
    reason = models.TextField(_("reason"), max_length=5_000, blank=True)
    prepared_by = models.BigIntegerField()
    entered_by = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    sent_back = models.TextField(blank=True)

    class Meta:
        ordering = ("held_on", "pk")
        verbose_name = _("item of the council")
        verbose_name_plural = _("items of the council")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="council_session_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.PREPARED, entered_by__isnull=True, confirmed_by__isnull=True)
                | Q(state=SessionState.ENTERED, entered_by__isnull=False, confirmed_by__isnull=True)
                | (
                    Q(
                        state=SessionState.CONFIRMED,
                        entered_by__isnull=False,
                        confirmed_by__isnull=False,
                        confirmed_at__isnull=False,
                    )
                    & ~Q(entered_by=F("confirmed_by"))
                ),
                name="council_session_two_people",
            ),
            models.CheckConstraint(
                condition=Q(rejects_all=False) | ~Q(reason=""), name="council_rejection_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CONFIRMED) | ~Q(section=""),
                name="council_session_has_section",
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=~Q(state=SessionState.CONFIRMED),
                name="council_session_one_is_open",
            ),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="confirmed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.held_on}"


def _while_prepared(name: str) -> pgtrigger.Trigger:
    """What is entered changes only before it is handed in."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("about", "bigint")],
        func="""
            about := CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
            IF NOT EXISTS (SELECT FROM voting_councilsession WHERE id = about AND state = 'prepared')
                    OR (TG_OP = 'UPDATE' AND OLD.session_id <> NEW.session_id) THEN
                RAISE EXCEPTION 'What the council decided is entered before it is handed in.'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


class CouncilLine(models.Model):
    """What the council decided on one project, as it is entered. No personal data.

    `amount`: the changed amount, for `CHANGED` alone. `spent`: what had been spent, for `CANCELLED` alone.
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="lines")
    project = models.ForeignKey(BallotProject, on_delete=models.PROTECT, related_name="council_lines")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=5_000, blank=True)
    section = models.CharField(_("section of the minutes"), max_length=60)
    conditions = models.TextField(_("conditions"), max_length=5_000, blank=True)
    spent = models.DecimalField(_("money spent"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("project__position", "pk")
        verbose_name = _("decision of an item")
        verbose_name_plural = _("decisions of an item")
        constraints = [
            models.UniqueConstraint(fields=["session", "project"], name="council_line_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="council_line_known"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.CONFIRMED) | ~Q(reason=""), name="council_line_has_reason"
            ),
            models.CheckConstraint(condition=~Q(section=""), name="council_line_has_section"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.CHANGED, amount__gt=0)
                | (~Q(verdict=Verdict.CHANGED) & Q(amount__isnull=True)),
                name="council_line_amount_when_changed",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.CANCELLED, spent__gte=0)
                | (~Q(verdict=Verdict.CANCELLED) & Q(spent__isnull=True)),
                name="council_line_spent_when_cancelled",
            ),
        ]
        triggers = [*chained(OF_SESSION), _while_prepared("council_line_while_prepared")]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_verdict_display()}"


class CouncilFreed(models.Model):
    """What is done with the money that an item frees in one pot. No personal data.

    `freed`, `projects`: the sum and, for `NEXT`, numbers and amounts of the projects as the rule gave them when it was
    handed in: [[project id, cost as text], …]. Both are reckoned, never typed.
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="freed")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(_("what becomes of the money"), max_length=10, choices=FreedUse)
    reason = models.TextField(_("reason"), max_length=5_000)
    section = models.CharField(_("section of the minutes"), max_length=60)
    freed = models.DecimalField(max_digits=14, decimal_places=2)
    projects = models.JSONField(default=list)

    class Meta:
        ordering = ("envelope__position", "pk")
        verbose_name = _("use of money freed")
        verbose_name_plural = _("uses of money freed")
        constraints = [
            models.UniqueConstraint(fields=["session", "envelope"], name="council_freed_once"),
            models.CheckConstraint(condition=Q(use__in=FreedUse.values), name="council_freed_use_known"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(section="") & Q(freed__gt=0), name="council_freed_is_told"
            ),
        ]
        triggers = [*chained(OF_SESSION), _while_prepared("council_freed_while_prepared")]

    def __str__(self) -> str:
        return f"{self.envelope}: {self.get_use_display()}"


class CouncilAnnex(models.Model):
    """A PDF beside an item; in the database, as safe as the item. No personal data. `sha256`: of `content`, hex."""

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="annexes")
    title = models.CharField(_("title"), max_length=160)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("annex of an item")
        verbose_name_plural = _("annexes of an item")
        constraints = [models.UniqueConstraint(fields=["session", "sha256"], name="council_annex_once")]
        triggers = [
            *chained(OF_SESSION, without=("content",)),
            _while_prepared("council_annex_while_prepared"),
        ]

    def __str__(self) -> str:
        return self.title


class CouncilQuestion(models.Model):
    """What a councillor asks or remarks before the meeting, and the officials' answer. Public with the item.

    Personal data: the name of a councillor and of an official, who speak in office.
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="questions")
    project = models.ForeignKey(BallotProject, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("question or comment"), max_length=2_000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_name = models.CharField(max_length=160)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.TextField(_("answer"), max_length=5_000, blank=True)
    answered_name = models.CharField(max_length=160, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("question of a councillor")
        verbose_name_plural = _("questions of councillors")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="council_question_has_text"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="council_answer_has_time",
            ),
        ]
        triggers = [*chained(OF_SESSION), pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text[:40]
