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
from commons.process.models import Envelope, FundingSource
from voting.models.election import BOOK, BallotProject, Election
from voting.models.result import Verdict

OF_SESSION = "(SELECT 'vote/' || s.election_id FROM voting_councilsession s WHERE s.id = r.session_id)"


class SessionState(models.TextChoices):
    """How far an item of the council is."""

    PREPARED = "prepared", _("Before the council")
    ENTERED = "entered", _("Waits for a second official")
    CONFIRMED = "confirmed", pgettext_lazy("council", "Decided")


class FreedUse(models.TextChoices):
    """What becomes of money that a decision frees. `CARRY_OVER`: into a named pot, its own or another one."""

    NEXT = "next", _("It goes to the next on the list of the count")
    CARRY_OVER = "carry_over", _("It is carried over, into the pot that is named")
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
    handed in: [[project id, cost as text], …]. `carried`: what of it leaves for `target`, or for the next year where
    that is empty. All are reckoned, never typed. `rest`: what is done with what the next on the list leave of it;
    empty: nothing is decided of that yet. `with_unused`: the sum holds also what the pot had left before. `anew`: it
    holds also what earlier items carried out of the pot, which is taken back.
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="freed")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(_("what becomes of the money"), max_length=10, choices=FreedUse)
    reason = models.TextField(_("reason"), max_length=5_000)
    section = models.CharField(_("section of the minutes"), max_length=60)
    freed = models.DecimalField(max_digits=14, decimal_places=2)
    projects = models.JSONField(default=list)
    target = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="+")
    rest = models.CharField(
        _("what becomes of what they leave"), max_length=10, choices=FreedUse, blank=True, default=""
    )
    carried = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    with_unused = models.BooleanField(_("with what was left before"), default=False)
    anew = models.BooleanField(_("decides anew on what was carried before"), default=False)

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
            models.CheckConstraint(
                condition=Q(use=FreedUse.NEXT, rest="", carried=0, target__isnull=True)
                | Q(use=FreedUse.NEXT, rest=FreedUse.CARRY_OVER, carried__gte=0, target__isnull=False)
                | Q(use=FreedUse.NEXT, rest=FreedUse.NEXT_CYCLE, carried__gte=0, target__isnull=True)
                | Q(use=FreedUse.CARRY_OVER, rest="", carried=F("freed"), target__isnull=False)
                | Q(use=FreedUse.NEXT_CYCLE, rest="", carried=F("freed"), target__isnull=True),
                name="council_freed_goes_somewhere",
            ),
            models.CheckConstraint(condition=Q(carried__lte=F("freed")), name="council_carried_of_freed"),
        ]
        triggers = [*chained(OF_SESSION), _while_prepared("council_freed_while_prepared")]

    def __str__(self) -> str:
        return f"{self.envelope}: {self.get_use_display()}"


OF_FREED = (
    "(SELECT 'vote/' || s.election_id FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id"
    " WHERE f.id = r.freed_id)"
)


class CarriedMoney(models.Model):
    """Money that a confirmed decision carried out of its pot, or set aside in it. No personal data.

    Day, reason and section are those of `freed`. `target`: the pot it went to; empty while it waits for the next year.
    `source`: what it is in the pot of another year; within its own year it is no source, since people voted on those
    sums. `taken_back`: the later decision that takes it back; it then counts nowhere any more.
    """

    freed = models.OneToOneField(CouncilFreed, on_delete=models.PROTECT, related_name="carried_money")
    target = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.OneToOneField(FundingSource, on_delete=models.PROTECT, null=True, related_name="carried")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    placed_at = models.DateTimeField(null=True, editable=False)
    taken_back = models.ForeignKey(
        CouncilFreed, on_delete=models.PROTECT, null=True, related_name="takes_back"
    )

    class Meta:
        ordering = ("freed__session__held_on", "pk")
        verbose_name = _("money carried over")
        verbose_name_plural = _("money carried over")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="carried_money_positive"),
            models.CheckConstraint(
                condition=Q(source__isnull=True) | Q(target__isnull=False, taken_back__isnull=True),
                name="carried_money_source_in_target",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True, placed_at__isnull=True)
                | Q(target__isnull=False, placed_at__isnull=False),
                name="carried_money_placed_once",
            ),
        ]
        triggers = [
            *chained(OF_FREED),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id
                        WHERE f.id = NEW.freed_id AND s.state = 'confirmed' AND f.carried = NEW.amount
                    ) THEN
                        RAISE EXCEPTION 'Money is carried over as two officials confirmed it.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="moves_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.freed_id, OLD.amount) IS DISTINCT FROM (NEW.freed_id, NEW.amount)
                            OR OLD.taken_back_id IS NOT NULL
                            OR (OLD.target_id IS NOT NULL AND OLD.target_id IS DISTINCT FROM NEW.target_id)
                            OR (OLD.source_id IS NOT NULL AND NEW.source_id IS DISTINCT FROM OLD.source_id
                                AND NEW.taken_back_id IS NULL) THEN
                        RAISE EXCEPTION 'Money that was carried over stays where it is until the council takes it back.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="to_the_cent",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.source_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM process_fundingsource s JOIN voting_councilfreed f ON f.id = NEW.freed_id
                        WHERE s.id = NEW.source_id AND s.amount = NEW.amount AND s.envelope_id = NEW.target_id
                            AND s.carried_from_id = f.envelope_id
                    ) THEN
                        RAISE EXCEPTION 'What arrives is what was carried, to the cent.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF (
                        SELECT sum(c.amount) FROM voting_carriedmoney c JOIN voting_councilfreed f ON f.id = c.freed_id
                        WHERE c.taken_back_id IS NULL AND f.envelope_id = (
                            SELECT envelope_id FROM voting_councilfreed WHERE id = NEW.freed_id)
                    ) > (
                        SELECT sum(s.amount) FROM process_fundingsource s WHERE s.envelope_id = (
                            SELECT envelope_id FROM voting_councilfreed WHERE id = NEW.freed_id)
                    ) + (
                        SELECT coalesce(sum(c.amount), 0) FROM voting_carriedmoney c
                        JOIN voting_councilfreed f ON f.id = c.freed_id
                        WHERE c.taken_back_id IS NULL AND c.source_id IS NULL AND c.target_id <> f.envelope_id
                            AND c.target_id = (SELECT envelope_id FROM voting_councilfreed WHERE id = NEW.freed_id)
                    ) THEN
                        RAISE EXCEPTION 'More is carried out of a pot than lies in it.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freed.envelope}: {self.amount}"


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
