"""The election of a cycle: how the ballot looks, how it is counted, and what stands on it.

No personal data.
"""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.audit.chained import chained
from commons.process.models import Cycle, Envelope, FundingSource, Phase
from proposals.models import Proposal

FROZEN_COLUMNS = (
    "cycle_id", "ballot_kind", "min_length", "max_length", "min_sum_points", "max_sum_points", "max_points",
    "totals_live", "rule", "rule_version", "seed", "lot_source", "lot_commitment",
    "frozen_at", "frozen_hash", "key_id", "key_check",
)  # fmt: skip


BOOK = "'vote/' || r.election_id"
"""The book of acts of a row's election."""
OF_CYCLE = "(SELECT 'vote/' || v.id FROM voting_election v WHERE v.cycle_id = r.cycle_id)"
OF_ENVELOPE = (
    "(SELECT 'vote/' || v.id FROM process_envelope e JOIN voting_election v USING (cycle_id)"
    " WHERE e.id = r.envelope_id)"
)


class BallotKind(models.TextChoices):
    """What a voter does with the projects."""

    APPROVAL = "approval", _("Choose projects")
    BUDGET = "budget", _("Spend the budget")
    POINTS = "points", _("Give points")
    RANKING = "ranking", _("Put projects in order")


@pghistory.track()
class Election(models.Model):
    """The vote of one cycle. From `frozen_at` on, everything but its history is fixed by a trigger.

    Limits hold per envelope: `min_length`, `max_length` count projects; `min_sum_points`, `max_sum_points`
    points in all; `max_points` points of one project. Null: no limit. A budget ballot may cost at most the
    envelope's money. `totals_live`: totals are public while the vote is open, else only after it closes.
    `rule`, `rule_version`, `seed`: how the count is made and ties are broken; instead of a seed, `lot_source`
    names a public drawing to come, or `lot_commitment` is the SHA-256 (hex) of a seed that is told with the
    count (`LotSeed`). `frozen_hash`: SHA-256 (hex) of the published text in `FrozenRules`;
    `notice_hash`: of the text as the latest `Notice` has left it, empty where no word was changed.
    `key_id` names the key files outside the database; `key_check` tells a wrong key file from the right one.
    `sealed_at`: when the key was destroyed and everything that joined ballots and roll with it.
    """

    cycle = models.OneToOneField(
        Cycle, on_delete=models.PROTECT, related_name="election", verbose_name=_("budget year")
    )
    ballot_kind = models.CharField(
        _("kind of ballot"), max_length=10, choices=BallotKind, default=BallotKind.APPROVAL
    )
    min_length = models.PositiveSmallIntegerField(_("at least this many projects"), default=1)
    max_length = models.PositiveSmallIntegerField(_("at most this many projects"), null=True, blank=True)
    min_sum_points = models.PositiveIntegerField(_("at least this many points in all"), null=True, blank=True)
    max_sum_points = models.PositiveIntegerField(_("at most this many points in all"), null=True, blank=True)
    max_points = models.PositiveIntegerField(
        _("at most this many points for one project"), null=True, blank=True
    )
    totals_live = models.BooleanField(_("votes are shown while voting is open"), default=False)
    rule = models.SlugField(_("rule of the count"), max_length=40, default="greedy")
    rule_version = models.CharField(_("version of the rule"), max_length=20, default="1")
    seed = models.CharField(_("seed of the lot"), max_length=64, blank=True)
    lot_source = models.CharField(_("public drawing for the lot"), max_length=200, blank=True)
    lot_commitment = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, editable=False)
    frozen_hash = models.CharField(max_length=64, blank=True, editable=False)
    sealed_at = models.DateTimeField(_("box sealed"), null=True, editable=False)
    notice_hash = models.CharField(max_length=64, blank=True, editable=False)
    key_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key_check = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = pgettext_lazy("elections", "votes")
        constraints = [
            models.CheckConstraint(
                condition=Q(ballot_kind__in=BallotKind.values), name="election_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(max_length__isnull=True) | Q(max_length__gte=F("min_length"), max_length__gt=0),
                name="election_length_limits_in_order",
            ),
            models.CheckConstraint(
                condition=Q(max_sum_points__isnull=True)
                | Q(min_sum_points__isnull=True)
                | Q(max_sum_points__gte=F("min_sum_points")),
                name="election_point_limits_in_order",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen_hash="")
                | (Q(frozen_at__isnull=False) & ~Q(frozen_hash="")),
                name="election_frozen_with_hash",
            ),
        ]
        triggers = [
            *chained("'vote/' || r.id"),
            pgtrigger.Trigger(
                name="frozen_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.frozen_at IS NOT NULL AND ("
                    + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN_COLUMNS)
                    + ") THEN RAISE EXCEPTION 'The rules of election % are frozen.', OLD.id "
                    "USING ERRCODE = 'restrict_violation'; END IF; "
                    "IF OLD.notice_hash <> NEW.notice_hash AND NOT EXISTS (SELECT FROM voting_notice n "
                    "WHERE n.election_id = NEW.id AND n.kind = 'text' AND n.state = 'confirmed' "
                    "AND n.decided_at = transaction_timestamp() AND n.rules_hash = NEW.notice_hash) "
                    "THEN RAISE EXCEPTION 'The words of election % change by notice only.', OLD.id "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="sealed_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.sealed_at IS NOT DISTINCT FROM OLD.sealed_at THEN RETURN NEW; END IF;
                    IF OLD.sealed_at IS NOT NULL OR NOT EXISTS (
                        SELECT FROM voting_sealing s
                        WHERE s.election_id = NEW.id AND s.sealed_at = NEW.sealed_at
                    ) THEN
                        RAISE EXCEPTION 'Two people seal the box of election %, once.', OLD.id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="frozen_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "IF OLD.frozen_at IS NOT NULL THEN RAISE EXCEPTION 'Election % is kept.', OLD.id "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Vote of %(cycle)s")) % {"cycle": self.cycle}

    @property
    def words_hash(self) -> str:
        """Hash of the published text as it is now, with all notices; empty before freezing."""
        return self.notice_hash or self.frozen_hash


