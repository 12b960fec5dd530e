"""Scenarios side by side with what was: by project, as a whole, by area and category."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commons.accounts.permissions import Actor
from voting.domain.simulation.asking import ask
from voting.domain.simulation.scenario import Scenario
from voting.domain.whole_figures import Whole, read_whole
from voting.models import BallotProject, EnvelopeCount, Simulation, SimulationState


@dataclass(frozen=True)
class Row:
    """A project: with what was and each scenario, True where it is funded, None where its limits leave it out."""

    project_id: str
    title: str
    language: str
    url: str
    cost: Decimal
    votes: Decimal
    was: bool
    would: list[bool | None]

    @property
    def differs(self) -> bool:
        """Whether a scenario treats it otherwise."""
        return any(bool(one) != self.was for one in self.would)


@dataclass(frozen=True)
class Spent:
    """Money and funded projects of an area or a category, with what was first."""

    name: str
    projects: list[int]
    money: list[Decimal]


@dataclass(frozen=True)
class Comparison:
    """`was` and `would`: figures as a whole. `runs`: one a scenario; `waiting`: some are not reckoned yet."""

    count: EnvelopeCount
    scenarios: list[Scenario]
    runs: list[Simulation]
    was: Whole | None
    would: list[Whole | None]
    rows: list[Row]
    areas: list[Spent]
    categories: list[Spent]

    @property
    def waiting(self) -> bool:
        """Whether the worker still counts."""
        return any(run.state == SimulationState.WORKING for run in self.runs)


def compare(*, actor: Actor, count: EnvelopeCount, scenarios: Sequence[Scenario]) -> Comparison:
    """Everything of the page. Raises `NotAllowed`, `Invalid`, `TooOften`. Three queries beside those of the counts."""
    runs = [ask(actor=actor, count=count, scenario=scenario) for scenario in scenarios]
    projects = list(
        BallotProject.objects.filter(election=count.election_id, envelope=count.envelope_id)
        .select_related("proposal__area", "proposal__category")
        .defer("proposal__area__outline", "proposal__area__outline_shown")
        .order_by("position")
    )
    was = set(count.outcome["selected"])
    chosen = [set(run.answer.get("selected", [])) for run in runs]
    out = [set(run.answer.get("left_out", [])) for run in runs]
    votes = {row["id"]: Decimal(row["support"]) for row in count.outcome["projects"]}
    names = {p.proposal.category.slug: str(p.proposal.category) for p in projects if p.proposal.category}
    rows = [
        _row(
            project,
            votes,
            was,
            [
                None if project.project_id in left else project.project_id in found
                for found, left in zip(chosen, out, strict=True)
            ],
        )
        for project in projects
    ]
    rows.sort(key=lambda row: -row.votes)
    sets = [was, *chosen]
    return Comparison(
        count=count,
        scenarios=list(scenarios),
        runs=runs,
        was=read_whole(count.outcome, names),
        would=[read_whole(run.answer, names) if run.answer else None for run in runs],
        rows=rows,
        areas=_spent([(str(p.proposal.area or ""), p) for p in projects], sets),
        categories=_spent([(str(p.proposal.category or ""), p) for p in projects], sets),
    )


def _row(project: BallotProject, votes: dict[str, Decimal], was: set[str], would: list[bool | None]) -> Row:
    proposal = project.proposal
    return Row(
        project_id=project.project_id,
        title=proposal.title,
        language=proposal.language,
        url=proposal.get_absolute_url(),
        cost=project.cost,
        votes=votes.get(project.project_id, Decimal(0)),
        was=project.project_id in was,
        would=would,
    )


def _spent(named: Sequence[tuple[str, BallotProject]], sets: Sequence[Any]) -> list[Spent]:
    found = []
    for name in sorted({name for name, _project in named}):
        funded = [[p for own, p in named if own == name and p.project_id in chosen] for chosen in sets]
        found.append(
            Spent(
                name, [len(one) for one in funded], [sum((p.cost for p in one), Decimal(0)) for one in funded]
            )
        )
    return found
