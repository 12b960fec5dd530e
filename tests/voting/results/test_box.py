"""The ballots of a count out of the database, against the same read one by one."""

import random
from itertools import pairwise

import pytest

from tests.factories.process import CycleFactory, EnvelopeFactory
from tests.factories.voting import ballot_of, cast_ballot
from voting.counting import Ballots
from voting.domain.pb_export import pb_election
from voting.models import Ballot, BallotKind, Channel, Election

pytestmark = pytest.mark.django_db

VOTERS = 60


def plain(
    election: Election, envelope_id: int, places: dict[int, int], *, single: bool
) -> list[list[tuple[int, int | None]]]:
    """Project places and points of each ballot, in the order of the ballots' ids."""
    found = []
    for ballot in Ballot.objects.filter(election=election, superseded=False).order_by("id"):
        own = ballot.choices.filter(project__envelope=envelope_id).order_by("rank")
        if own or single:
            found.append([(places[choice.project_id], choice.points) for choice in own])
    return found


def listed(ballots: Ballots) -> list[list[tuple[int, int | None]]]:
    """The same out of the arrays."""
    points = [None] * len(ballots.project) if ballots.points is None else ballots.points.tolist()
    pairs = list(zip(ballots.project.tolist(), points, strict=True))
    bounds = ballots.indptr.tolist()
    return [pairs[low:high] for low, high in pairwise(bounds)]


@pytest.mark.parametrize("pots", [1, 2])
@pytest.mark.parametrize("kind", [BallotKind.APPROVAL, BallotKind.POINTS, BallotKind.RANKING])
def test_a_box_holds_what_its_ballots_say(kind: BallotKind, pots: int) -> None:
    draw = random.Random(f"{kind} {pots}")
    cycle = CycleFactory()
    envelopes = [EnvelopeFactory(cycle=cycle) for _pot in range(pots)]
    election, projects = ballot_of(
        envelopes,
        costs=[1_000] * 6,
        ballot_kind=kind,
        max_length=None,
        max_points=9 if kind == "points" else None,
    )
    other, theirs = ballot_of([EnvelopeFactory()], costs=[1_000] * 6)
    for _voter in range(VOTERS):
        chosen = draw.sample(projects, draw.randint(1, 5))
        given = {project: draw.randint(1, 9) if kind == BallotKind.POINTS else None for project in chosen}
        ballot = cast_ballot(election, given, channel=draw.choice([Channel.WEB, Channel.DESK]))
        if draw.random() < 0.3:
            Ballot.objects.filter(pk=ballot.pk).update(superseded=True)
        cast_ballot(other, draw.sample(theirs, 3))

    for envelope in envelopes:
        box = pb_election(election, envelope)
        rows = list(election.projects.filter(envelope=envelope).order_by("position"))
        places = {row.pk: [project.id for project in box.projects].index(row.project_id) for row in rows}
        expected = plain(election, envelope.pk, places, single=pots == 1)
        if kind == BallotKind.RANKING:
            expected = [[(place, None) for place, _points in own] for own in expected]
            found = [[(place, None) for place, _points in own] for own in listed(box.ballots)]
        else:
            found = listed(box.ballots)
        # Where there are several pots each has its ballots in an order of its own.
        assert (found if pots == 1 else sorted(found)) == (expected if pots == 1 else sorted(expected))


def test_an_empty_box_is_empty() -> None:
    envelope = EnvelopeFactory()
    election, _projects = ballot_of([envelope])
    assert listed(pb_election(election, envelope).ballots) == []
