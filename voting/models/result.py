"""Counts, the council's word, and what a `.pb` file said beyond our own tables."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from commons.process.models import Envelope
from voting.models.ballot import Ballot
from voting.models.election import BOOK, OF_ENVELOPE, BallotProject, Election


class CountState(models.TextChoices):
    """How sure a count is."""

    PROVISIONAL = "provisional", _("Provisional")
    CERTIFIED = "certified", _("Certified")
    PUBLISHED = "published", _("Published")


class EnvelopeCount(models.Model):
    """The count of one envelope by one rule. No personal data.

    `input_hash`: SHA-256 (hex) of what was counted. `outcome`: what the rule found, as JSON. `is_official`:
    by the election's own rule; others are for comparison. A new count supersedes the old one, which is kept;
    `recount_reason`: why it was made, empty for the first. Two people certify it before it can be published.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="counts")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="counts")
    rule = models.SlugField(max_length=40)
    rule_version = models.CharField(max_length=20)
    seed = models.CharField(max_length=64, blank=True)
    input_hash = models.CharField(max_length=64)
    outcome = models.JSONField()
    is_official = models.BooleanField(default=True)
    superseded = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=CountState, default=CountState.PROVISIONAL)
    counted_at = models.DateTimeField(db_default=Now(), editable=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    recount_reason = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ("envelope", "pk")
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CountState.values), name="count_state_known"),
            models.UniqueConstraint(
                fields=["envelope", "rule"], condition=Q(superseded=False), name="count_one_is_current"
            ),
            models.CheckConstraint(
                condition=(Q(state=CountState.PUBLISHED) & Q(published_at__isnull=False))
                | (~Q(state=CountState.PUBLISHED) & Q(published_at__isnull=True)),
                name="count_published_has_time",
            ),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="outcome_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_envelopecount")],
                func="""
                    same := NEW;
                    same.state := OLD.state;
                    same.superseded := OLD.superseded;
                    same.published_at := OLD.published_at;
                    same.counted_by_id := OLD.counted_by_id;
                    IF same IS DISTINCT FROM OLD OR (OLD.state = 'published' AND NEW.state <> 'published')
                            OR (OLD.superseded AND NOT NEW.superseded) THEN
                        RAISE EXCEPTION 'A count is never changed.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="step_by_step",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        IF NEW.state <> 'provisional' THEN
                            RAISE EXCEPTION 'A count begins provisional.' USING ERRCODE = 'restrict_violation';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF OLD.state = NEW.state THEN RETURN NEW; END IF;
                    IF NEW.state = 'certified' AND (
                        SELECT count(DISTINCT s.person) FROM voting_countsignature s
                        WHERE s.count_id = NEW.id AND s.person IS DISTINCT FROM NEW.counted_by_id
                    ) < 2 THEN
                        RAISE EXCEPTION 'Two people who did not count certify a count.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF NEW.state = 'published' AND OLD.state <> 'certified' AND NOT EXISTS (
                        SELECT FROM voting_election e JOIN process_cycle c ON c.id = e.cycle_id
                        WHERE e.id = NEW.election_id AND c.is_imported
                    ) THEN
                        RAISE EXCEPTION 'A count is certified before it is published.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF NEW.state = 'provisional' THEN
                        RAISE EXCEPTION 'A count does not go back; count again.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.envelope}: {self.rule} {self.rule_version}"


class Verdict(models.TextChoices):
    """What the council said of a project."""

    CONFIRMED = "confirmed", _("Confirmed")
    CHANGED = "changed", _("Confirmed with another amount")
    DROPPED = "dropped", _("Dropped")
    CANCELLED = "cancelled", _("Cancelled after work began")


TAKEN_AWAY = (Verdict.DROPPED, Verdict.CANCELLED)
"""A project of which the council said so is not carried out."""


class CouncilDecision(models.Model):
    """The council's decision on one project: shown beside the count, never mixed into it. No personal data.

    It comes out of an item that two officials confirmed. `amount`: what it may cost now, where the council said so.
    `spent`: what had been spent on one that was cancelled. `is_next`: it came up for money that was freed.
    """

    session = models.ForeignKey(
        "voting.CouncilSession", on_delete=models.PROTECT, related_name="decisions", verbose_name=_("item")
    )
    project = models.OneToOneField(BallotProject, on_delete=models.PROTECT, related_name="council_decision")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    decided_on = models.DateField(_("day of the decision"))
    reference = models.CharField(_("item of the minutes"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    conditions = models.TextField(_("conditions"), blank=True)
    spent = models.DecimalField(_("money spent"), max_digits=14, decimal_places=2, null=True)
    is_next = models.BooleanField(_("next on the list"), default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("council decision")
        verbose_name_plural = _("council decisions")
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="council_verdict_known"),
            models.CheckConstraint(
                condition=~Q(verdict__in=TAKEN_AWAY) | ~Q(reason=""), name="council_dropped_has_reason"
            ),
        ]
        triggers = [
            *chained(
                "(SELECT 'vote/' || p.election_id FROM voting_ballotproject p WHERE p.id = r.project_id)"
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="of_two_people",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM voting_councilsession s JOIN voting_ballotproject p USING (election_id)
                        WHERE s.id = NEW.session_id AND p.id = NEW.project_id AND s.state = 'confirmed'
                    ) THEN
                        RAISE EXCEPTION 'A decision of the council is confirmed by two officials.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_verdict_display()}"


class ImportedVoter(models.Model):
    """What a `.pb` file says about the voter of an imported ballot. Personal data as anonymised by the town.

    `position`: line order in the file. `extra`: further columns by name, as written.
    """

    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, primary_key=True, related_name="imported_voter"
    )
    position = models.PositiveIntegerField()
    voter_id = models.CharField(max_length=200, blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=20, blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("voter of an imported ballot")
        verbose_name_plural = _("voters of imported ballots")

    def __str__(self) -> str:
        return self.voter_id


class PbSource(models.Model):
    """The file that an envelope was imported from, so that it can be written back without loss. No personal
    data.

    `meta`: META as written, list of [key, value]. `project_columns`, `vote_columns`: the headers. `projects`:
    by number of the project, what its row says beyond our own fields (official votes, score, selected and
    further columns).
    """

    envelope = models.OneToOneField(
        Envelope, on_delete=models.PROTECT, primary_key=True, related_name="pb_source"
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    meta = models.JSONField(default=list)
    project_columns = models.JSONField(default=list)
    vote_columns = models.JSONField(default=list)
    projects = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        triggers = [*chained(OF_ENVELOPE)]

    def __str__(self) -> str:
        return self.file_name
