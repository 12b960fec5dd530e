"""Who is missing, by age and town, while there is still time to go and ask; and nobody is singled out by it."""

import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from commons.accounts.models import Role, User
from hearings.domain.missing import TOGETHER, look_again, missing
from hearings.models import AgeBand, Background, Coverage, HearingState
from tests.factories.accounts import official
from tests.factories.places import AreaFactory, PopulationFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

NUMBERS = itertools.count()


@pytest.fixture
def town(hall: Hall) -> Hall:
    """Kuvala with 400 people and Tyynelä with 100, of which half are over 64; nobody knows of Korpiranta."""
    for slug, persons in (("kuvala", 200), ("tyynela", 50)):
        name = {"kuvala": "Kuvala", "tyynela": "Tyynelä"}[slug]
        area = AreaFactory(slug=slug, name_fi=name)
        PopulationFactory(area=area, age_min=30, age_max=44, persons=persons)
        PopulationFactory(area=area, age_min=65, age_max=79, persons=persons)
    return hall


def come(hall: Hall, age: str, home_town: str, people: int) -> None:
    Background.objects.bulk_create(
        Background(
            service_area=hall.elderly, respondent=f"r{next(NUMBERS)}", age_band=age, home_town=home_town
        )
        for _one in range(people)
    )


def test_a_gap_is_named_with_what_to_do(town: Hall) -> None:
    come(town, AgeBand.FROM_30, "Kuvala", 90)
    come(town, AgeBand.FROM_65, "Kuvala", 8)
    come(town, AgeBand.FROM_65, "Tyynelä", 2)
    assert missing(town.hearing).people is None
    assert look_again() == 1
    found = missing(town.hearing)

    assert (found.people, found.towns, found.unknown_towns) == (100, ("Kuvala", "Tyynelä"), ("Korpiranta",))
    assert [(gap.town, gap.age, gap.came, gap.expected) for gap in found.gaps] == [
        ("", AgeBand.FROM_65, 10, 50),
        ("Tyynelä", "", None, 20),
        ("Tyynelä", AgeBand.FROM_30, None, 10),
        ("Tyynelä", AgeBand.FROM_65, None, 10),
    ]
    assert found.left_out
    with override("en"):
        assert "pensioners" in str(found.gaps[0].suggestion)


def test_everybody_of_a_town_counts_once_whatever_they_wrote_about(town: Hall) -> None:
    come(town, AgeBand.FROM_30, "Kuvala", 30)
    for row in Background.objects.all():
        Background.objects.create(
            service_area=town.child, respondent=row.respondent, age_band=row.age_band, home_town=row.home_town
        )
    look_again()

    assert missing(town.hearing).people == 30


def test_people_are_counted_anew_only_ten_at_a_time(town: Hall) -> None:
    come(town, AgeBand.FROM_30, "Kuvala", TOGETHER - 1)
    assert look_again() == 0
    come(town, AgeBand.FROM_30, "Kuvala", 1)
    assert look_again() == 1
    before = missing(town.hearing)
    come(town, AgeBand.FROM_65, "Tyynelä", TOGETHER - 1)
    assert look_again() == 0
    # Nine more have come and nothing has changed: no number grows together with a note that arrives.
    assert missing(town.hearing) == before
    come(town, AgeBand.FROM_65, "Tyynelä", 1)
    assert look_again() == 1
    at(town.hearing, HearingState.CLOSED)
    come(town, AgeBand.FROM_65, "Tyynelä", 20)
    assert look_again() == 0


@pytest.mark.parametrize("lonely", [1, 2, 3, 4])
def test_a_small_group_is_never_told_and_never_alone_left_out(town: Hall, lonely: int) -> None:
    come(town, AgeBand.FROM_30, "Kuvala", 40)
    come(town, AgeBand.FROM_65, "Kuvala", 30)
    come(town, AgeBand.FROM_30, "Tyynelä", 20)
    come(town, AgeBand.FROM_65, "Tyynelä", lonely)
    look_again()
    cells = [cell.came for line in missing(town.hearing).lines for cell in line.cells]

    assert not any(cell is not None and 0 < cell < 5 for cell in cells)
    assert sum(cell is None for cell in cells) > 1


def test_officials_see_it_by_page_and_api_and_nobody_else(town: Hall, resident: User) -> None:
    come(town, AgeBand.FROM_30, "Kuvala", 60)
    look_again()
    page, api = "/desk/hearings/marraskuu/missing/", f"{API}marraskuu/missing/"
    allowed = {Role.COORDINATOR, Role.MODERATOR, Role.FACILITATOR, Role.SCRIBE, Role.REVIEWER}
    for role in Role:
        statuses = {
            door(official(role)).get(api).status_code,
            signed_in(official(role)).get(page).status_code,
        }
        assert statuses == ({200} if role in allowed else {403})
    assert {door(resident).get(api).status_code, signed_in(resident).get(page).status_code} == {403}
    assert door().get(api).status_code == 403
    assert Client().get(page).status_code in (302, 403)
    desk = official(Role.FACILITATOR)
    with override("en"):
        gaps = door(desk).get(api).json()["gaps"]
    told = [(gap["town"], gap["age"], gap["came"], gap["expected"]) for gap in gaps]
    assert told[0] == ("", "65-79", 0, 30)
    assert ("Kuvala", "65-79", 0, 24) in told
    assert "65–79" in signed_in(desk).get(page).content.decode()


def test_nothing_to_compare_with_is_said(hall: Hall) -> None:
    desk = signed_in(official(Role.COORDINATOR))
    assert desk.get("/desk/hearings/marraskuu/missing/").status_code == 200
    come(hall, AgeBand.FROM_30, "Kuvala", 60)
    look_again()
    answer = desk.get("/desk/hearings/marraskuu/missing/")
    assert (answer.status_code, answer.context["missing"].towns) == (200, ())
    assert Coverage.objects.get().people == 60


def test_while_too_few_are_counted_no_gap_is_told(town: Hall) -> None:
    desk = official(Role.COORDINATOR)
    page, api = "/desk/hearings/marraskuu/missing/", f"{API}marraskuu/missing/"

    def told() -> tuple[int, int, list[object]]:
        answer = door(desk).get(api)
        return signed_in(desk).get(page).status_code, answer.status_code, answer.json()["gaps"]

    assert told() == (200, 200, [])
    come(town, AgeBand.FROM_30, "Kuvala", TOGETHER - 1)
    come(town, AgeBand.FROM_30, "Korpiranta", TOGETHER)
    assert look_again() == 1
    assert told() == (200, 200, [])


def test_it_costs_the_same_for_few_towns_and_for_many(town: Hall) -> None:
    come(town, AgeBand.FROM_30, "Kuvala", 30)
    look_again()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            missing(town.hearing)
        return len(caught)

    before = cost()
    for number in range(10):
        PopulationFactory(area=AreaFactory(slug=f"kyla-{number}", name_fi=f"Kylä {number}"))
        town.hearing.home_towns.append(f"Kylä {number}")
    assert cost() == before == 3
