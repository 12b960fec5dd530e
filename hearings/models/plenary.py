"""The closing plenary: its agenda, what is on the screen, who spoke how long by role, and the lines of its minutes.

Personal data: none of residents. Names of the two officials who approve the minutes.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.texts.translated import translated
from hearings.models.hearing import Hearing
from hearings.models.place import Event
from hearings.models.theme import Theme


class PlenaryState(models.TextChoices):
    """Where a plenary is. Its minutes are edited until they are approved, and then frozen."""

    PLANNED = "planned", pgettext_lazy("agenda", "Planned")
    RUNNING = "running", _("Going on")
    ENDED = "ended", _("Over, minutes not approved")
    APPROVED = "approved", _("Minutes approved")


class Part(models.TextChoices):
    """The six parts of a meeting."""

    OPENING = "opening", _("Opening")
    AGENDA = "agenda", _("Agenda")
    PREVIOUS = "previous", _("Previous minutes")
    WORK = "work", _("Work")
    EVALUATION = "evaluation", _("Planning and evaluation")
    CLOSING = "closing", _("Closing")


class Screen(models.TextChoices):
    """What the room sees."""

    AGENDA = "agenda", _("Agenda")
    THEME = "theme", _("Theme and proposals")
    VOTE = "vote", _("The vote")
    MINUTES = "minutes", _("Minutes")


class SpeakerRole(models.TextChoices):
    """Who speaks, by role and never by name."""

    RESIDENT = "resident", _("Residents")
    ORGANISATION = "organisation", _("Organisations")
    OFFICIAL = "official", _("Officials")
    COUNCILLOR = "councillor", _("Councillors")


def kept_when_approved(plenary: str = "{row}.plenary_id") -> list[pgtrigger.Trigger]:
    """Triggers that keep the rows of a plenary once its minutes are approved."""

    def func(row: str) -> str:
        return f"""
        IF EXISTS (SELECT FROM hearings_plenary p WHERE p.id = {plenary.format(row=row)} AND p.state = 'approved')
        THEN
            RAISE EXCEPTION 'The minutes are approved.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN {row};
        """

    return [
        pgtrigger.Trigger(
            name="kept_when_approved",
            operation=pgtrigger.Insert | pgtrigger.Update,
            when=pgtrigger.Before,
            func=func("NEW"),
        ),
        pgtrigger.Trigger(
            name="stays_when_approved",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=func("OLD"),
        ),
    ]


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["screen"], model_name="PlenaryEvent"
)
class Plenary(models.Model):
    """A closing plenary of a hearing, or of one of its events. `previous`: whose minutes are looked at in part three.

    `item`, `theme`, `screen`: what the room is at now.
    """

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="plenaries")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="plenaries"
    )
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(_("begins"))
    state = models.CharField(
        pgettext_lazy("stage", "state"), max_length=8, choices=PlenaryState, default=PlenaryState.PLANNED
    )
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    item = models.ForeignKey("AgendaItem", on_delete=models.SET_NULL, null=True, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="+")
    screen = models.CharField(_("on the screen"), max_length=8, choices=Screen, default=Screen.AGENDA)
    first_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    second_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-held_at", "-pk")
        verbose_name = _("plenary")
        verbose_name_plural = _("plenaries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PlenaryState.values), name="plenary_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(first_approver=models.F("second_approver")), name="plenary_two_approvers"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PlenaryState.APPROVED)
                | models.Q(
                    approved_at__isnull=False,
                    first_approver__isnull=False,
                    second_approver__isnull=False,
                ),
                name="plenary_approved_by_two",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=[("planned", "running"), ("running", "ended"), ("ended", "approved")],
            ),
            pgtrigger.Protect(
                name="stays_approved",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state = 'approved'"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event.town) if self.event else str(self.hearing)

    def get_absolute_url(self) -> str:
        """What the room sees, open to everybody."""
        return f"/hearings/{self.hearing.slug}/plenary/{self.pk}/"


class AgendaItem(models.Model):
    """One item of the agenda. Without a title it is called as its part. `minutes`: planned."""

    plenary = models.ForeignKey(Plenary, on_delete=models.CASCADE, related_name="items")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    position = models.PositiveIntegerField(_("order"), default=0)
    title = translated(models.CharField(_("title"), max_length=160, blank=True))
    minutes = models.PositiveSmallIntegerField(_("minutes planned"), default=10)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.CheckConstraint(condition=models.Q(part__in=Part.values), name="agenda_part_known")
        ]
        triggers = kept_when_approved()

    def __str__(self) -> str:
        return str(self.title) or str(self.get_part_display())


class Turn(models.Model):
    """Somebody of this role speaks. One at a time."""

    plenary = models.ForeignKey(Plenary, on_delete=models.CASCADE, related_name="turns")
    role = models.CharField(_("role"), max_length=12, choices=SpeakerRole)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("turn to speak")
        verbose_name_plural = _("turns to speak")
        constraints = [
            models.UniqueConstraint(
                fields=["plenary"], condition=models.Q(ended_at=None), name="turn_one_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(role__in=SpeakerRole.values), name="turn_role_known"),
        ]
        triggers = kept_when_approved()

    def __str__(self) -> str:
        return self.role


class LineKind(models.TextChoices):
    """What a line of the minutes tells."""

    STARTED = "started", _("Begun")
    ITEM = "item", _("Agenda item")
    THEME = "theme", _("Theme")
    PROPOSAL = "proposal", _("Development proposal")
    MERGED = "merged", _("Merged proposals")
    VOTE = "vote", _("The vote")
    DECISION = "decision", _("Decision")
    NOTE = "note", pgettext_lazy("of a resident", "Note")
    ENDED = "ended", _("Ended")


@pghistory.track(
    pghistory.UpdateEvent("reworded", condition=pghistory.AnyChange("text", "is_left_out")),
    fields=["text", "is_left_out"],
    model_name="MinuteLineEvent",
)
class MinuteLine(models.Model):
    """A line of the minutes, written by what happened. `about`: the number of the item, theme, proposal or vote.

    `text`: an official's own words instead of the written ones, or a line of their own. Residents are not named.
    """

    plenary = models.ForeignKey(Plenary, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=8, choices=LineKind)
    about = models.BigIntegerField(null=True, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="lines")
    text = models.TextField(_("own words"), max_length=2000, blank=True)
    is_left_out = models.BooleanField(_("left out"), default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        verbose_name = _("line of the minutes")
        verbose_name_plural = _("lines of the minutes")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=LineKind.values), name="line_kind_known")
        ]
        triggers = kept_when_approved()

    def __str__(self) -> str:
        return self.text or self.kind
