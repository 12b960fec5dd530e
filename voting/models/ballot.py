"""Ballots, without their voters.

A ballot is found again by `pseudonym`, a keyed hash whose key lies outside the database. Random primary keys
and times cut to the hour keep the order of casting out of these tables.
"""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import Language
from voting.models.election import BallotProject, Election

IN_TIME = "ballot_in_time"
"""What the database names when it refuses a ballot because the vote is over."""
_TOO_LATE = f"""
                        RAISE EXCEPTION 'The vote has closed: the box takes no ballot and changes none.'
                            USING ERRCODE = 'restrict_violation', CONSTRAINT = '{IN_TIME}';"""
_OVER = """e.sealed_at IS NOT NULL OR (b.channel <> 'paper' AND EXISTS (
                                   SELECT FROM process_phase p JOIN process_cycle c ON c.id = p.cycle_id
                                   WHERE p.cycle_id = e.cycle_id AND p.kind = 'vote' AND NOT c.is_imported
                                       AND p.closes_at <= statement_timestamp()))"""
"""Whether the box of election `e` takes no ballot `b` any more. Paper is keyed after the close; a box is sealed past
these guards."""


class Channel(models.TextChoices):
    """The way a ballot came in."""

    WEB = "web", _("On the web")
    DESK = "desk", _("At an officer's desk")
    PAPER = "paper", _("On paper")
    IMPORT = "import", _("From a file")


class BallotSet(models.QuerySet["Ballot"]):
    """Ballots, and which of them count."""

    def counting(self) -> Self:
        """Neither replaced by a newer one nor in a batch that is set aside, nor excluded by two people."""
        return self.filter(superseded=False, exclusion__isnull=True).exclude(paper_batch__is_quarantined=True)


