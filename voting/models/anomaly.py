"""Findings that somebody has to look into before a result is certified."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.ballot import Ballot
from voting.models.election import BOOK, Election

LEAST_TOLD = 10
"""Fewer ballots or voters than these are never a finding: it could show what a single person did."""


class FindingKind(models.TextChoices):
    """What stands out."""

    ALIKE = "alike", _("Many ballots alike in one hour")
    HOUR = "hour", _("Many ballots in one hour")
    NETWORK = "network", _("Many ballots from one network in one hour")
    AGE = "age", _("Many voters of one age in one day")
    BATCH = "batch", _("A batch of paper ballots unlike the rest")


class CaseState(models.TextChoices):
    """What became of a finding."""

    OPEN = "open", _("Open")
    CLEARED = "cleared", _("Explained, the ballots count")
    EXCLUDED = "excluded", _("Excluded, the ballots do not count")


@pghistory.track(exclude=["ballots"])
class AnomalyCase(models.Model):
    """A finding, and the decision on it. No personal data but the names of two officials.

    `key`: what tells it from others of its kind. `facts`: where it is (hour, way, years of birth, batch, project), for
    the sentence. `number`: ballots (or voters) that stand out of `among`, `expected`: how many it would be if it were
    like the rest. `ballots`: ids of the ballots, so that they can be excluded; empty where it is not known which they
    are (age, network), and emptied when the box is sealed. `proposed`, `reason`: what the first person decided and why;
    with the second it becomes the `state`. `…_person`: numbers of accounts, kept when those are deleted.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="anomaly_cases")
    kind = models.CharField(max_length=8, choices=FindingKind)
    key = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    number = models.PositiveIntegerField()
    among = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    ballots = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=CaseState, default=CaseState.OPEN)
    proposed = models.CharField(max_length=8, choices=CaseState, blank=True)
    reason = models.TextField(blank=True)
    first_person = models.BigIntegerField(null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    second_person = models.BigIntegerField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(fields=["election", "kind", "key"], name="anomaly_case_once"),
            models.CheckConstraint(
                condition=Q(number__gte=LEAST_TOLD), name="anomaly_shows_no_single_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="excluded") | Q(kind__in=["alike", "hour", "batch"]),
                name="anomaly_excludes_known_ballots",
            ),
            models.CheckConstraint(condition=Q(kind__in=FindingKind.values), name="anomaly_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="anomaly_state_known"),
            models.CheckConstraint(
                condition=Q(proposed="", reason="", first_person__isnull=True)
                | (Q(proposed__in=["cleared", "excluded"], first_person__isnull=False) & ~Q(reason="")),
                name="anomaly_decision_written",
            ),
            models.CheckConstraint(
                condition=Q(state="open", second_person__isnull=True, decided_at__isnull=True)
                | Q(state=F("proposed"), second_person__isnull=False, decided_at__isnull=False),
                name="anomaly_decided_by_a_second",
            ),
            models.CheckConstraint(
                condition=Q(second_person__isnull=True) | ~Q(second_person=F("first_person")),
                name="anomaly_two_people",
            ),
        ]
        triggers = [
            *chained(BOOK, without=("ballots",)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decided_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_anomalycase")],
                func="""
                    same := NEW;
                    same.first_by_id := OLD.first_by_id;
                    same.second_by_id := OLD.second_by_id;
                    -- Emptied at sealing, and by nothing else.
                    IF NEW.ballots = '[]'::jsonb THEN
                        same.ballots := OLD.ballots;
                    END IF;
                    IF OLD.state <> 'open' AND same IS DISTINCT FROM OLD THEN
                        RAISE EXCEPTION 'A decision on a finding stays.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (#{self.pk})"


class ExcludedBallot(models.Model):
    """A ballot that two people excluded from the count. Append-only; the ballot stays in the box. No personal data."""

    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, primary_key=True, related_name="exclusion"
    )
    case = models.ForeignKey(AnomalyCase, on_delete=models.PROTECT, related_name="excluded")

    class Meta:
        verbose_name = _("excluded ballot")
        verbose_name_plural = _("excluded ballots")
        triggers = [
            # That so many were excluded is on record; which, the published list of receipts says.
            *chained(
                "(SELECT 'vote/' || c.election_id FROM voting_anomalycase c WHERE c.id = r.case_id)",
                without=("ballot_id",),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="by_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM voting_anomalycase c JOIN voting_ballot b ON b.election_id = c.election_id
                        WHERE c.id = NEW.case_id AND b.id = NEW.ballot_id AND c.state = 'excluded'
                    ) THEN
                        RAISE EXCEPTION 'Only a decided case excludes ballots of its vote.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.ballot_id)


class NetworkHour(models.Model):
    """A network from which many ballots came in one hour: a bare number, without the network. No personal data.

    `ballots`, `networks`: all that this server process counted in the hour. Deleted when the box is sealed.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="network_hours")
    hour = models.DateTimeField()
    number = models.PositiveIntegerField()
    ballots = models.PositiveIntegerField()
    networks = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("ballots of one network in an hour")
        verbose_name_plural = _("ballots of single networks in an hour")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=LEAST_TOLD), name="network_hour_shows_no_single_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hour}: {self.number}"
