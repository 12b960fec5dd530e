"""Preparing a hearing: its texts, services, questions, events and codes."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.places.models import Area
from commons.texts.translated import LANGUAGES
from hearings.domain import codes
from hearings.domain.errors import WrongState
from hearings.models import (
    Channel,
    Event,
    Hearing,
    HearingState,
    Host,
    Polarity,
    Question,
    ServiceArea,
    SmileyQuestion,
    Statement,
    Station,
)
from hearings.rules import SET_UP

CHANGEABLE = frozenset(
    {
        *(f"{name}_{language}" for name in ("title", "purpose", "privacy") for language in LANGUAGES),
        "hosts",
        "languages",
        "home_towns",
        "opens_at",
        "closes_at",
        "answers_due",
        "held_channels",
    }
)
MOST_TRIES = 20
RESERVED = frozenset(
    {"notes", "codes", "themes", "developments", "new", "stories", "statements", "smileys", "walks"}
)
"""Words of addresses that cannot be a hearing's."""


@transaction.atomic
def create(*, actor: Actor, area: Area, slug: str, fields: Mapping[str, Any]) -> Hearing:
    """A hearing to be prepared, with a code of its own and the three usual questions.

    Raises `Invalid`, `NotAllowed`, `SignInNeeded`.
    """
    hearing = Hearing(area=area, slug=slug, **_allowed(fields))
    require(actor, SET_UP, hearing)
    if slug in RESERVED or Hearing.objects.filter(slug=slug).exists():
        raise Invalid(fields={"slug": [_("Another page has this address already.")]})
    _checked(hearing)
    with verb("hearings.create", actor):
        hearing.save()
        for position, (polarity, words) in enumerate(USUAL.items(), start=1):
            Question.objects.create(hearing=hearing, polarity=polarity, position=position, **words)
    add_station(actor=actor, hearing=hearing)
    return hearing


USUAL: dict[Polarity, dict[str, str]] = {
    Polarity.WORKS: {"text_fi": "Mikä toimii?", "text_sv": "Vad fungerar?", "text_en": "What works?"},
    Polarity.WORKS_NOT: {
        "text_fi": "Mikä ei toimi?",
        "text_sv": "Vad fungerar inte?",
        "text_en": "What does not work?",
    },
    Polarity.IDEA: {
        "text_fi": "Mitä pitäisi tehdä?",
        "text_sv": "Vad borde göras?",
        "text_en": "What should be done?",
    },
}
"""Content, not interface: each hearing keeps it in all three languages and may change it."""


@transaction.atomic
def change(*, actor: Actor, hearing: Hearing, fields: Mapping[str, Any]) -> Hearing:
    """New texts or times. An open hearing must keep its texts. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    found = locked(actor, hearing)
    if found.state == HearingState.ARCHIVED:
        raise WrongState
    for name, value in _allowed(fields).items():
        setattr(found, name, value)
    _checked(found)
    try:
        with verb("hearings.change", actor), transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise Invalid(
            fields={"title_fi": [_("An open hearing needs every text in each of its languages.")]}
        ) from error
    publish(f"hearing:{found.slug}")
    return found


@transaction.atomic
def add_service_area(
    *,
    actor: Actor,
    hearing: Hearing,
    names: Mapping[str, str],
    service: Service | None = None,
    is_sensitive: bool = False,
) -> ServiceArea:
    """One more service to be heard about; sent twice it is one. `names`: by language.

    Raises `Invalid`, `WrongState`, `NotAllowed`.
    """
    found = preparing(actor, hearing)
    last = found.service_areas.aggregate(last=Max("position"))["last"] or 0
    words = {f"name_{language}": names.get(language, "").strip()[:120] for language in LANGUAGES}
    if not any(words.values()):
        raise Invalid(fields={"name_fi": [_("Write something first.")]})
    if (there := found.service_areas.filter(**words).first()) is not None:
        return there
    with verb("hearings.add_part", actor):
        return ServiceArea.objects.create(
            hearing=found, service=service, is_sensitive=is_sensitive, position=last + 1, **words
        )


@transaction.atomic
def add_question(*, actor: Actor, hearing: Hearing, polarity: str, texts: Mapping[str, str]) -> Question:
    """One more question; sent twice it is one. `texts`: by language. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    found = preparing(actor, hearing)
    words = {f"text_{language}": texts.get(language, "").strip()[:160] for language in LANGUAGES}
    if polarity not in Polarity.values or not any(words.values()):
        raise Invalid(fields={"text_fi": [_("Write something first.")]})
    if (there := found.questions.filter(polarity=polarity, **words).first()) is not None:
        return there
    last = found.questions.aggregate(last=Max("position"))["last"] or 0
    with verb("hearings.add_part", actor):
        return Question.objects.create(hearing=found, polarity=polarity, position=last + 1, **words)


