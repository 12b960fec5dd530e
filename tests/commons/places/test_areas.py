"""The area tree: verbs, and what the database keeps right by itself."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import operator
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.places.domain import areas, queries
from commons.places.domain.areas import AreaInside
from commons.places.domain.distance import Point
from commons.places.domain.queries import AgeBand
from commons.places.domain.shapes import read_outline
from commons.places.models import Area
from tests.factories.places import AreaFactory, PopulationFactory, square

pytestmark = pytest.mark.django_db


def person(*roles: Role, area: Area | None = None) -> User:
    user = User.objects.create_user(f"{'-'.join(roles) or 'resident'}-{User.objects.count()}@example.org")
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role, area=area) for role in roles)
    return user


@pytest.fixture
def coordinator():
    return person(Role.COORDINATOR)


@pytest.fixture
def town():
    """Kuvala > Harjula > (Mäki, Laakso); Kuvala > Keskusta."""
    kuvala = AreaFactory(slug="kuvala")
    harjula = AreaFactory(slug="harjula", parent=kuvala, position=1)
    AreaFactory(slug="keskusta", parent=kuvala, position=0)
    AreaFactory(slug="maki", parent=harjula)
    AreaFactory(slug="laakso", parent=harjula)
    return kuvala


def paths() -> list[str]:
    return sorted(Area.objects.values_list("path", flat=True))


def test_a_new_area_gets_its_path_and_the_last_place(town, coordinator):
    area = areas.create(actor=coordinator, names={"fi": "Päijätsalo  ", "sv": "Päijätsund"}, parent=town)
    assert (area.path, area.slug, area.position, area.name_fi, area.name_en) == (
        "kuvala/paijatsalo/", "paijatsalo", 2, "Päijätsalo", "",
    )  # fmt: skip


def test_a_second_area_of_the_same_identifier_is_refused(town, coordinator):
    with pytest.raises(Invalid) as refused:
        areas.create(actor=coordinator, names={"fi": "Harjula"}, parent=town)
    assert set(refused.value.fields) == {"slug"}
    assert areas.create(actor=coordinator, names={"fi": "Harjula"}).path == "harjula/"


@pytest.mark.parametrize("names", [{}, {"fi": "  "}, {"de": "Stadt"}])
def test_an_area_needs_a_name(coordinator, names):
    with pytest.raises(Invalid):
        areas.create(actor=coordinator, names=names)


def test_moving_takes_everything_below_along(town, coordinator):
    harjula, keskusta = Area.objects.get(slug="harjula"), Area.objects.get(slug="keskusta")
    assert areas.move(actor=coordinator, area=harjula, parent=keskusta).path == "kuvala/keskusta/harjula/"
    assert paths() == [
        "kuvala/",
        "kuvala/keskusta/",
        "kuvala/keskusta/harjula/",
        "kuvala/keskusta/harjula/laakso/",
        "kuvala/keskusta/harjula/maki/",
    ]


def test_a_new_identifier_changes_the_paths_below(town, coordinator):
    areas.rename(actor=coordinator, area=town, names={"fi": "Uusi-Kuvala"}, slug="uusi-kuvala")
    assert all(path.startswith("uusi-kuvala/") for path in paths())


def test_an_area_is_not_moved_into_itself(town, coordinator):
    harjula, maki = Area.objects.get(slug="harjula"), Area.objects.get(slug="maki")
    for parent in (harjula, maki):
        with pytest.raises(AreaInside):
            areas.move(actor=coordinator, area=harjula, parent=parent)


def test_the_database_refuses_a_ring_and_a_wrong_path_by_itself(town):
    maki = Area.objects.get(slug="maki")
    Area.objects.filter(slug="keskusta").update(path="nonsense/")
    assert "kuvala/keskusta/" in paths()
    with pytest.raises(IntegrityError, match="inside itself"):
        Area.objects.filter(slug="harjula").update(parent=maki)


@pytest.mark.parametrize("verb", ["create", "rename", "move", "draw"])
@pytest.mark.parametrize(
    ("who", "may"),
    [("anonymous", False), ("resident", False), ("reviewer", False), ("of_keskusta", False),
     ("of_kuvala", True), ("coordinator", True), ("operator", True)],
)  # fmt: skip
def test_who_may_change_the_tree(town, who, may, verb):
    harjula, keskusta = Area.objects.get(slug="harjula"), Area.objects.get(slug="keskusta")
    actor = {
        "anonymous": AnonymousUser,
        "resident": person,
        "reviewer": lambda: person(Role.REVIEWER),
        "of_keskusta": lambda: person(Role.COORDINATOR, area=keskusta),
        "of_kuvala": lambda: person(Role.COORDINATOR, area=town),
        "coordinator": lambda: person(Role.COORDINATOR),
        "operator": operator,
    }[who]()
    act = {
        "create": lambda: areas.create(actor=actor, names={"fi": "Uusi"}, parent=harjula),
        "rename": lambda: areas.rename(actor=actor, area=harjula, names={"fi": "Uusi"}),
        "move": lambda: areas.move(actor=actor, area=harjula, parent=keskusta),
        "draw": lambda: areas.draw(actor=actor, area=harjula, outline=None),
    }[verb]
    before = paths()
    if may:
        assert act().pk
    else:
        with pytest.raises(SignInNeeded if who == "anonymous" else NotAllowed):
            act()
        assert paths() == before


def test_the_tree_is_in_order_and_costs_one_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = [(place.area.slug, place.depth) for place in queries.tree()]
    assert found == [("kuvala", 0), ("keskusta", 1), ("harjula", 1), ("laakso", 2), ("maki", 2)]


def test_a_point_lies_in_the_smallest_area_that_holds_it(town, coordinator, django_assert_num_queries):
    for slug, lat, lon, half in [
        ("kuvala", 61.9, 24.3, 0.1),
        ("harjula", 61.95, 24.35, 0.05),
        ("maki", 61.95, 24.35, 0.01),
    ]:
        areas.draw(
            actor=coordinator, area=Area.objects.get(slug=slug), outline=read_outline(square(lat, lon, half))
        )
    points = {
        (61.95, 24.35): "maki",
        (61.97, 24.35): "harjula",
        (61.85, 24.25): "kuvala",
        (62.0, 24.4): "harjula",
    }
    for point, slug in points.items():
        with django_assert_num_queries(1):
            assert queries.area_at(Point(*point)).slug == slug
    assert queries.area_at(Point(60.0, 24.3)) is None


def test_the_box_follows_the_outline_whoever_writes(town):
    Area.objects.filter(slug="maki").update(outline=square(61.9, 24.3))
    maki = Area.objects.get(slug="maki")
    assert [round(edge, 4) for edge in (maki.west, maki.south, maki.east, maki.north)] == [
        24.29,
        61.89,
        24.31,
        61.91,
    ]
    Area.objects.filter(slug="maki").update(outline=None)
    assert Area.objects.get(slug="maki").west is None


def test_population_of_the_town_is_the_sum_of_its_parts_and_never_counted_twice(town):
    harjula, keskusta, maki = (Area.objects.get(slug=slug) for slug in ("harjula", "keskusta", "maki"))
    for area, persons in ((harjula, 200), (keskusta, 300), (maki, 50)):
        PopulationFactory(area=area, age_min=0, age_max=17, persons=persons)
        PopulationFactory(area=area, age_min=18, age_max=99, persons=2 * persons)
        PopulationFactory(area=area, year=2019, age_min=0, age_max=99, persons=9999)
    assert queries.population(town) == [AgeBand(0, 17, 500), AgeBand(18, 99, 1000)]
    assert queries.population(harjula) == [AgeBand(0, 17, 200), AgeBand(18, 99, 400)]
    assert queries.population(town, year=2019) == [AgeBand(0, 99, 19998)]
    assert queries.population(Area.objects.get(slug="laakso")) == []


def test_a_deep_tree_is_read_with_one_query():
    parent = None
    for _level in range(30):
        parent = AreaFactory(parent=parent, slug="a")
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert len(queries.tree()) == 30
    assert len(caught) == 1
