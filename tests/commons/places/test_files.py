"""Areas and population from files: whole or not at all, with every bad line named."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.http.errors import NotAllowed
from commons.places.domain import files, queries
from commons.places.domain.distance import Point
from commons.places.domain.files import FileRefused
from commons.places.models import Area, LanguageGroup, Population
from portal.demo import catalogue
from tests.factories.accounts import official
from tests.factories.places import AreaFactory, PopulationFactory, square

pytestmark = pytest.mark.django_db

BOW_TIE = {"type": "Polygon", "coordinates": [[[24, 61], [24.1, 61.1], [24.1, 61], [24, 61.1], [24, 61]]]}
HEAD = "area,year,age_min,age_max,persons\n"


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def feature(slug: str, parent: str = "", geometry: Any = None, **properties: Any) -> dict[str, Any]:
    about = {"slug": slug, "name_fi": slug.title(), "parent": parent, **properties}
    return {"type": "Feature", "properties": about, "geometry": geometry}


def geojson(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def faults(text: str, verb: Any = files.import_areas) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        verb(actor=operator(), text=text)
    return [str(fault) for fault in refused.value.faults]


def test_a_town_comes_in_whatever_the_order_of_its_features() -> None:
    text = geojson(
        feature("maki", "harjula", square(61.5, 24.5, 0.01)),
        feature("harjula", "kuvala", square(61.5, 24.5, 0.05), name_sv="Åsbacka"),
        feature("kuvala", geometry=square(61.5, 24.5, 0.2)),
    )
    taken = files.import_areas(actor=operator(), text=text)

    assert taken.made == ["kuvala/", "kuvala/harjula/", "kuvala/harjula/maki/"]
    assert Area.objects.get(slug="harjula").name_sv == "Åsbacka"
    assert [str(area) for area in queries.areas_at([Point(61.5, 24.5), Point(61.6, 24.6)])] == [
        "Maki",
        "Kuvala",
    ]


def test_a_second_time_names_and_outlines_are_renewed_and_nothing_is_doubled() -> None:
    before = AreaFactory(slug="kuvala", name_sv="Kuvala stad", outline=square(61, 24))
    taken = files.import_areas(
        actor=operator(), text=geojson(feature("kuvala", geometry=square(62, 25), name_fi="Uusi"))
    )

    after = Area.objects.get()
    assert (after.pk, after.name_fi, after.name_sv) == (before.pk, "Uusi", "Kuvala stad")
    assert after.south == pytest.approx(61.99)
    assert (taken.made, taken.changed) == ([], ["kuvala/"])


def test_the_demo_towns_own_files_come_in() -> None:
    files.import_areas(actor=operator(), text=catalogue.areas_text())
    count = files.import_population(actor=operator(), text=catalogue.population_text())

    assert Area.objects.count() == 9
    assert count == Population.objects.count() > 50


def test_every_bad_feature_is_named_and_nothing_is_taken_in() -> None:
    text = geojson(
        feature("kuvala", geometry=square(61, 24)),
        feature("far", "atlantis"),
        feature("line", "kuvala", {"type": "LineString", "coordinates": [[24, 61], [25, 61]]}),
        feature("metres", "kuvala", square(6_800_000, 300_000)),
        {"type": "Feature"},
        feature("", name_fi=""),
        feature("kuvala"),
    )
    assert faults(text) == [
        "2: There is no area “atlantis” to lie in.",
        "3: Its geometry is not a polygon.",
        "4: Its coordinates are not degrees. Save the file in WGS 84 (EPSG:4326).",
        "5: It has no properties.",
        "6: Give the area a name in at least one language.",
        "7: Another feature of this file has the same identifier.",
    ]
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"type": "FeatureColl', "1: This is not JSON: the file is cut off or of another kind."),
        ("[]", "1: This is not a GeoJSON FeatureCollection, or it has no features."),
        (geojson(), "1: This is not a GeoJSON FeatureCollection, or it has no features."),
        (geojson(feature("a", "b"), feature("b", "a")), "1: There is no area “b” to lie in."),
    ],
)
def test_what_is_no_such_file_is_said(text: str, fault: str) -> None:
    assert faults(text)[0] == fault


def test_an_outline_that_crosses_itself_is_put_right_and_told() -> None:
    assert files.import_areas(
        actor=operator(), text=geojson(feature("kuvala", geometry=BOW_TIE))
    ).repaired == ["kuvala/"]


def test_population_replaces_the_figures_of_its_areas_and_years() -> None:
    town = AreaFactory(slug="kuvala")
    harjula = AreaFactory(slug="harjula", parent=town)
    PopulationFactory(area=harjula, year=2025, age_min=0, age_max=9, persons=1)
    PopulationFactory(area=harjula, year=2024, age_min=0, age_max=9, persons=2)
    text = "\ufeffpersons;age_max;age_min;year;area\r\n1 250;17;0;2025;harjula\r\n3000;;18;2025;kuvala/harjula/\r\n"

    assert files.import_population(actor=operator(), text=text) == 2
    assert [str(one) for one in Population.objects.order_by("year", "age_min")] == [
        "Harjula (en) 2024, 0–9: 2",
        "Harjula (en) 2025, 0–17: 1250",
        "Harjula (en) 2025, 18–120: 3000",
    ]


def test_every_bad_line_of_population_is_named_and_nothing_is_taken_in() -> None:
    town = AreaFactory(slug="kuvala")
    for parent in (AreaFactory(slug="a", parent=town), AreaFactory(slug="b", parent=town)):
        AreaFactory(slug="keskus", parent=parent)
    text = (
        HEAD
        + "kuvala,2025,0,17,10\nkuvala,2025,15,20,5\nnowhere,2025,0,17,1\nkeskus,2025,0,1,1\nkuvala,x,0,17,1\n"
    )
    text += "kuvala,2026,18,17,1\nkuvala,2026,0,17,-3\n"

    assert faults(text, files.import_population) == [
        "3: These ages overlap with another line of this area and year.",
        "4: There is no area “nowhere”.",
        "5: Several areas are called “keskus”: write the path.",
        "6: year must be a whole number from 0 to 2200, not “x”.",
        "7: The ages are the wrong way round.",
        "8: persons must be a whole number from 0 to 100000000, not “-3”.",
    ]
    assert not Population.objects.exists()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("area,year\nkuvala,2025\n", "1: These columns are missing: age_min, age_max, persons"),
        ("", "1: These columns are missing: area, year, age_min, age_max, persons"),
        (HEAD, "1: The file has no lines below its headings."),
    ],
)
def test_a_csv_of_another_kind_is_said(text: str, fault: str) -> None:
    assert faults(text, files.import_population) == [fault]


def test_every_bad_line_of_languages_is_named_and_good_files_replace_their_year() -> None:
    AreaFactory(slug="kuvala")
    head = "area;year;language;persons\n"
    assert faults(
        f"{head}kuvala;2025;fi;1\nkuvala;2025;FI;2\nkuvala;2025;suomi;3\n", files.import_languages
    ) == [
        "3: This language stands twice for this area and year.",
        "4: Write a language as a code, such as fi or sv, or other.",
    ]
    for persons in (10, 20):
        assert files.import_languages(actor=operator(), text=f"{head}kuvala;2025;fi;{persons}\n") == 1
    assert [one.persons for one in LanguageGroup.objects.all()] == [20]


@pytest.mark.parametrize("verb", [files.import_areas, files.import_population, files.import_languages])
def test_only_those_who_may_change_the_town_take_files_in(verb: Any) -> None:
    with pytest.raises(NotAllowed):
        verb(actor=official(Role.REVIEWER), text="")


def test_the_commands_sum_up_or_name_file_and_line(tmp_path: Path) -> None:
    areas, people = tmp_path / "areas.geojson", tmp_path / "people.csv"
    areas.write_text(geojson(feature("kuvala", geometry=BOW_TIE)), encoding="utf-8")
    people.write_bytes(f"{HEAD}kuvala,2025,0,17,10\n".encode("cp1252"))
    out = StringIO()
    call_command("import_areas", str(areas), stdout=out)
    call_command("import_population", str(people), stdout=out)
    assert out.getvalue() == (
        "1 areas made, 0 renewed.\n"
        "The outline of kuvala/ crossed itself and was put right: look at it on the map.\n"
        "1 figures taken in.\n"
    )

    people.write_text(f"{HEAD}kuvala,2025,0,17,many\n")
    with pytest.raises(CommandError) as refused:
        call_command("import_population", str(people))
    assert str(refused.value).startswith(f"{people}:2: persons must be a whole number")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_areas", str(tmp_path / "none"))
