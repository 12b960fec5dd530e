"""Generated elections of any size, the same every time: most people pick a few, and some projects please many."""

from decimal import Decimal
from pathlib import Path

import numpy as np

from voting.counting import Ballots, Column, Election, Project, write


def make(ballots: int, projects: int, seed: int = 1) -> Election:
    """Approval ballots of 1 to 10 projects; costs between 2,000 and 200,000; money for about a quarter."""
    random = np.random.default_rng(seed)
    costs = np.round(np.exp(random.normal(10.3, 0.8, projects)).clip(2_000, 200_000), -2).astype(int)
    popularity = 1 / np.arange(1, projects + 1) ** 0.7
    popularity = random.permutation(popularity / popularity.sum())
    lengths = random.integers(1, min(10, projects) + 1, ballots)
    owner = np.repeat(np.arange(ballots), lengths)
    chosen = random.choice(projects, size=len(owner), p=popularity).astype(np.int32)
    # The same project twice on one ballot counts once: leave the second out.
    keys = np.unique(owner * projects + chosen)
    return Election.build(
        budget=Decimal(int(costs.sum() // 4)),
        vote_type="approval",
        projects=[
            Project(id=str(at + 1), cost=Decimal(int(cost)), name=f"Project {at + 1}")
            for at, cost in enumerate(costs)
        ],
        ballots=Ballots.of_choices(
            count=ballots,
            ballot=keys // projects,
            project=keys % projects,
            columns={
                "voter_id": Column(np.arange(ballots, dtype=np.int32), tuple(map(str, range(1, ballots + 1))))
            },
        ),
        meta={"description": "Generated", "rule": "greedy", "currency": "EUR"},
    )


def file(folder: Path, ballots: int, projects: int) -> Path:
    """The election as a file; made once."""
    path = folder / f"made-{ballots}-{projects}.pb"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write(make(ballots, projects), path)
    return path
