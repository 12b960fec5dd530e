"""A hearing with notes in every corner, some of them alone of their kind."""

import random

import pytest

from commons.moderation.models import Moderation
from hearings.domain.report import publishing
from hearings.models import Channel, Contribution, Hearing, HearingState
from tests.factories.hearings import AnswerFactory, ContributionFactory, EventFactory, ThemeFactory
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at
from tests.hearings.report import voices


@pytest.fixture
def told(hall: Hall) -> Hearing:
    """An answered hearing: 120 notes from two towns and three ways in, a lonely one from a third town, and everything
    beside the notes."""
    rng = random.Random("report")
    towns = [EventFactory(hearing=hall.hearing, town=town) for town in ("Kuvala", "Tyynelä", "Alhola")]
    theme = ThemeFactory(hearing=hall.hearing, summary_fi="Jonot ovat pitkiä")
    AnswerFactory(theme=theme)
    late = ThemeFactory(hearing=hall.hearing, title_fi="Kyydit", title_sv="Skjuts", title_en="Lifts")
    notes = [
        ContributionFactory.build(
            hearing=hall.hearing,
            question=rng.choice((hall.works, hall.works_not, hall.idea)),
            service_area=rng.choices((hall.elderly, hall.child), (3, 2))[0],
            event=towns[0] if number % 3 else towns[1],
            channel=rng.choice((Channel.PHONE, Channel.STICKY, Channel.POSTCARD)),
            theme=rng.choice((theme, theme, late, None)),
            text=f"Sanottu {number}",
            moderation=Moderation.HIDDEN if number == 7 else Moderation.SHOWN,
            hidden_reason="insult" if number == 7 else "",
        )
        for number in range(120)
    ]
    notes.append(
        ContributionFactory.build(
            hearing=hall.hearing,
            question=hall.idea,
            service_area=hall.child,
            event=towns[2],
            channel=Channel.TABLET,
            text="=1+1 الموظفون",
            language="ar",
            theme=ThemeFactory(
                hearing=hall.hearing, title_fi="Tulkit", title_sv="Tolkar", title_en="Interpreters"
            ),
        )
    )
    Contribution.objects.bulk_create(notes)
    voices.add(hall, theme)
    hearing = at(hall.hearing, HearingState.ANSWERING)
    Hearing.objects.filter(pk=hearing.pk).update(report_published_at="2026-01-01T12:00Z")
    hearing.refresh_from_db()
    assert publishing.is_public(hearing)
    return hearing
