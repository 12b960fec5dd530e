"""The ground of the demo town: areas, population, people with their roles, categories."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from commons.accounts.models import Role, RoleAssignment, Service, User
from commons.accounts.permissions import operator
from commons.places.domain import areas
from commons.places.domain.shapes import read_outline
from commons.places.models import Area, LanguageGroup, Population
from portal.demo import catalogue
from proposals.models import Category

ADMINISTRATOR = "administrator"
SERVICES = {
    "osallisuus": (
        "Osallisuus ja viestintä",
        "Delaktighet och kommunikation",
        "Participation and communication",
    ),
    "puistot": ("Puistot ja rannat", "Parker och stränder", "Parks and shores"),
    "kadut": ("Kadut ja liikenne", "Gator och trafik", "Streets and traffic"),
    "hyvinvointi": ("Hyvinvointi ja kulttuuri", "Välfärd och kultur", "Wellbeing and culture"),
}
SERVICE_OF = {"puistot": "puistot", "kadut": "kadut", "hyvinvointi": "hyvinvointi", "svenska": "hyvinvointi"}


@dataclass(frozen=True)
class Ground:
    """What the years are built on: by slug of the area, key of the person, slug of the category."""

    areas: Mapping[str, Area]
    people: Mapping[str, User]
    categories: Mapping[str, Category]

    @property
    def town(self) -> Area:
        """The whole town."""
        return self.areas[catalogue.TOWN]


def lay() -> Ground:
    """Make everything of the ground in an empty database."""
    found = _areas()
    _population(found)
    _languages(found[catalogue.TOWN])
    return Ground(areas=found, people=_people(), categories=_categories())


def _areas() -> dict[str, Area]:
    made: dict[str, Area] = {}
    for feature in json.loads(catalogue.areas_text())["features"]:
        about = feature["properties"]
        made[about["slug"]] = areas.create(
            actor=operator(),
            names={language: about[f"name_{language}"] for language in ("fi", "sv", "en")},
            parent=made[about["parent"]] if about["parent"] else None,
            slug=about["slug"],
            outline=read_outline(feature["geometry"]),
        )
    return made


def _population(found: Mapping[str, Area]) -> None:
    rows = csv.DictReader(io.StringIO(catalogue.population_text()))
    Population.objects.bulk_create(
        Population(
            area=found[row["area"]],
            year=int(row["year"]),
            age_min=int(row["age_min"]),
            age_max=int(row["age_max"]),
            persons=int(row["persons"]),
        )
        for row in rows
    )


SPEAKERS = {"fi": 87, "sv": 6, "en": 2, "ar": 1}
"""Percent of the people whose first language it is; all others speak other ones."""


def _languages(town: Area) -> None:
    """First languages of the whole town, as its register might tell them."""
    people = sum(Population.objects.values_list("persons", flat=True))
    year = max(Population.objects.values_list("year", flat=True))
    speakers = {language: people * percent // 100 for language, percent in SPEAKERS.items()}
    speakers["other"] = people - sum(speakers.values())
    LanguageGroup.objects.bulk_create(
        LanguageGroup(area=town, year=year, language=language, persons=number)
        for language, number in speakers.items()
    )


def _people() -> dict[str, User]:
    services = {
        slug: Service.objects.create(
            slug=slug, name_fi=fi, name_sv=sv, name_en=en, email=f"{slug}@palvelu.kuvala.example"
        )
        for slug, (fi, sv, en) in SERVICES.items()
    }
    made: dict[str, User] = {}
    for person in catalogue.people():
        is_administrator = ADMINISTRATOR in person.roles
        user = User.objects.create_user(
            person.mail,
            display_name=person.name,
            language=person.language if person.language in ("fi", "sv", "en") else "en",
            is_staff=is_administrator,
            is_superuser=is_administrator,
        )
        RoleAssignment.objects.bulk_create(
            RoleAssignment(
                user=user,
                role=Role(role),
                service=services[SERVICE_OF[person.key]] if person.key in SERVICE_OF else None,
            )
            for role in person.roles
            if role != ADMINISTRATOR
        )
        made[person.key] = user
    return made


def _categories() -> dict[str, Category]:
    return {
        subject.slug: Category.objects.create(
            slug=subject.slug,
            position=position,
            **{f"name_{language}": words for language, words in subject.name.items()},
            **{f"description_{language}": words for language, words in subject.description.items()},
        )
        for position, subject in enumerate(catalogue.subjects())
    }
