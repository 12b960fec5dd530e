"""People who are not on the roll and ask to be."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from commons.places.models import Area
from commons.texts.translated import Language
from voting.models.election import BOOK, Election


class RequestState(models.TextChoices):
    """How far a request is."""

    WAITING = "waiting", _("Waiting for a decision")
    ADDED = "added", _("Added to the roll")
    REFUSED = "refused", _("Not added")


@pghistory.track(fields=["election", "state", "times", "decision", "decided_by", "forgotten_at"])
class RollRequest(models.Model):
    """Somebody's wish to be put on the roll; one for each person, however often it is sent.

    Personal data: mail address, year of birth, reason, and the keyed hash of the person id. Address, year and reason
    are emptied 30 days after the decision, or after the vote has closed (`forgotten_at`). No documents.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="roll_requests")
    person_hash = models.CharField(max_length=64)
    contact = models.EmailField(_("mail address"), blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FINNISH)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    reason = models.TextField(_("why"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    times = models.PositiveSmallIntegerField(_("sent so many times"), default=1)
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.WAITING)
    decision = models.TextField(_("reason of the decision"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("request to be on the roll")
        verbose_name_plural = _("requests to be on the roll")
        constraints = [
            models.UniqueConstraint(fields=["election", "person_hash"], name="roll_request_person_once"),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="roll_request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING, decided_at__isnull=True)
                | (~Q(state=RequestState.WAITING) & Q(decided_at__isnull=False) & ~Q(decision="")),
                name="roll_request_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=F("asked_by")),
                name="roll_request_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(contact="", reason="", birth_year__isnull=True),
                name="roll_request_forgets",
            ),
        ]
        triggers = [
            *chained(BOOK, without=("person_hash", "contact", "birth_year", "reason")),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"
