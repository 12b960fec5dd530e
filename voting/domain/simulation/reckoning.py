"""The count of a scenario: the past box with other money and without the projects that its limits leave out."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from voting import counting
from voting.counting import Ballots
from voting.counting.election import Election as Box
from voting.domain.pb_export import pb_election
from voting.domain.simulation.scenario import Scenario
from voting.domain.whole_figures import told
from voting.models import EnvelopeCount

Progress = Callable[[int], None]


def reckon(
    count: EnvelopeCount, scenario: Scenario, progress: Progress = lambda rounds: None
) -> dict[str, Any]:
    """What would have been funded: `selected`, `total_cost`, `budget`, `left_out` (numbers of projects), `figures` (see
    `whole_figures`). Raises `counting.RuleError` where the rule does not go with these ballots."""
    box = changed(pb_election(count.election, count.envelope), scenario)
    outcome = counting.count(
        box,
        rule=scenario.rule_for(count),
        seed=count.seed or None,
        progress=lambda _stage, done, _total: progress(done),
        **scenario.options_for(count),
    )
    kept = {project.id for project in box.projects}
    return {
        "selected": list(outcome.selected),
        "left_out": [row["id"] for row in count.outcome["projects"] if row["id"] not in kept],
        "total_cost": format(outcome.total_cost, "f"),
        "budget": format(box.budget, "f"),
        "figures": told(box, outcome),
    }


def changed(box: Box, scenario: Scenario) -> Box:
    """The box with the scenario's money and without projects below its votes or above its cost. All ballots stay: who
    named only projects that are left out has nothing funded."""
    named = np.bincount(box.ballots.project, minlength=len(box.projects))
    keep = np.array(
        [
            (scenario.least_votes is None or int(named[place]) >= scenario.least_votes)
            and (scenario.most_cost is None or project.cost <= scenario.most_cost)
            for place, project in enumerate(box.projects)
        ],
        dtype=bool,
    )
    return Box.build(
        budget=box.budget if scenario.money is None else Decimal(scenario.money),
        vote_type=box.vote_type,
        projects=[project for place, project in enumerate(box.projects) if keep[place]],
        ballots=_without(box.ballots, keep),
        meta=box.meta,
    )


def _without(ballots: Ballots, keep: Any) -> Ballots:
    """Only choices of projects that are kept, at their new places."""
    if bool(keep.all()):
        return ballots
    stays = keep[ballots.project]
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(stays, dtype=np.int64)))
    places = (np.cumsum(keep) - 1).astype(np.int32)
    return replace(
        ballots,
        indptr=before[ballots.indptr],
        project=places[ballots.project[stays]],
        points=None if ballots.points is None else ballots.points[stays],
    )
