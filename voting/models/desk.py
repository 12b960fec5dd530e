"""What officials did at the voting desk with a person on the roll."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.election import BOOK, Election
from voting.models.roll import RollEntry


class DeskDeed(models.TextChoices):
    """What was done."""

    FOUND = "found", _("Looked somebody up")
    NOT_FOUND = "not_found", _("Looked for somebody who is not on the roll")
    CODE = "code", _("Gave a one-time code")
    PAPER = "paper", _("Gave a ballot on paper")
    PAPER_IN = "paper_in", _("Noted that the ballot on paper is in the box")
    PAPER_SPOILT = "paper_spoilt", _("Took back a spoilt ballot on paper")
    PAPER_RETURNED = "paper_returned", _("Took back an unused ballot on paper")
    CORRECTED = "corrected", _("Corrected a mistake: the ballot on paper is not in the box")


@pghistory.track(pghistory.InsertEvent())
class DeskAct(models.Model):
    """One deed at the desk; append-only. Personal data: who on the roll came to the desk.

    What was typed to find the person is never here. `entry`: null where nobody was found. `station`: where, in the
    official's words or empty.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="desk_acts")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, null=True, related_name="desk_acts")
    deed = models.CharField(_("what was done"), max_length=16, choices=DeskDeed)
    station = models.CharField(_("station"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("deed at the voting desk")
        verbose_name_plural = _("deeds at the voting desk")
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=DeskDeed.values), name="desk_deed_known"),
            models.CheckConstraint(
                condition=Q(entry__isnull=False) | Q(deed=DeskDeed.NOT_FOUND),
                name="desk_deed_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(deed=DeskDeed.CORRECTED) | ~Q(reason=""), name="desk_correction_has_reason"
            ),
        ]
        triggers = [
            # Who came is nobody's business but the desk's: the record says what was done, not with whom.
            *chained(BOOK, without=("entry_id",)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_for_oneself",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.entry_id IS NOT NULL AND NEW.made_by_id IS NOT NULL"),
                func="""
                    IF EXISTS (SELECT FROM voting_officialonroll o
                               WHERE o.official_id = NEW.made_by_id AND o.entry_id = NEW.entry_id) THEN
                        RAISE EXCEPTION 'Nobody ticks off themselves.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_deskact")],
                func="""
                    same := NEW;
                    same.made_by_id := OLD.made_by_id;
                    IF same IS DISTINCT FROM OLD OR NEW.made_by_id IS NOT NULL THEN
                        RAISE EXCEPTION 'What was done at the desk is never changed.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.pk}"


class OfficialOnRoll(models.Model):
    """Where an official who serves at the desk stands on the roll, as they have said themselves.

    Personal data: an account beside a place on the roll, so that nobody ticks off themselves. `entry`: null for those
    who have said that they are not on this roll. Deleted with the account.
    """

    official = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="officials_on_roll")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("official on the roll")
        verbose_name_plural = _("officials on the roll")
        constraints = [
            models.UniqueConstraint(fields=["official", "election"], name="official_on_roll_once"),
        ]
        # That somebody has said so is on record; where they stand on the roll is not.
        triggers = [*chained(BOOK, without=("entry_id",))]

    def __str__(self) -> str:
        return f"Official {self.official_id}"