class BallotProject(models.Model):
    """A proposal on the ballot, in its envelope, with the cost it was put to the vote with.

    `project_id`: its number on the ballot and in `.pb` files, unique in the election. `position`: order on
    the ballot and in files. Nothing here can change once the election is frozen.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="projects")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="ballot_projects")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="ballot_projects")
    project_id = models.CharField(_("number on the ballot"), max_length=60)
    cost = models.DecimalField(pgettext_lazy("budget", "cost"), max_digits=14, decimal_places=2)
    position = models.PositiveIntegerField(_("order on the ballot"))

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("project on the ballot")
        verbose_name_plural = _("projects on the ballot")
        constraints = [
            models.UniqueConstraint(fields=["election", "proposal"], name="ballot_project_proposal_once"),
            models.UniqueConstraint(fields=["election", "project_id"], name="ballot_project_number_once"),
            models.UniqueConstraint(
                fields=["election", "position"],
                name="ballot_project_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(cost__gt=0), name="ballot_project_cost_positive"),
            models.CheckConstraint(condition=~Q(project_id=""), name="ballot_project_has_number"),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Trigger(
                name="frozen_with_election",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("row_", "voting_ballotproject"), ("fixed", "timestamptz"), ("year", "bigint")],
                func="""
                    row_ := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    IF TG_OP = 'UPDATE' AND OLD.election_id <> NEW.election_id THEN
                        RAISE EXCEPTION 'A project stays in its election.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    SELECT frozen_at, cycle_id INTO fixed, year FROM voting_election
                        WHERE id = row_.election_id FOR KEY SHARE;
                    IF fixed IS NOT NULL THEN
                        RAISE EXCEPTION 'The ballot of election % is frozen.', row_.election_id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF TG_OP <> 'DELETE' AND NOT EXISTS (
                        SELECT FROM process_envelope WHERE id = NEW.envelope_id AND cycle_id = year
                    ) THEN
                        RAISE EXCEPTION 'Envelope % is of another cycle.', NEW.envelope_id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN row_;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.proposal}"


class FrozenRules(models.Model):
    """The published text (canonical JSON) of rules, projects and costs as they were at opening; never
    changed.
    """

    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, primary_key=True, related_name="frozen_rules"
    )
    text = models.TextField()

    class Meta:
        verbose_name = _("published rules")
        verbose_name_plural = _("published rules")
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
            *chained(BOOK),
        ]

    def __str__(self) -> str:
        return str(self.election)


class EnvelopeMoney(FundingSource):
    """The money of an envelope, seen by the vote: it cannot change once the envelope's election is frozen."""

    class Meta:
        proxy = True
        triggers = [
            *chained(OF_ENVELOPE),
            pgtrigger.Trigger(
                name="money_frozen_with_election",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("row_", "process_fundingsource")],
                func="""
                    row_ := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    IF TG_OP = 'UPDATE' AND OLD.amount = NEW.amount AND OLD.envelope_id = NEW.envelope_id THEN
                        RETURN NEW;
                    END IF;
                    IF EXISTS (
                        SELECT FROM process_envelope e JOIN voting_election v ON v.cycle_id = e.cycle_id
                        WHERE v.frozen_at IS NOT NULL
                            AND (e.id = row_.envelope_id OR (TG_OP = 'UPDATE' AND e.id = OLD.envelope_id))
                    ) THEN
                        RAISE EXCEPTION 'The money of envelope % is frozen with its vote.', row_.envelope_id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN row_;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class BallotCycle(Cycle):
    """The year, seen by the vote: its address, town and currency stand in the frozen text."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="frame_frozen_with_vote",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("slug", "currency", "area_id"),
                func="""
                    IF (OLD.slug, OLD.currency, OLD.area_id) IS DISTINCT FROM (NEW.slug, NEW.currency, NEW.area_id)
                            AND EXISTS (
                        SELECT FROM voting_election WHERE cycle_id = NEW.id AND frozen_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'The frame of year % is frozen with its vote.', NEW.id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class VotingPhase(Phase):
    """The dates of the vote, seen by the vote: moving them is an act on record."""

    class Meta:
        proxy = True
        triggers = [*chained(OF_CYCLE, only="r.kind = 'vote'")]
