"""Public notices: the only way in which a word of a frozen vote changes. Two officials, a reason, before and after."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role
from commons.audit.chained import chained
from commons.process.models import Envelope
from proposals.models import Proposal
from voting.models.election import BOOK, BallotProject, Election

PROJECT_TEXTS = ("title", "what", "why", "for_whom")
ENVELOPE_TEXTS = ("name_fi", "name_sv", "name_en")


class NoticeKind(models.TextChoices):
    """What the notice is about."""

    TEXT = "text", _("A text is corrected")
    CANNOT = "cannot", _("A project cannot be carried out")


class NoticeState(models.TextChoices):
    """How far it is."""

    ASKED = "asked", _("Waits for a second official")
    CONFIRMED = "confirmed", _("In force")
    REFUSED = "refused", _("Not confirmed")


class Notice(models.Model):
    """A change of words in a frozen vote, or the news that a project cannot be carried out. Public once confirmed.

    It is about `project` or `envelope`. `before`, `after`: texts by field, empty for `CANNOT`. `asked_by`,
    `decided_by`: numbers of the officials' accounts, kept when an account is deleted so that two stay two; `asked_as`,
    `decided_as`: their roles. `decision_reason`: why it was not confirmed. `rules_text`, `rules_hash`: the published
    text of the rules with this change and all before it, and its SHA-256 (hex); empty for `CANNOT`, which changes
    nothing.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("what it is about"), max_length=8, choices=NoticeKind)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.ASKED)
    project = models.ForeignKey(
        BallotProject, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), max_length=2_000)
    asked_by = models.BigIntegerField()
    asked_as = models.CharField(max_length=20, choices=Role)
    asked_at = models.DateTimeField(editable=False, null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_as = models.CharField(max_length=20, choices=Role, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_reason = models.TextField(blank=True)
    rules_text = models.TextField(blank=True)
    rules_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("notice of a vote")
        verbose_name_plural = _("notices of votes")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="notice_has_reason"),
            models.CheckConstraint(
                condition=Q(project__isnull=False, envelope__isnull=True)
                | Q(project__isnull=True, envelope__isnull=False, kind=NoticeKind.TEXT),
                name="notice_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(state=NoticeState.ASKED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=models.F("asked_by"))
                )
                | Q(state=NoticeState.REFUSED, decided_by=models.F("asked_by"), decided_at__isnull=False),
                name="notice_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.CONFIRMED, kind=NoticeKind.TEXT) | ~Q(rules_hash=""),
                name="notice_confirmed_with_hash",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state=NoticeState.ASKED),
                name="notice_one_waits_for_project",
            ),
            models.UniqueConstraint(
                fields=["envelope"],
                condition=Q(state=NoticeState.ASKED),
                name="notice_one_waits_for_envelope",
            ),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="begins_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.state <> 'asked' OR NOT EXISTS (
                        SELECT FROM voting_election WHERE id = NEW.election_id AND frozen_at IS NOT NULL
                    ) OR (NEW.project_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM voting_ballotproject WHERE id = NEW.project_id AND election_id = NEW.election_id
                    )) OR (NEW.envelope_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM process_envelope e JOIN voting_election v USING (cycle_id)
                        WHERE e.id = NEW.envelope_id AND v.id = NEW.election_id
                    )) THEN
                        RAISE EXCEPTION 'A notice is asked for first, about a thing of its own frozen vote.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    NEW.asked_at := transaction_timestamp();
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_notice")],
                func="""
                    same := NEW;
                    same.state := OLD.state; same.decided_by := OLD.decided_by; same.decided_as := OLD.decided_as;
                    same.decided_at := OLD.decided_at; same.decision_reason := OLD.decision_reason;
                    same.rules_text := OLD.rules_text; same.rules_hash := OLD.rules_hash;
                    IF same IS DISTINCT FROM OLD OR OLD.state <> 'asked' THEN
                        RAISE EXCEPTION 'A notice is decided once and never changed.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    -- The words change in the same transaction: their own triggers compare this time with the clock.
                    NEW.decided_at := CASE NEW.state WHEN 'asked' THEN NULL ELSE transaction_timestamp() END;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


_CHANGED = """
    SELECT jsonb_object_agg(w.key, w.value), jsonb_object_agg(w.key, n.value) INTO was, now_
        FROM jsonb_each({old}) w JOIN jsonb_each({new}) n USING (key) WHERE w.value IS DISTINCT FROM n.value;
"""


def _texts(row: str, fields: tuple[str, ...]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{field}', {row}.{field}" for field in fields) + ")"


def _words(fields: tuple[str, ...]) -> str:
    return _CHANGED.format(old=_texts("OLD", fields), new=_texts("NEW", fields))


class BallotText(Proposal):
    """The words of a proposal, seen by the vote: once frozen they change only as a notice confirmed now says."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="words_frozen_with_election",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*PROJECT_TEXTS, "language"),
                declare=[("was", "jsonb"), ("now_", "jsonb")],
                func="".join(
                    (
                        _words((*PROJECT_TEXTS, "language")),
                        """
                    IF was IS NULL THEN RETURN NEW; END IF;
                    IF EXISTS (
                        SELECT FROM voting_ballotproject p JOIN voting_election v ON v.id = p.election_id
                        WHERE p.proposal_id = NEW.id AND v.frozen_at IS NOT NULL AND NOT EXISTS (
                            SELECT FROM voting_notice n WHERE n.project_id = p.id AND n.kind = 'text'
                                AND n.state = 'confirmed' AND n.decided_at = transaction_timestamp()
                                AND n.before = was AND n.after = now_)
                    ) THEN
                        RAISE EXCEPTION 'The words of proposal % are frozen with its vote.', NEW.id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
                    )
                ),
            ),
        ]


class BallotEnvelope(Envelope):
    """An envelope, seen by the vote: once frozen only its names change, by a notice; who votes on it never does."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="envelope_frozen_with_vote",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[
                    ("was", "jsonb"),
                    ("now_", "jsonb"),
                    ("row_", "process_envelope"),
                    ("same", "process_envelope"),
                ],
                func="".join(
                    (
                        """
                    row_ := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    IF NOT EXISTS (
                        SELECT FROM voting_election WHERE frozen_at IS NOT NULL
                            AND (cycle_id = row_.cycle_id OR (TG_OP = 'UPDATE' AND cycle_id = OLD.cycle_id))
                    ) THEN
                        RETURN row_;
                    END IF;
                    IF TG_OP = 'UPDATE' THEN
                        same := NEW;
                        same.name_fi := OLD.name_fi; same.name_sv := OLD.name_sv; same.name_en := OLD.name_en;
                """,
                        _words(ENVELOPE_TEXTS),
                        """
                        IF same IS NOT DISTINCT FROM OLD AND (was IS NULL OR EXISTS (
                            SELECT FROM voting_notice n WHERE n.envelope_id = NEW.id AND n.state = 'confirmed'
                                AND n.decided_at = transaction_timestamp() AND n.before = was AND n.after = now_
                        )) THEN
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'Envelope % is frozen with its vote.', row_.id
                        USING ERRCODE = 'restrict_violation';
                """,
                    )
                ),
            ),
        ]
