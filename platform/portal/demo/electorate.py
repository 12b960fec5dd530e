"""Who votes in the demo, and for what: drawn from the population by lot, the same every time. Knows no database."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.demo.catalogue import TOWN, Idea, population_text

YOUNGEST_VOTER = 12
WON = frozenset({"done", "under_way", "planned", "dropped", "cancelled"})
TURNOUT = ((17, 0.46), (29, 0.24), (44, 0.31), (64, 0.36), (79, 0.45), (130, 0.25))
"""How likely somebody up to this age votes."""


@dataclass(frozen=True)
class Voter:
    """A row of the roll. `person_id` cannot be taken for a personal identity code."""

    person_id: str
    birth_year: int
    area: str
    votes: bool


@dataclass(frozen=True)
class Project:
    """What stands on a ballot: `cost` in euros, `pull`: how strongly it draws votes."""

    key: str
    envelope: str
    cost: int
    pull: float


def electorate(size: int, year: int, *, seed: str) -> list[Voter]:
    """`size` people of at least 12 years, by district and age as in the population."""
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    rows = [
        row for row in csv.DictReader(io.StringIO(population_text())) if int(row["age_max"]) >= YOUNGEST_VOTER
    ]
    drawn = rng.choices(rows, weights=[int(row["persons"]) for row in rows], k=size)
    voters = []
    for number, row in enumerate(drawn, start=1):
        age = rng.randint(max(int(row["age_min"]), YOUNGEST_VOTER), min(int(row["age_max"]), 98))
        likely = next(share for oldest, share in TURNOUT if age <= oldest)
        voters.append(Voter(f"KUVALA {number:05}", year - age, row["area"], rng.random() < likely))
    return voters


def shelf(ideas: Iterable[Idea]) -> list[Project]:
    """The ideas that stood on the ballot. In a finished year the known winners draw the votes."""
    projects = []
    for idea in ideas:
        if (
            idea.review is None
            or idea.review.cost is None
            or idea.state not in WON | {"not_funded", "ballot"}
        ):
            continue
        pull = 10 + idea.supports
        if idea.state in WON:
            pull += 60
        projects.append(Project(idea.key, idea.envelope, idea.review.cost, pull))
    return projects


def choose(
    voter: Voter, projects: Sequence[Project], money: dict[str, int], *, most: int | None = None
) -> list[Project]:
    """What the voter picks: from the whole town's pot and the home district's.

    At most `most` projects of a pot, at most the pot's `money` (euros by slug).
    """
    rng = random.Random(f"{voter.person_id}/{len(projects)}")  # noqa: S311
    chosen: list[Project] = []
    for pot in (TOWN, voter.area):
        left, wanted = money[pot], rng.randint(1, most or 4)
        here = [project for project in projects if project.envelope == pot]
        while here and wanted:
            project = rng.choices(here, weights=[one.pull for one in here])[0]
            here.remove(project)
            if project.cost <= left:
                chosen.append(project)
                left -= project.cost
                wanted -= 1
    return chosen
