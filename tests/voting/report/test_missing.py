"""Who was missing, in the report: by area and age against the population, in words, and nothing of few people."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from commons.accounts.models import Role
from commons.places.models import Area, LanguageGroup
from tests.factories.accounts import official
from tests.factories.places import AreaFactory, PopulationFactory
from tests.factories.process import CycleFactory
from tests.factories.voting import ElectionFactory, RollEntryFactory, frozen
from tests.voting.report.making import forms, part, published, same_everywhere, table
from voting.domain.participation import Participation, participation
from voting.domain.reach.desk import participation_desk
from voting.domain.report import missing
from voting.models import Election, RollEntry

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english(client: Client) -> Any:
    client.cookies["django_language"] = "en"
    cache.clear()
    with translation.override("en"):
        yield


def people(election: Election, area: Area, number: int, *, age: int, voted: int) -> None:
    """People of one age on the roll, of whom so many have voted."""
    made = RollEntryFactory.create_batch(
        number, election=election, area=area, birth_year=election.cycle.year - age
    )
    voters = [entry.pk for entry in made[:voted]]
    RollEntry.objects.filter(pk__in=voters).update(voted_at=NOON, channel="web")


def district(town: Area, slug: str, young: int, old: int) -> Area:
    """A part of the town where so many people of 30 to 64 and of 65 and more live."""
    made: Area = AreaFactory(slug=slug, parent=town)
    PopulationFactory(area=made, age_min=30, age_max=64, persons=young)
    PopulationFactory(area=made, age_min=65, age_max=84, persons=old)
    return made


def two_districts(election: Election, *, few: int = 12) -> None:
    """Half of the people live in each; of the old in Hervanta only `few` have voted."""
    town = election.cycle.area
    harjula, hervanta = (district(town, slug, 600, 600) for slug in ("harjula", "hervanta"))
    for area, age, voted in ((harjula, 40, 30), (harjula, 70, 28), (hervanta, 40, 25), (hervanta, 70, few)):
        people(election, area, 40, age=age, voted=voted)


def found_of(election: Election, took_part: Participation | None = None) -> list[missing.Missing]:
    areas = {str(area): area for area in Area.objects.all()}
    return missing.groups(election, took_part or participation(election), areas)


def test_groups_are_named_in_words_in_every_format_as_on_the_desk(client: Client) -> None:
    election, _projects = published()
    RollEntry.objects.filter(election=election).delete()
    two_districts(election)
    LanguageGroup.objects.bulk_create(
        LanguageGroup(area=election.cycle.area, year=2025, language=language, persons=persons)
        for language, persons in (("ar", 900), ("fi", 100), ("so", 3))
    )

    report = same_everywhere(client)

    words = "Hervanta (en) 65+: 12 of 28 expected"
    rows = {row.label: row.cells for row in table(report, "missing-area-age").rows}
    assert rows["Hervanta (en): 65+"] == (600, 28, 12, 42.9, words)
    assert rows["Harjula (en): 65+"] == (600, 28, 28, 100.0, None)
    assert rows["Harjula (en): –29"] == (None, 0, 0, None, None)
    desk = participation_desk(actor=official(Role.VOTE_CLERK), election=election).representation.gaps
    assert [f"{gap.area} {gap.ages}: {gap.voted} of {gap.expected} expected" for gap in desk] == [words]
    assert [(row.label, row.cells) for row in table(report, "missing-languages").rows] == [
        ("Arabic", (900, 3, 0, "Arabic: 0 of 3 expected")),
        ("Finnish", (100, 0, 3, None)),
    ]
    sentence = f"Fewest voters against the people who live there: {words}."
    assert sentence in report.words
    assert sentence in part(report, "participation").words
    told = forms(client)
    flat = sentence.replace(" ", "")
    assert [flat in text for text in (told.page, told.pdf)] == [True, True]
    assert sentence in told.json["words"]
    cells = [cell for sheet in told.book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any(sentence in str(cell) for cell in cells)


def test_a_group_that_is_too_small_to_tell_is_named_only_by_what_is_told_anyway() -> None:
    town = AreaFactory(slug="kuvala")
    election = frozen(ElectionFactory(cycle=CycleFactory(area=town, year=2026)))
    two_districts(election, few=3)

    took_part = participation(election)
    found = {(one.area, one.ages): one for one in found_of(election, took_part)}

    lonely = found["Hervanta (en)", "65+"]
    assert lonely.voted is None
    # Whoever reads the tables knows no more of it than this sum: the other numbers left out could be its own.
    assert lonely.at_most > 3
    assert lonely.is_missing == (lonely.at_most < 0.7 * lonely.expected)
    for one in found.values():
        assert one.voted is None or one.voted == one.at_most


def test_what_is_named_follows_from_the_published_numbers_alone() -> None:
    town = AreaFactory(slug="kuvala")
    election = frozen(ElectionFactory(cycle=CycleFactory(area=town, year=2026)))
    two_districts(election, few=3)
    took_part = participation(election)
    before = found_of(election, took_part)

    RollEntry.objects.filter(election=election).delete()

    assert found_of(election, took_part) == before
    bounded = replace(took_part, by_area=[replace(one, voted=None) for one in took_part.by_area])
    assert [one.at_most for one in found_of(election, bounded)] >= [one.at_most for one in before]


def test_without_register_or_ages_nobody_is_named() -> None:
    town = AreaFactory(slug="kuvala")
    election = frozen(ElectionFactory(cycle=CycleFactory(area=town, year=2026)))
    for slug in ("harjula", "hervanta"):
        area = AreaFactory(slug=slug, parent=town)
        people(election, area, 40, age=40, voted=30)
        people(election, area, 40, age=70, voted=2)

    assert found_of(election) == []
    assert missing.sentence([]) == ""
