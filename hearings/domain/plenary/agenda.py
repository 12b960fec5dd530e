"""The agenda after the six parts of a meeting: set up from the template, gone through, ended."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.texts.translated import LANGUAGES
from hearings.domain.errors import WrongState
from hearings.domain.plenary.ground import locked, running, tell, write_down
from hearings.models import (
    AgendaItem,
    Event,
    Hearing,
    HearingState,
    LineKind,
    Part,
    Plenary,
    PlenaryState,
    Screen,
    Turn,
)
from hearings.rules import GROUP

MINUTES = {
    Part.OPENING: 5,
    Part.AGENDA: 5,
    Part.PREVIOUS: 5,
    Part.WORK: 60,
    Part.EVALUATION: 10,
    Part.CLOSING: 5,
}
"""The template: the six parts and the minutes that each takes, 90 together."""


@transaction.atomic
def plan(
    *,
    actor: Actor,
    hearing: Hearing,
    held_at: dt.datetime,
    event: Event | None = None,
    previous: Plenary | None = None,
) -> Plenary:
    """A plenary with the six parts as its agenda; sent twice it is one. `previous`: an approved one, looked at in part
    three.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, GROUP, hearing)
    if hearing.state == HearingState.ARCHIVED:
        raise WrongState
    if event is not None and event.hearing_id != hearing.pk:
        raise Invalid(fields={"event": [_("Choose an event of this hearing.")]})
    if previous is not None and previous.state != PlenaryState.APPROVED:
        raise Invalid(fields={"previous": [_("Choose a plenary whose minutes are approved.")]})
    Hearing.objects.select_for_update(of=("self",)).get(pk=hearing.pk)  # who sends twice at once waits here
    planned = Plenary.objects.filter(hearing=hearing, held_at=held_at, event=event, previous=previous)
    if (there := planned.filter(state=PlenaryState.PLANNED).first()) is not None:
        return there
    with verb("hearings.plenary", actor):
        made = Plenary.objects.create(hearing=hearing, held_at=held_at, event=event, previous=previous)
    AgendaItem.objects.bulk_create(
        AgendaItem(plenary=made, part=part, position=place, minutes=minutes)
        for place, (part, minutes) in enumerate(MINUTES.items(), start=1)
    )
    tell(made)
    return made


@transaction.atomic
def change_item(
    *, actor: Actor, plenary: Plenary, item: AgendaItem, minutes: int, titles: Mapping[str, str]
) -> AgendaItem:
    """Another time or name for an item. `titles`: by language; empty ones: called as its part.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    locked(actor, plenary, (PlenaryState.PLANNED, PlenaryState.RUNNING))
    if not 1 <= minutes <= 480:
        raise Invalid(fields={"minutes": [_("Give 1 to 480 minutes.")]})
    cleaned = {language: titles.get(language, "").replace("\x00", "").strip() for language in LANGUAGES}
    if any(len(title) > 160 for title in cleaned.values()):
        raise Invalid(fields={"title": [_("Write a title of at most 160 characters.")]})
    if any(cleaned.values()) and not all(cleaned[language] for language in plenary.hearing.languages):
        raise Invalid(fields={"title": [_("Write the title in each language of the hearing, or in none.")]})
    item.minutes = minutes
    for language, title in cleaned.items():
        setattr(item, f"title_{language}", title)
    item.save()
    tell(plenary)
    return item


@transaction.atomic
def start(*, actor: Actor, plenary: Plenary) -> Plenary:
    """Begin with the first item. Raises `WrongState`, `NotAllowed`, `SignInNeeded`."""
    found = locked(actor, plenary, (PlenaryState.PLANNED,))
    now = timezone.now()
    found.state, found.started_at = PlenaryState.RUNNING, now
    with verb("hearings.plenary", actor):
        found.save(update_fields=["state", "started_at"])
    write_down(found, LineKind.STARTED)
    first = found.items.first()
    if first is not None:
        _at(found, first)
    tell(found)
    return found


@transaction.atomic
def go_to(*, actor: Actor, plenary: Plenary, item: AgendaItem) -> Plenary:
    """Go to an item; the one before ends. Raises `WrongState`, `NotAllowed`, `SignInNeeded`."""
    found = running(actor, plenary)
    if item.plenary_id != found.pk:
        raise WrongState
    if found.item_id != item.pk:
        _at(found, item)
        found.screen = Screen.AGENDA
        found.save(update_fields=["screen"])
        tell(found)
    return found


def _at(plenary: Plenary, item: AgendaItem) -> None:
    now = timezone.now()
    AgendaItem.objects.filter(plenary=plenary, started_at__isnull=False, ended_at=None).update(ended_at=now)
    AgendaItem.objects.filter(pk=item.pk).update(ended_at=None)
    AgendaItem.objects.filter(pk=item.pk, started_at=None).update(started_at=now)
    plenary.item = item
    plenary.save(update_fields=["item"])
    write_down(plenary, LineKind.ITEM, item.pk)


@transaction.atomic
def end(*, actor: Actor, plenary: Plenary) -> Plenary:
    """End the plenary; its minutes are then read, mended and approved.

    Raises `WrongState` (also while a vote is open), `NotAllowed`, `SignInNeeded`.
    """
    found = running(actor, plenary)
    if found.rounds.filter(closed_at=None).exists():
        raise WrongState(_("Close the vote first."))
    now = timezone.now()
    Turn.objects.filter(plenary=found, ended_at=None).update(ended_at=now)
    AgendaItem.objects.filter(plenary=found, started_at__isnull=False, ended_at=None).update(ended_at=now)
    write_down(found, LineKind.ENDED)
    found.state, found.ended_at, found.screen = PlenaryState.ENDED, now, Screen.MINUTES
    with verb("hearings.plenary", actor):
        found.save(update_fields=["state", "ended_at", "screen"])
    tell(found)
    return found