class Ballot(models.Model):
    """One version of one voter's ballot. Append-only: a newer version supersedes it, nothing is deleted.

    `receipt`: proves that the ballot is in the box, not what it says. `key_hash`: SHA-256 (hex) of the key
    that the sender made, so that sending twice casts once; empty for imported ballots. `cast_hour`: null for
    imported ones and those on paper. `paper_batch`: the pile that a paper ballot was keyed with; which sheet of it,
    only the pseudonym tells, and only as long as its key exists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="ballots")
    pseudonym = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    superseded = models.BooleanField(default=False)
    receipt = models.CharField(max_length=24)
    cast_hour = models.DateTimeField(null=True)
    channel = models.CharField(max_length=8, choices=Channel)
    key_hash = models.CharField(max_length=64, blank=True)
    paper_batch = models.ForeignKey(
        "voting.PaperBatch", on_delete=models.PROTECT, null=True, related_name="ballots", db_index=False
    )

    objects = BallotSet.as_manager()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "pseudonym"], condition=Q(superseded=False), name="ballot_one_is_current"
            ),
            models.UniqueConstraint(fields=["election", "pseudonym", "version"], name="ballot_version_once"),
            models.UniqueConstraint(fields=["election", "receipt"], name="ballot_receipt_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="ballot_channel_known"),
            models.CheckConstraint(
                condition=Q(channel=Channel.PAPER, paper_batch__isnull=False)
                | (~Q(channel=Channel.PAPER) & Q(paper_batch__isnull=True)),
                name="ballot_paper_has_batch",
            ),
        ]
        indexes = [
            models.Index(
                fields=["paper_batch"], name="ballot_of_batch", condition=Q(paper_batch__isnull=False)
            )
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_superseded",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_ballot")],
                func="""
                    same := NEW;
                    same.superseded := OLD.superseded;
                    IF same IS DISTINCT FROM OLD OR (OLD.superseded AND NOT NEW.superseded) THEN
                        RAISE EXCEPTION 'A ballot is never changed.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="comes_in_time",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=f"""
                    IF EXISTS (SELECT FROM added b JOIN voting_election e ON e.id = b.election_id
                               WHERE {_OVER}) THEN{_TOO_LATE}
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="replaced_in_time",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="changed"),
                func=f"""
                    IF EXISTS (SELECT FROM changed b JOIN voting_election e ON e.id = b.election_id
                               WHERE {_OVER}) THEN{_TOO_LATE}
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="box_is_frozen",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (SELECT FROM added JOIN voting_election e ON e.id = added.election_id
                               WHERE e.frozen_at IS NULL) THEN
                        RAISE EXCEPTION 'A ballot needs frozen rules.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="paper_from_accepted_batch",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (SELECT FROM added a JOIN voting_paperbatch p ON p.id = a.paper_batch_id
                               WHERE p.state <> 'accepted' OR p.election_id <> a.election_id
                                   OR (SELECT count(*) FROM voting_ballot b WHERE b.paper_batch_id = p.id) > p.size)
                    THEN
                        RAISE EXCEPTION 'A paper ballot comes from its accepted batch, once.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class BallotChoice(models.Model):
    """A project named by a ballot. Append-only.

    `rank`: place on the ballot from 1, the voter's order in a ranking, else the order as listed. `points`: in
    a points ballot, else null. The trigger holds the caps of the election even when the verb is bypassed;
    ballots from files are kept as the town accepted them.
    """

    pk = models.CompositePrimaryKey("ballot_id", "project_id")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="choices", db_index=False)
    project = models.ForeignKey(BallotProject, on_delete=models.PROTECT, related_name="choices")
    rank = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "rank"], name="choice_place_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="choice_place_from_one"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="comes_in_time",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=f"""
                    IF EXISTS (SELECT FROM voting_ballot b JOIN voting_election e ON e.id = b.election_id
                               WHERE b.id IN (SELECT ballot_id FROM added) AND ({_OVER})) THEN{_TOO_LATE}
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608 - made of this module's own words
            ),
            pgtrigger.Trigger(
                name="within_limits",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (
                        SELECT FROM added
                        JOIN voting_ballot b ON b.id = added.ballot_id
                        JOIN voting_ballotproject p ON p.id = added.project_id
                        WHERE p.election_id <> b.election_id
                    ) THEN
                        RAISE EXCEPTION 'A ballot names a project of another election.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF EXISTS (
                        SELECT FROM voting_ballot b
                        JOIN voting_election e ON e.id = b.election_id
                        JOIN voting_ballotchoice c ON c.ballot_id = b.id
                        JOIN voting_ballotproject p ON p.id = c.project_id
                        WHERE b.id IN (SELECT ballot_id FROM added) AND b.channel <> 'import'
                        GROUP BY b.id, p.envelope_id, e.id
                        HAVING count(*) > e.max_length
                            OR sum(c.points) > e.max_sum_points
                            OR max(c.points) > e.max_points
                            OR (e.ballot_kind = 'points') <> bool_and(c.points IS NOT NULL)
                            OR (e.ballot_kind = 'budget' AND sum(p.cost) > (
                                SELECT sum(s.amount) FROM process_fundingsource s
                                WHERE s.envelope_id = p.envelope_id))
                    ) THEN
                        RAISE EXCEPTION 'A ballot is over the limits of its election.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.project_id}"


class BallotDraft(models.Model):
    """What a voter has chosen but not cast; deleted at casting. Personal data: an opinion, tied to a person
    on the roll, and where the person asked for it a mail address, emptied when the reminder is sent or the vote closes.

    `choices`: number of the project on the ballot (`BallotProject.pk` as text) → 1 (chosen), points or place.
    """

    entry = models.OneToOneField(
        "voting.RollEntry", on_delete=models.CASCADE, primary_key=True, related_name="draft"
    )
    choices = models.JSONField(default=dict)
    saved_at = models.DateTimeField(db_default=Now())
    remind_at_address = models.EmailField(_("mail address for a reminder"), blank=True)
    remind_language = models.CharField(max_length=2, choices=Language, default=Language.FINNISH)
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("ballot not yet cast")
        verbose_name_plural = _("ballots not yet cast")
        indexes = [models.Index(fields=["saved_at"], name="ballot_draft_age")]

    def __str__(self) -> str:
        return f"Draft of roll {self.pk}"
