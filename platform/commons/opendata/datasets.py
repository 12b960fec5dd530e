"""The register of data sets. The apps say what they publish; the catalogue does not know them.

What goes in is what everybody can read on the pages anyway: a data set is made of the same querysets and figures.
Values are codes, numbers, days and the texts themselves, so that a file is the same whatever language its reader reads.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Value = Any
Line = Sequence[Value]
"""The values of one row, in the order of the fields."""


class Kind(StrEnum):
    """What stands in a field. `MONEY`: in the currency of the year, with two decimals. `GEOMETRY`: a GeoJSON geometry;
    left out of CSV. `ADDRESS`: a path, written in full."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "datetime"
    ADDRESS = "address"
    GEOMETRY = "geometry"


class Topic(models.TextChoices):
    """What a data set is about, in the order of the catalogue."""

    TOWN = "town", _("The town and its areas")
    YEARS = "years", _("Budget years and their money")
    PROPOSALS = "proposals", _("Proposals and their review")
    VOTES = "votes", _("Votes and results")
    COUNCIL = "council", _("The council’s decisions")
    WORKS = "works", _("Carrying out")
    HEARINGS = "hearings", _("Hearings")
    MODERATION = "moderation", _("Moderation")


@dataclass(frozen=True)
class Field:
    """A column: its name in files, what stands in it and what that means. `column`: where a queryset finds it (the name
    itself unless another is given). `codes`: the values that a code may have, with their words."""

    name: str
    kind: Kind
    meaning: Words
    column: str | Combinable = ""
    codes: Sequence[tuple[Any, Any]] = ()


@dataclass(frozen=True)
class Change:
    """A change of the format: from which version and day on, and what is different."""

    version: str
    on: dt.date
    what: Words


@dataclass(frozen=True)
class Dataset:
    """Something published. `rows`: a queryset (the fields name its columns) or lines in the order of the fields.

    The first field is the stable name of a row, alone or with the next ones (`key`: how many). `period`: in words.
    `point`: the fields that hold latitude and longitude, for GeoJSON. `elsewhere`: pages that offer the same in other
    formats, as `(label, path)`.
    """

    slug: str
    title: Words
    holds: Words
    period: Words
    fields: tuple[Field, ...]
    rows: Callable[[], QuerySet[Any, Any] | Iterable[Line]]
    changes: tuple[Change, ...]
    key: int = 1
    point: tuple[str, str] | None = None
    elsewhere: tuple[tuple[Words, str], ...] = ()

    @property
    def version(self) -> str:
        """The version of the format."""
        return self.changes[-1].version

    @property
    def geometry(self) -> str:
        """The field that holds shapes, or nothing."""
        return next((field.name for field in self.fields if field.kind == Kind.GEOMETRY), "")

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats there are, by the ending of their files."""
        return ("csv", "json", "geojson") if self.point or self.geometry else ("csv", "json")

    def path(self, ending: str) -> str:
        """Where the file of a format is, for good."""
        return f"/data/{self.slug}.{ending}"

    def address(self, ending: str) -> str:
        """The same in full."""
        return full(self.path(ending))


def full(path: str) -> str:
    """A whole address; one that is whole already stays."""
    if path.startswith(("https://", "http://")):
        return path
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""


_datasets: dict[str, Dataset] = {}
_topics: dict[str, Topic] = {}


def register(*datasets: Dataset, topic: Topic) -> None:
    """Add data sets about something; each app does so when the program starts."""
    for dataset in datasets:
        _datasets[dataset.slug] = dataset
        _topics[dataset.slug] = topic


def topic_of(dataset: Dataset) -> Topic:
    """What it is about."""
    return _topics[dataset.slug]


def by_topic() -> list[tuple[Topic, list[Dataset]]]:
    """All of them by topic; topics without any are left out."""
    found = [(topic, [one for one in every() if _topics[one.slug] == topic]) for topic in Topic]
    return [(topic, ones) for topic, ones in found if ones]


def unregister(slug: str) -> None:
    """Forget one; for tests."""
    _datasets.pop(slug, None)
    _topics.pop(slug, None)


def every() -> list[Dataset]:
    """All of them, in the order in which the apps named them."""
    return list(_datasets.values())


def one(slug: str) -> Dataset | None:
    """The data set of this name."""
    return _datasets.get(slug)


def lines_of(dataset: Dataset) -> Iterable[Line]:
    """The rows one by one, with a cursor of the database where they come from a queryset: constant memory."""
    found = dataset.rows()
    if isinstance(found, QuerySet):
        return columns(dataset, found).iterator(chunk_size=1_000)
    return found


def columns(dataset: Dataset, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The queryset with the fields as its columns. A row's own order decides, then its key."""
    named = {
        f"_{place}": field.column
        for place, field in enumerate(dataset.fields)
        if not isinstance(field.column, str)
    }
    names = [
        (field.column or field.name) if isinstance(field.column, str) else f"_{place}"
        for place, field in enumerate(dataset.fields)
    ]
    found: QuerySet[Any, Any] = rows.annotate(**named).values_list(*names)
    return found