@transaction.atomic
def add_event(*, actor: Actor, hearing: Hearing, fields: Mapping[str, Any]) -> Event:
    """A meeting in a town, with a code for the event and one for the wall of each service; sent twice it is one.

    `fields`: town, place, starts_at, ends_at, host, programme_fi … Raises `Invalid`, `WrongState`, `NotAllowed`.
    """
    found = locked(actor, hearing)
    if found.state not in (HearingState.PREPARING, HearingState.OPEN):
        raise WrongState
    event = Event(hearing=found, **fields)
    if event.ends_at <= event.starts_at:
        raise Invalid(fields={"ends_at": [_("It must end after it begins.")]})
    same = found.events.filter(town=event.town, place=event.place, starts_at=event.starts_at)
    if (there := same.filter(ends_at=event.ends_at).first()) is not None:
        return there
    try:
        with verb("hearings.add_part", actor), transaction.atomic():
            event.save()
    except IntegrityError as error:
        raise Invalid(
            fields={"programme_fi": [_("Write the programme in each language of the hearing.")]}
        ) from error
    add_station(actor=actor, hearing=found, event=event)
    for service_area in found.service_areas.all():
        add_station(actor=actor, hearing=found, event=event, service_area=service_area)
    return event


@transaction.atomic
def add_station(
    *, actor: Actor, hearing: Hearing, event: Event | None = None, service_area: ServiceArea | None = None
) -> Station:
    """A code to write at; the one that is there already. Raises `NotAllowed`, `SignInNeeded`."""
    require(actor, SET_UP, hearing)
    there = Station.objects.filter(hearing=hearing, event=event, service_area=service_area).first()
    if there is not None:
        return there
    for _try in range(MOST_TRIES):
        code = codes.draw()
        if not Station.objects.filter(code=code).exists():
            return Station.objects.create(hearing=hearing, event=event, service_area=service_area, code=code)
    raise RuntimeError("No free code was found.")


@transaction.atomic
def copy(*, actor: Actor, hearing: Hearing, slug: str, fields: Mapping[str, Any]) -> Hearing:
    """A new hearing with the texts, services, questions, statements and smiley questions of a past one; events are of
    their time."""
    kept = {name: getattr(hearing, name) for name in CHANGEABLE - {"answers_due"}}
    made = create(actor=actor, area=hearing.area, slug=slug, fields=kept | dict(fields))
    with verb("hearings.copy", actor):
        _take_over(hearing, made)
    return made


def _take_over(hearing: Hearing, made: Hearing) -> None:
    made.questions.all().delete()
    areas: dict[int, ServiceArea] = {}
    for area in hearing.service_areas.all():
        old, area.pk, area.hearing = area.pk, None, made
        area._state.adding = True
        area.save()
        areas[old] = area
    parts: list[Question | Statement | SmileyQuestion | Host] = [
        *hearing.organisers.all(),
        *hearing.questions.all(),
        *hearing.statements.all(),
        *hearing.smiley_questions.all(),
    ]
    for part in parts:
        part.pk, part.hearing = None, made
        if isinstance(part, Statement):
            part.service_area = areas[part.service_area_id]
        part._state.adding = True
        part.save()


def _allowed(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise LookupError(f"Not to be written: {sorted(unknown)}")
    return dict(fields)


def _checked(hearing: Hearing) -> None:
    if hearing.closes_at <= hearing.opens_at:
        raise Invalid(fields={"closes_at": [_("It must close after it opens.")]})
    if not hearing.languages or not set(hearing.languages) <= set(LANGUAGES):
        raise Invalid(fields={"languages": [_("Choose at least one language.")]})
    if not set(hearing.held_channels) <= set(Channel.values):
        raise Invalid(fields={"held_channels": [_("Choose one of these.")]})


def locked(actor: Actor, hearing: Hearing) -> Hearing:
    found = Hearing.objects.select_for_update(of=("self",)).select_related("area").get(pk=hearing.pk)
    require(actor, SET_UP, found)
    return found


def preparing(actor: Actor, hearing: Hearing) -> Hearing:
    found = locked(actor, hearing)
    if found.state != HearingState.PREPARING:
        raise WrongState(_("Services and questions stay as they were when the hearing opened."))
    return found
