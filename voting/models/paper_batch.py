"""Piles of paper ballots: keyed twice by two people, compared, accepted once, set aside where something is wrong."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.election import BOOK, Election
from voting.models.paper import PaperSheet, StationDay

_USER = settings.AUTH_USER_MODEL
OF_BATCH = "(SELECT 'vote/' || b.election_id FROM voting_paperbatch b WHERE b.id = r.batch_id)"


class BatchState(models.TextChoices):
    """How far a batch is."""

    KEYING = "keying", _("Being keyed")
    COMPARING = "comparing", _("Keyed twice, being compared")
    ACCEPTED = "accepted", _("Accepted")


@pghistory.track()
class PaperBatch(models.Model):
    """The sheets of one box, station and day. Personal data: which officials handled it.

    `officer`: who brought it. `size`: sheets counted by hand when it came. The database refuses one person as both
    keyers, and any change of an accepted batch but setting it aside.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="paper_batches")
    number = models.PositiveIntegerField()
    day = models.ForeignKey(StationDay, on_delete=models.PROTECT, related_name="batches")
    officer = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(_("sheets"))
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.KEYING)
    first_keyer = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    second_keyer = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    first_done = models.BooleanField(default=False)
    second_done = models.BooleanField(default=False)
    accepted_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, editable=False)
    is_quarantined = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("number",)
        verbose_name = _("batch of paper ballots")
        verbose_name_plural = _("batches of paper ballots")
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="paper_batch_number_once"),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="paper_batch_state_known"),
            models.CheckConstraint(condition=Q(size__gte=1), name="paper_batch_not_empty"),
            models.CheckConstraint(
                condition=Q(first_keyer__isnull=True)
                | Q(second_keyer__isnull=True)
                | ~Q(first_keyer=F("second_keyer")),
                name="paper_batch_two_keyers",
            ),
            models.CheckConstraint(
                condition=(~Q(state=BatchState.ACCEPTED) & Q(accepted_at__isnull=True))
                | Q(
                    state=BatchState.ACCEPTED,
                    first_keyer__isnull=False,
                    second_keyer__isnull=False,
                    accepted_by__isnull=False,
                    accepted_at__isnull=False,
                ),
                name="paper_batch_accepted_by",
            ),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="accepted_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_paperbatch")],
                func="""
                    same := NEW;
                    same.is_quarantined := OLD.is_quarantined;
                    IF OLD.state = 'accepted' AND same IS DISTINCT FROM OLD THEN
                        RAISE EXCEPTION 'Batch % is accepted.', OLD.number USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(_("Batch %(number)s") % {"number": self.number})


class Reading(models.IntegerChoices):
    """Whose reading of a sheet."""

    FIRST = 1, _("First keying")
    SECOND = 2, _("Second keying")
    SETTLED = 3, _("Settled")


class VoidReason(models.TextChoices):
    """Why a sheet in the box is no ballot."""

    EMPTY = "empty", _("Nothing is marked")
    TOO_MUCH = "too_much", _("More is marked than allowed")
    UNCLEAR = "unclear", _("It cannot be told what is meant")
    NOT_GENUINE = "not_genuine", _("Signed, torn, or not our sheet")


class KeyedSheet(models.Model):
    """One person's reading of one sheet. Personal data: an opinion, tied to a sheet but to no voter.

    `choices`: number of the project on the ballot → 1, points or place, as `BallotDraft.choices`; empty where `void`
    says why the sheet is none. `reason`: for a settled reading, why. Fixed once the batch is accepted.
    """

    batch = models.ForeignKey(PaperBatch, on_delete=models.PROTECT, related_name="keyed")
    reading = models.PositiveSmallIntegerField(choices=Reading)
    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="keyed")
    keyer = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict)
    void = models.CharField(max_length=12, choices=VoidReason, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("keyed sheet")
        verbose_name_plural = _("keyed sheets")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "reading"], name="keyed_sheet_once_a_reading"),
            models.UniqueConstraint(
                fields=["sheet", "keyer"],
                condition=Q(reading__lt=Reading.SETTLED),
                name="keyed_by_two_people",
            ),
            models.CheckConstraint(condition=Q(reading__in=Reading.values), name="keyed_reading_known"),
            models.CheckConstraint(
                condition=Q(reading__lt=Reading.SETTLED) | ~Q(reason=""), name="keyed_settled_has_reason"
            ),
            models.CheckConstraint(
                condition=(Q(void="") & ~Q(choices={})) | (~Q(void="") & Q(choices={})),
                name="keyed_valid_or_void",
            ),
        ]
        triggers = [
            # The record says that somebody keyed a sheet, not which one or what it said.
            *chained(OF_BATCH, without=("sheet_id", "choices", "void")),
            pgtrigger.Trigger(
                name="fixed_with_batch",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("row_", "voting_keyedsheet")],
                func="""
                    row_ := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    IF EXISTS (SELECT FROM voting_paperbatch WHERE id = row_.batch_id AND state = 'accepted') THEN
                        RAISE EXCEPTION 'The batch of this sheet is accepted.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN row_;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.reading}"


class BatchPhoto(models.Model):
    """A photograph of a sheet or of a whole batch, kept as evidence; never changed. No personal data.

    `image`: JPEG, re-encoded, without anything that a camera writes beside it; in the database and not in a folder,
    so that it is as safe as the batch and no address of a file gives it away. `sha256`: of `image`, hex.
    """

    batch = models.ForeignKey(PaperBatch, on_delete=models.PROTECT, related_name="photos")
    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, null=True, related_name="photos")
    image = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    taken_by = models.ForeignKey(_USER, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("photograph of a batch")
        verbose_name_plural = _("photographs of batches")
        constraints = [models.UniqueConstraint(fields=["batch", "sha256"], name="batch_photo_once")]
        triggers = [
            *chained(OF_BATCH, without=("image",)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Quarantine(models.Model):
    """A batch set aside with a reason. Two people are needed to let it back in; nothing is deleted.

    Personal data: which officials decided.
    """

    batch = models.ForeignKey(PaperBatch, on_delete=models.PROTECT, related_name="quarantines")
    reason = models.CharField(_("reason"), max_length=500)
    begun_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    release_reason = models.CharField(max_length=500, blank=True)
    release_asked_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("batch set aside")
        verbose_name_plural = _("batches set aside")
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(released_at__isnull=True), name="quarantine_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="quarantine_has_reason"),
            models.CheckConstraint(
                condition=Q(release_asked_by__isnull=True) | ~Q(release_reason=""),
                name="quarantine_release_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | (
                    Q(
                        released_at__isnull=False,
                        released_by__isnull=False,
                        release_asked_by__isnull=False,
                    )
                    & ~Q(released_by=F("release_asked_by"))
                ),
                name="quarantine_released_by_two",
            ),
        ]
        triggers = [*chained(OF_BATCH), pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.batch}: {self.reason}"
