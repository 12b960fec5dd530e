"""What the demo town is made of, read from the files in `data/`. Knows no database."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
TOWN = "kuvala"

Words = Mapping[str, str]
"""A text by language code: fi, sv, en."""


class Year(StrEnum):
    """The three budget years of the demo, by what goes on in them today."""

    FINISHED = "finished"
    VOTING = "voting"
    PROPOSING = "proposing"


@dataclass(frozen=True)
class Person:
    """Somebody who signs in. `roles`: empty for residents. `area`: slug of the home district, or the town."""

    key: str
    name: str
    mail: str
    language: str
    area: str
    roles: tuple[str, ...]
    age: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Subject:
    """A category that proposals are sorted into."""

    slug: str
    name: Words
    description: Words


@dataclass(frozen=True)
class Pot:
    """An envelope of a budget year: `sources` are (name, euros)."""

    slug: str
    area: str
    name: Words
    sources: tuple[tuple[Words, int], ...]

    @property
    def amount(self) -> int:
        """Euros in the pot."""
        return sum(euros for _name, euros in self.sources)


@dataclass(frozen=True)
class Utterance:
    """A comment or a reply. `kind` is empty for replies."""

    author: str
    language: str
    text: str
    kind: str = ""
    replies: tuple["Utterance", ...] = ()


@dataclass(frozen=True)
class Step:
    """A milestone. `days`: from today, negative. `state`: of the proposal then. `spent`: euros in all."""

    days: int
    state: str
    text: str
    spent: int


@dataclass(frozen=True)
class Finding:
    """An official's review. `cost`: euros, or None where there is none. `by`: key of the official. `ground`: of a
    refusal."""

    by: str
    cost: int | None
    text: str
    ground: str = ""


@dataclass(frozen=True)
class Idea:
    """A proposal with everything that happened to it. Money in euros, coordinates in WGS 84 degrees."""

    key: str
    state: str
    envelope: str
    area: str
    place: str
    latitude: float
    longitude: float
    category: str
    language: str
    author: str
    title: str
    what: str
    why: str
    for_whom: str
    rough_cost: int
    supports: int
    review: Finding | None
    council: str
    steps: tuple[Step, ...]
    comments: tuple[Utterance, ...]


@dataclass(frozen=True)
class Place:
    """A street or a named place, for searching addresses without a network."""

    kind: str
    name_fi: str
    name_sv: str
    area: str
    latitude: float
    longitude: float


@cache
def people() -> tuple[Person, ...]:
    """Everybody, officials last."""
    return tuple(
        Person(
            key=row["key"],
            name=row["name"],
            mail=row["mail"],
            language=row["language"],
            area=row["area"],
            roles=tuple(role for role in row["roles"] if role != "resident"),
            age=row.get("age"),
            title=row.get("title", ""),
        )
        for row in _json("people.json")
    )


@cache
def subjects() -> tuple[Subject, ...]:
    """The categories in their order."""
    return tuple(Subject(row["code"], row["name"], row["description"]) for row in _json("categories.json"))


@cache
def pots(year: Year) -> tuple[Pot, ...]:
    """The envelopes of a budget year, the whole town's first."""
    book = _json("envelopes.json")
    return tuple(
        Pot(
            slug=row["code"],
            area=row["area"],
            name=row["name"],
            sources=tuple((book["sources"][part["source"]], part["amount"]) for part in row["sources"]),
        )
        for row in book["cycles"][year]
    )


@cache
def ideas(year: Year) -> tuple[Idea, ...]:
    """The proposals of a budget year."""
    return tuple(_idea(row) for row in _json(f"proposals_{year}.json"))


@cache
def places() -> tuple[Place, ...]:
    """Streets and named places of the town."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Place(
                kind=row["kind"],
                name_fi=row["name_fi"],
                name_sv=row["name_sv"],
                area=row["area"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def area_names(language: str) -> Mapping[str, str]:
    """Names of the town and its districts by slug."""
    rows = (feature["properties"] for feature in json.loads(areas_text())["features"])
    return {row["slug"]: row[f"name_{language}"] for row in rows}


def areas_text() -> str:
    """The town and its districts as GeoJSON."""
    return (DATA / "areas.geojson").read_text(encoding="utf-8")


def population_text() -> str:
    """Persons by district and age band as CSV."""
    return (DATA / "population.csv").read_text(encoding="utf-8")


def _json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _idea(row: Mapping[str, Any]) -> Idea:
    review = row.get("review")
    return Idea(
        key=row["key"],
        state=row["state"],
        envelope=row["envelope"],
        area=row["area"],
        place=row["place"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        category=row["category"],
        language=row["language"],
        author=row["author"],
        title=row["title"],
        what=row["what"],
        why=row["why"],
        for_whom=row["for_whom"],
        rough_cost=row["rough_cost"],
        supports=row["supports"],
        review=Finding(**review) if review else None,
        council=row.get("council", ""),
        steps=tuple(Step(**step) for step in row.get("milestones", ())),
        comments=tuple(_utterance(comment) for comment in row["comments"]),
    )


def _utterance(row: Mapping[str, Any]) -> Utterance:
    return Utterance(
        author=row["author"],
        language=row["language"],
        text=row["text"],
        kind=row.get("kind", ""),
        replies=tuple(_utterance(reply) for reply in row.get("replies", ())),
    )
