"""Hearings for tests: one that is open, with two service areas, three questions, an event and its codes."""

import datetime as dt
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from commons.moderation.models import Moderation
from hearings.domain import codes
from hearings.domain.receipts import hash_of, receipt_of
from hearings.models import (
    Answer,
    AnswerKind,
    Channel,
    Contribution,
    Event,
    Hearing,
    HearingState,
    Polarity,
    Question,
    ServiceArea,
    Station,
    Theme,
    Walk,
)
from tests.factories.places import AreaFactory

LANGUAGES = ("fi", "sv", "en")


def in_each(name: str, words: str) -> dict[str, str]:
    """`name_fi`, `name_sv`, `name_en` with words that tell the language."""
    return {f"{name}_{language}": f"{words} ({language})" for language in LANGUAGES}


class HearingFactory(DjangoModelFactory):
    """A hearing in three languages that is being prepared and may open; `open_hearing()` gives an open one."""

    class Meta:
        model = Hearing

    slug = factory.Sequence(lambda n: f"kuuleminen-{n}")
    area = factory.SubFactory(AreaFactory)
    languages = ["fi", "sv", "en"]
    title_fi, title_sv, title_en = "Asukkaiden marraskuu", "Invånarnas november", "Residents’ November"
    purpose_fi, purpose_sv, purpose_en = "Miksi kysymme", "Varför vi frågar", "Why we ask"
    privacy_fi, privacy_sv, privacy_en = "Näin käsittelemme", "Så behandlar vi", "How we handle it"
    home_towns = ["Kuvala", "Tyynelä", "Korpiranta"]
    opens_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=2))
    closes_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=5))


class ServiceAreaFactory(DjangoModelFactory):
    """A part of the services."""

    class Meta:
        model = ServiceArea

    hearing = factory.SubFactory(HearingFactory)
    position = factory.Sequence(int)
    name_fi, name_sv, name_en = "Ikäihmisten palvelut", "Äldreomsorg", "Elderly care"


class QuestionFactory(DjangoModelFactory):
    """What works?"""

    class Meta:
        model = Question

    hearing = factory.SubFactory(HearingFactory)
    position = factory.Sequence(int)
    polarity = Polarity.WORKS
    text_fi, text_sv, text_en = "Mikä toimii?", "Vad fungerar?", "What works?"


class EventFactory(DjangoModelFactory):
    """A meeting that goes on now."""

    class Meta:
        model = Event

    hearing = factory.SubFactory(HearingFactory)
    town = "Kuvala"
    place = "Kaupungintalo"
    starts_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(hours=1))
    ends_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=2))
    programme_fi, programme_sv, programme_en = "Kävely", "Vandring", "Walk"


class WalkFactory(DjangoModelFactory):
    """A walk whose clock waits."""

    class Meta:
        model = Walk

    event = factory.SubFactory(EventFactory)


class StationFactory(DjangoModelFactory):
    """A code of the whole hearing, unless `event` or `service_area` is given."""

    class Meta:
        model = Station

    hearing = factory.SubFactory(HearingFactory)
    code = factory.LazyFunction(codes.draw)


def open_hearing(**fields: Any) -> Hearing:
    """An open hearing with elderly care and child protection (sensitive), three questions and a code."""
    hearing: Hearing = HearingFactory(**fields)
    ServiceAreaFactory(hearing=hearing)
    ServiceAreaFactory(
        hearing=hearing,
        is_sensitive=True,
        name_fi="Lastensuojelu",
        name_sv="Barnskydd",
        name_en="Child protection",
    )
    QuestionFactory(hearing=hearing)
    QuestionFactory(
        hearing=hearing,
        polarity=Polarity.WORKS_NOT,
        text_fi="Mikä ei toimi?",
        text_sv="Vad fungerar inte?",
        text_en="What does not work?",
    )
    QuestionFactory(
        hearing=hearing, polarity=Polarity.IDEA, text_fi="Ideasi?", text_sv="Din idé?", text_en="Your idea?"
    )
    StationFactory(hearing=hearing)
    hearing.state = HearingState.OPEN
    hearing.save()
    return hearing


class ContributionFactory(DjangoModelFactory):
    """A note that was approved; `moderation=Moderation.HELD` for one that waits."""

    class Meta:
        model = Contribution

    uuid = factory.LazyFunction(uuid4)
    question = factory.LazyAttribute(lambda note: note.hearing.questions.first())
    service_area = factory.LazyAttribute(lambda note: note.hearing.service_areas.first())
    channel = Channel.PHONE
    language = "fi"
    text = factory.Sequence(lambda n: f"Bussi kulkee hyvin ({n})")
    moderation = Moderation.SHOWN
    receipt_hash = factory.LazyAttribute(lambda note: hash_of(receipt_of(note.uuid)))


class ThemeFactory(DjangoModelFactory):
    """A theme that nobody has answered."""

    class Meta:
        model = Theme

    title_fi, title_sv, title_en = "Jonot", "Köer", "Queues"
    responsible = "Palvelujohtaja"


class AnswerFactory(DjangoModelFactory):
    """It has been changed."""

    class Meta:
        model = Answer

    theme = factory.SubFactory(ThemeFactory)
    kind = AnswerKind.CHANGED
    text_fi, text_sv, text_en = "Jono purettiin", "Kön är borta", "The queue is gone"
    answered_by = "Palvelujohtaja"
