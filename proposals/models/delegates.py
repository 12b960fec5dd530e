"""The follow-up group of a budget year: residents who go and look how the projects are carried out.

Personal data: the address that an invitation was mailed to, until it is answered or lapses; who is in the group. A
name is public only where the delegate agreed to it, and then it is the one that they chose to show; else a number is.
"""

import datetime as dt

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.process.models import Cycle


class DelegateState(models.TextChoices):
    """Where an invitation or membership is. Whether its term is over, the days say."""

    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("In the group")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    ENDED = "ended", _("Ended")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange("state", "shows_name", "term_from", "term_to", "end_reason")
    ),
    fields=["cycle", "number", "state", "term_from", "term_to", "shows_name", "end_reason"],
    append_only=True,
    model_name="DelegateEvent",
)
class Delegate(models.Model):
    """Somebody who is asked into the follow-up group of a year, or is or was in it.

    `number`: in the group, given with the yes, for good. `term_from`, `term_to`: first and last day. `shows_name`: the
    delegate agreed that the name they chose is public. `email`: where the invitation went; erased with the answer.
    `end_reason`: why officials ended it; only they and the delegate read it.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="delegates")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="memberships"
    )
    email = models.EmailField(_("mail address"), blank=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=DelegateState, default=DelegateState.INVITED)
    term_from = models.DateField(_("from"))
    term_to = models.DateField(_("until"))
    shows_name = models.BooleanField(_("the name is public"), default=False)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    invited_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("number", "pk")
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DelegateState.values), name="delegate_state_known"),
            models.CheckConstraint(
                condition=Q(state=DelegateState.INVITED) | Q(email=""),
                name="delegate_email_only_while_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state=DelegateState.ACCEPTED) | Q(user__isnull=False, number__isnull=False),
                name="delegate_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(term_to__gte=F("term_from")), name="delegate_term_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["cycle", "number"], name="delegate_number_in_cycle"),
            models.UniqueConstraint(
                fields=["cycle", "user"], condition=Q(state=DelegateState.ACCEPTED), name="delegate_once"
            ),
            models.UniqueConstraint(
                fields=["cycle", "email"],
                condition=Q(state=DelegateState.INVITED),
                name="delegate_invited_once",
            ),
        ]

    def __str__(self) -> str:
        if self.shows_name and self.user is not None and self.user.display_name:
            return self.user.display_name
        return self.numbered

    @property
    def numbered(self) -> str:
        """How somebody is called who shows no name."""
        return gettext("Delegate %(number)s") % {"number": self.number or "–"}

    def is_in_term(self, day: dt.date | None = None) -> bool:
        """Whether the delegate may act on that day, today unless told."""
        return (
            self.state == DelegateState.ACCEPTED
            and self.term_from <= (day or timezone.localdate()) <= self.term_to
        )
