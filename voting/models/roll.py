"""Who may vote, who has voted, and the codes that prove it.

No table here has a key to a ballot, and no ballot has one to here.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.audit.chained import chained
from commons.places.models import Area
from voting.models.ballot import Channel
from voting.models.election import BOOK, Election


class RollEntry(models.Model):
    """A person who may vote. Personal data: birth year, area, and that the person has voted.

    `person_hash`: keyed hash (hex) of the person id, which itself is never stored. `voted_at`: the hour of
    the first cast, null before. `channel`: of the first cast. `paper_since`: the hour in which the person was given a
    ballot on paper, null where none is out or in; while it is set nothing can be cast online, and nobody who has cast
    online can be given one.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="roll")
    person_hash = models.CharField(max_length=64)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    voted_at = models.DateTimeField(_("voted, to the hour"), null=True, editable=False)
    channel = models.CharField(_("way of voting"), max_length=8, choices=Channel, blank=True, editable=False)
    paper_since = models.DateTimeField(_("has a ballot on paper, since"), null=True, editable=False)

    class Meta:
        verbose_name = _("person on the roll")
        verbose_name_plural = _("people on the roll")
        constraints = [
            models.UniqueConstraint(fields=["election", "person_hash"], name="roll_person_once"),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1890, 2200)),
                name="roll_birth_year_sane",
            ),
            models.CheckConstraint(
                condition=Q(voted_at__isnull=True, channel="") | (Q(voted_at__isnull=False) & ~Q(channel="")),
                name="roll_voted_by_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(paper_since__isnull=True) | Q(channel__in=["", Channel.PAPER]),
                name="roll_paper_or_online",
            ),
        ]
        triggers = [
            # That somebody has voted is the voter's own act: it is on no record of officials, and locks nothing.
            *chained(BOOK, without=("voted_at", "channel")),
            pgtrigger.Trigger(
                name="paper_stays_paper",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.channel IS DISTINCT FROM NEW.channel"),
                func="""
                    IF (OLD.channel = 'paper' AND NEW.channel <> '')
                            OR (OLD.channel NOT IN ('', 'paper') AND NEW.channel IN ('', 'paper')) THEN
                        RAISE EXCEPTION 'Somebody who has voted one way does not vote the other.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        indexes = [
            models.Index(fields=["election", "area"], name="roll_area"),
            models.Index(
                fields=["election", "area"], name="roll_voted_area", condition=Q(voted_at__isnull=False)
            ),
            models.Index(
                fields=["election"], name="roll_paper_out", condition=Q(paper_since__isnull=False, channel="")
            ),
        ]

    def __str__(self) -> str:
        return f"Roll {self.pk}"


class CodeBatch(models.Model):
    """Letters made in one go. The codes themselves were only ever in the letters."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="code_batches")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    size = models.PositiveIntegerField(_("letters"))
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_reason = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""),
                name="code_batch_revoked_has_reason",
            )
        ]
        triggers = [*chained(BOOK)]

    def __str__(self) -> str:
        return f"{self.election} #{self.pk}"


class LetterCode(models.Model):
    """A code that was sent by letter or given at a desk. `code_hash`: keyed hash (hex); the code itself is nowhere.

    A person has at most one code that works; a replaced one is kept so that its user can be told. A code of a desk is
    in no batch; it must be entered before `expires_at`, and only once: `used_at` says when it was.
    """

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="codes")
    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, null=True, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("letter code")
        verbose_name_plural = _("letter codes")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(revoked_at__isnull=True), name="letter_code_one_works"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=False, expires_at__isnull=True, used_at__isnull=True)
                | Q(batch__isnull=True, expires_at__isnull=False),
                name="letter_code_of_letter_or_desk",
            ),
        ]
        triggers = [
            *chained("(SELECT 'vote/' || b.election_id FROM voting_codebatch b WHERE b.id = r.batch_id)")
        ]

    def __str__(self) -> str:
        return f"Code {self.pk}"


class RollFileState(models.TextChoices):
    """How far a file for the roll is."""

    REFUSED = "refused", _("Refused")
    CHECKED = "checked", _("Checked, not taken in yet")
    WORKING = "working", _("Being taken in")
    DONE = "done", pgettext_lazy("electoral roll", "Taken in")


class RollFile(models.Model):
    """A file for the roll between checking and taking in. Personal data, for an hour at most: keyed hash, birth
    year and area of each person; the person ids themselves are never stored.

    `people`: packed rows, empty once taken in or refused. `report`: counts and problems, for the page. `done`: people
    written so far.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="roll_files")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    file_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=RollFileState)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    people = models.BinaryField(default=bytes)

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("file for the roll")
        verbose_name_plural = _("files for the roll")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RollFileState.values), name="roll_file_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["checked", "working"]) | Q(people=b""), name="roll_file_forgets_people"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or str(self.pk)
