"""An election in memory: what a `.pb` file says, typed and exact.

Money and points are `decimal.Decimal`, never floats. Ballots are three NumPy arrays (compressed rows), so
that a million ballots are a few tens of megabytes. Nothing here is changed after it is made.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from voting.counting.problems import Problem

VOTE_TYPES: Final = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
"""Vote types of the format, spelt as in files."""
POINT_TYPES: Final = frozenset({"ordinal", "cumulative", "scoring"})
"""Vote types whose ballots give points; in the others a ballot approves of projects."""

META_KEYS: Final = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget",
    "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost",
    "min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost",
    "max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition",
    "language", "currency", "fully_funded", "experimental", "comment", "acknowledgments", "leftover_budget",
    "budget_per_category", "budget_per_neighborhood", "min_length_per_category", "max_length_per_category",
    "min_sum_cost_per_category", "max_sum_cost_per_category",
)  # fmt: skip
"""Keys of META in their usual order."""

Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Project:
    """One row of PROJECTS.

    `cost` in the currency of the election. `votes`, `score` and `selected` are the official figures of the
    file (1 won, 0 lost, 2 and 3 funded in another way). Columns without a field of their own are in `extra`.
    """

    id: str
    cost: Decimal
    name: str = ""
    category: str = ""
    district: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    votes: int | None = None
    score: Decimal | None = None
    selected: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def categories(self) -> tuple[str, ...]:
        """The comma list `category`, split."""
        return tuple(part.strip() for part in self.category.split(",") if part.strip())


@dataclass(frozen=True, eq=False)
class Column:
    """Text of one voter column, one value per ballot: `values[codes[i]]`."""

    codes: Indices
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """From one text per ballot."""
        places: dict[str, int] = {}
        codes = [places.setdefault(text, len(places)) for text in texts]
        return cls(np.array(codes, dtype=np.int32), tuple(places))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, ballot: int) -> str:
        return self.values[int(self.codes[ballot])]

    def __iter__(self) -> Iterator[str]:
        return map(self.values.__getitem__, self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and len(self) == len(other) and all(map(str.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Ballots:
    """All ballots, in the order of the file.

    Ballot `i` lists the projects `project[indptr[i]:indptr[i + 1]]` (positions in `Election.projects`, in the
    ballot's own order, repeats kept). `points`, where there is such a column, runs parallel to `project`; its
    numbers are in units of 10 to the power of `-points_decimals`. `columns` has the other voter columns by
    name, `voter_id` among them where the file has it.
    """

    indptr: Ints
    project: Indices
    points: Ints | None = None
    points_decimals: int = 0
    columns: Mapping[str, Column] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[Sequence[int], Sequence[int | Decimal] | None]],
        *,
        columns: Mapping[str, Iterable[str]] | None = None,
    ) -> Self:
        """From (positions of projects, points or None) per ballot; either all ballots have points or none."""
        lengths: list[int] = [0]
        places: list[int] = []
        points: list[int | Decimal] = []
        with_points = False
        for listed, given in rows:
            lengths.append(len(listed))
            places.extend(listed)
            if given is not None:
                with_points = True
                points.extend(given)
        if with_points and len(points) != len(places):
            raise ValueError("points must be given for every project of every ballot, or for none")
        scaled, decimals = scale(points)
        return cls(
            np.cumsum(np.array(lengths, dtype=np.int64)),
            np.array(places, dtype=np.int32),
            np.array(scaled, dtype=np.int64) if with_points else None,
            decimals,
            {name: Column.of(texts) for name, texts in (columns or {}).items()},
        )

    @classmethod
    def of_choices(
        cls,
        *,
        count: int,
        ballot: npt.ArrayLike,
        project: npt.ArrayLike,
        points: npt.ArrayLike | None = None,
        columns: Mapping[str, Column] | None = None,
    ) -> Self:
        """From parallel arrays with one entry per choice, for millions of rows out of a database.

        `ballot` is the number of the ballot (0 … count-1, in any order; the order of a ballot's choices is
        kept), `project` the position of the project, `points` whole points.
        """
        owner = np.asarray(ballot, dtype=np.int64)
        order = np.argsort(owner, kind="stable")
        indptr = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(owner, minlength=count), out=indptr[1:])
        given = None if points is None else np.asarray(points, dtype=np.int64)[order]
        return cls(indptr, np.asarray(project, dtype=np.int32)[order], given, 0, columns or {})

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ballots):
            return NotImplemented
        if (self.points is None) != (other.points is None) or dict(self.columns) != dict(other.columns):
            return False
        return (
            np.array_equal(self.indptr, other.indptr)
            and np.array_equal(self.project, other.project)
            and (
                self.points is None
                or other.points is None
                or list(map(self.decimal, self.points.tolist()))
                == list(map(other.decimal, other.points.tolist()))
            )
        )

    __hash__ = None  # type: ignore[assignment]

    def decimal(self, points: int) -> Decimal:
        """A stored number of points as the number it stands for."""
        return unscale(points, self.points_decimals)

    def listed(self, ballot: int) -> list[int]:
        """Positions of the projects on one ballot, as listed."""
        listed: list[int] = self.project[self.indptr[ballot] : self.indptr[ballot + 1]].tolist()
        return listed

    def given(self, ballot: int) -> list[Decimal] | None:
        """Points on one ballot, parallel to `listed`."""
        if self.points is None:
            return None
        return [self.decimal(p) for p in self.points[self.indptr[ballot] : self.indptr[ballot + 1]].tolist()]

    def voter(self, ballot: int) -> str:
        """The voter id of a ballot; where the file has none, its number from 1."""
        column = self.columns.get("voter_id")
        return str(ballot + 1) if column is None else column[ballot]


@dataclass(frozen=True)
class Election:
    """A budget, projects and ballots.

    `meta` is META as written, in its order, keys in lower case; `budget` and `vote_type` are read from it.
    `project_columns` and `vote_columns` are the headers, for writing the file back. `problems` is what
    lenient reading met and did.
    """

    budget: Decimal
    vote_type: str
    projects: tuple[Project, ...]
    ballots: Ballots
    meta: Mapping[str, str] = field(default_factory=dict)
    project_columns: tuple[str, ...] = ()
    vote_columns: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @classmethod
    def build(
        cls,
        *,
        budget: Decimal | int,
        vote_type: str,
        projects: Iterable[Project],
        ballots: Ballots | Iterable[tuple[Sequence[str], Sequence[int | Decimal] | None]],
        voters: Mapping[str, Iterable[str]] | None = None,
        meta: Mapping[str, str] | None = None,
    ) -> Self:
        """From a database or by hand.

        `ballots` is a ready `Ballots` or, per ballot, (project ids, points or None); `voters` has further
        columns (`voter_id`, `age`, `voting_method`, …) with one text per ballot. `meta` is written in front
        of the totals that are computed here (`num_projects`, `num_votes`, `budget`, `vote_type`).
        """
        if vote_type not in VOTE_TYPES:
            raise ValueError(f"vote type {vote_type!r} is not one of {', '.join(VOTE_TYPES)}")
        listed = tuple(projects)
        if len({p.id for p in listed}) != len(listed):
            raise ValueError("two projects have the same id")
        if isinstance(ballots, Ballots):
            box = ballots
            if voters:
                further = {name: Column.of(texts) for name, texts in voters.items()}
                box = replace(box, columns={**box.columns, **further})
        else:
            place = {project.id: index for index, project in enumerate(listed)}
            box = Ballots.of((([place[i] for i in ids], pts) for ids, pts in ballots), columns=voters)
        if any(len(column) != len(box) for column in box.columns.values()):
            raise ValueError("a voter column does not have one value per ballot")
        amount = Decimal(budget)
        computed = {
            "num_projects": str(len(listed)),
            "num_votes": str(len(box)),
            "budget": plain(amount),
            "vote_type": vote_type,
        }
        said = {**(meta or {}), **computed}
        return cls(
            budget=amount,
            vote_type=vote_type,
            projects=listed,
            ballots=box,
            meta=MappingProxyType({key: said[key] for key in in_order(list(said))}),
            project_columns=_project_columns(listed),
            vote_columns=_vote_columns(box),
        )

    @property
    def uses_points(self) -> bool:
        """Whether ballots give points (ordinal, cumulative, scoring) rather than approve."""
        return self.vote_type in POINT_TYPES

    @property
    def threshold(self) -> Decimal | None:
        """`min_project_score_threshold` of META: support below it rules a project out (rule
        greedy-threshold)."""
        return number(self.meta.get("min_project_score_threshold", ""))

    def index(self) -> dict[str, int]:
        """Position of each project by its id."""
        return {project.id: place for place, project in enumerate(self.projects)}


def in_order(keys: Sequence[str]) -> list[str]:
    """Keys of META as they usually stand, others after them as they come."""
    return sorted(keys, key=lambda key: META_KEYS.index(key) if key in META_KEYS else len(META_KEYS))


def _project_columns(projects: Sequence[Project]) -> tuple[str, ...]:
    """Headers for projects that came from no file: the usual order, only what is used."""
    used = [
        name
        for name in ("votes", "score", "name", "category", "district", "latitude", "longitude", "selected")
        if any(getattr(project, name) not in (None, "") for project in projects)
    ]
    further = dict.fromkeys(chain.from_iterable(project.extra for project in projects))
    return ("project_id", "cost", *used, *further)


def _vote_columns(ballots: Ballots) -> tuple[str, ...]:
    others = [name for name in ballots.columns if name != "voter_id"]
    return ("voter_id", "vote", *(["points"] if ballots.points is not None else []), *others)


def number(text: str) -> Decimal | None:
    """A decimal number of a file (`.` or `,` as decimal point, at most 40 characters), or None where it is
    none."""
    if len(text) > 40:
        return None
    body = text[1:] if text[:1] in ("+", "-") else text
    whole, _, part = body.replace(",", ".", 1).partition(".")
    if not (whole.isascii() and whole.isdigit()) or not (part.isascii() and (part.isdigit() or not part)):
        return None
    if body[-1:] in (".", ","):
        return None
    return Decimal(text.replace(",", "."))


def plain(value: Decimal) -> str:
    """A decimal number without exponent, digits as they are."""
    return format(value, "f")


def tidy(value: Decimal) -> str:
    """A decimal number without exponent and without needless zeros: `5000`, `12.5`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals(value: int | Decimal) -> int:
    """How many digits after the decimal point are needed to write the value exactly."""
    if isinstance(value, int):
        return 0
    _, _, part = tidy(value).partition(".")
    return len(part)


def scale(values: Sequence[int | Decimal], least: int = 0) -> tuple[list[int], int]:
    """Whole numbers and the number of decimals they are scaled by (at least `least`); exact."""
    places = max((decimals(value) for value in values), default=0)
    places = max(places, least)
    factor = 10**places
    scaled: list[int] = []
    for value in values:
        top, bottom = value.as_integer_ratio()
        scaled.append(top * factor // bottom)
    return scaled, places


def unscale(value: int, places: int) -> Decimal:
    """The decimal number `value · 10**-places`, exact whatever its length."""
    digits = Decimal(value).as_tuple()
    return Decimal((digits.sign, digits.digits, -places))
