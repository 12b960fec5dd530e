"""An envelope of an election as `.pb`, and as the election that our rules count.

One way from the database to the counted election serves both, so that whoever counts the published file counts what
we counted. An imported envelope is written back with everything its file said.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils import timezone

from commons.process.models import Envelope, PhaseKind
from voting.counting import Ballots, Column, Project, dumps
from voting.counting import Election as PbElection
from voting.counting.election import number, scale, tidy
from voting.counting.tally import tally
from voting.domain.lot import known_seed
from voting.domain.pb_ballots import RAW_POINTS, RAW_VOTE, ballots_of
from voting.models import BallotKind, BallotProject, Election, PbSource

VOTE_TYPES = {
    BallotKind.APPROVAL: "approval",
    BallotKind.BUDGET: "approval",
    BallotKind.POINTS: "cumulative",
    BallotKind.RANKING: "ordinal",
}


def pb_election(
    election: Election,
    envelope: Envelope,
    *,
    selected: frozenset[str] | None = None,
    with_aside: bool = False,
    without: Sequence[str] = (),
    with_excluded: Sequence[str] = (),
) -> PbElection:
    """The envelope's projects and the ballots that count. `selected`: numbers of the winners, once they may be told.

    `with_aside`, `without`, `with_excluded`: as in `ballots_of`.
    """
    rows = list(
        election.projects.filter(envelope=envelope)
        .select_related("proposal__category", "proposal__area")
        .order_by("position")
    )
    positions = {row.pk: place for place, row in enumerate(rows)}
    source = PbSource.objects.filter(envelope=envelope).first()
    if source is not None:
        return _as_it_was(election, envelope, rows, positions, source)
    vote_type = VOTE_TYPES[BallotKind(election.ballot_kind)]
    ballots = ballots_of(
        election,
        envelope.pk,
        positions,
        points=vote_type == "cumulative",
        with_aside=with_aside,
        without=without,
        with_excluded=with_excluded,
    )
    return PbElection.build(
        budget=envelope.amount,
        vote_type=vote_type,
        projects=[_project(row, selected) for row in rows],
        ballots=ballots,
        meta=_meta(election, envelope),
    )


def as_pb(election: Election, envelope: Envelope, *, selected: frozenset[str] | None = None) -> bytes:
    """The envelope as the bytes of a `.pb` file; the same box always gives the same bytes."""
    found = pb_election(election, envelope, selected=selected)
    if not PbSource.objects.filter(envelope=envelope).exists():
        found = _with_totals(found)
    return dumps(found)


def _project(row: BallotProject, selected: frozenset[str] | None) -> Project:
    proposal = row.proposal
    return Project(
        id=row.project_id,
        cost=row.cost,
        name=proposal.title,
        category=str(proposal.category.slug) if proposal.category else "",
        district=str(proposal.area) if proposal.area else "",
        latitude=None if proposal.latitude is None else Decimal(repr(proposal.latitude)),
        longitude=None if proposal.longitude is None else Decimal(repr(proposal.longitude)),
        selected=None if selected is None else int(row.project_id in selected),
    )


def _meta(election: Election, envelope: Envelope) -> dict[str, str]:
    """META of an election of our own; keys as the format has them."""
    cycle = election.cycle
    vote = cycle.phases.filter(kind=PhaseKind.VOTE).first()
    meta = {
        "description": f"{cycle.name}: {envelope.name}",
        "country": "Finland",
        "unit": str(cycle.area),
        "instance": str(cycle.year),
        "rule": election.rule,
        "currency": cycle.currency,
        "edition": cycle.slug,
    }
    if vote is not None:
        meta["date_begin"] = timezone.localtime(vote.opens_at).strftime("%d.%m.%Y")
        meta["date_end"] = timezone.localtime(vote.closes_at).strftime("%d.%m.%Y")
    limits: dict[str, Any] = {
        "min_length": election.min_length,
        "max_length": election.max_length,
        "min_sum_points": election.min_sum_points,
        "max_sum_points": election.max_sum_points,
        "max_points": election.max_points,
        "max_sum_cost": tidy(envelope.amount) if election.ballot_kind == BallotKind.BUDGET else None,
    }
    meta |= {key: str(value) for key, value in limits.items() if value is not None}
    if seed := known_seed(election):
        meta["comment"] = f"#1: Ties are broken by the lot with the seed {seed}"
    return meta


def _with_totals(found: PbElection) -> PbElection:
    """The same with each project's support in `votes` (or `score` where ballots give points)."""
    support = tally(found).support
    points = found.uses_points
    named = np.bincount(found.ballots.project, minlength=len(found.projects)).tolist()
    projects = [
        Project(**{**_fields(p), "votes": int(named[i]), "score": Decimal(support[i]) if points else None})
        for i, p in enumerate(found.projects)
    ]
    meta = dict(found.meta)
    return PbElection.build(
        budget=found.budget, vote_type=found.vote_type, projects=projects, ballots=found.ballots, meta=meta
    )


def _fields(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in Project.__dataclass_fields__}


def _as_it_was(
    election: Election,
    envelope: Envelope,
    rows: list[BallotProject],
    positions: dict[int, int],
    source: PbSource,
) -> PbElection:
    meta = dict(source.meta)
    vote_type = _type_of(meta, election)
    columns = tuple(source.vote_columns)
    points = "points" in columns and vote_type in ("cumulative", "scoring")
    ballots = ballots_of(election, envelope.pk, positions, points=points)
    ballots = _with_raw(ballots, {row.project_id: positions[row.pk] for row in rows})
    if vote_type == "ordinal" and "points" in columns:
        ballots = _with_places(ballots)
    kept = {name: column for name, column in ballots.columns.items() if name in columns}
    absent = [name for name in columns if name not in kept and name not in ("vote", "points")]
    kept |= {name: Column.of([""] * len(ballots)) for name in absent}
    return PbElection(
        budget=number(meta["budget"]) or envelope.amount,
        vote_type=vote_type,
        projects=tuple(_project_as_it_was(row, source) for row in rows),
        ballots=Ballots(ballots.indptr, ballots.project, ballots.points, ballots.points_decimals, kept),
        meta=meta,
        project_columns=tuple(source.project_columns),
        vote_columns=columns,
    )


def _type_of(meta: dict[str, str], election: Election) -> str:
    written = meta.get("vote_type", "").strip().lower()
    known = {*VOTE_TYPES.values(), "choose-1", "scoring"}
    return written if written in known else VOTE_TYPES[BallotKind(election.ballot_kind)]


def _project_as_it_was(row: BallotProject, source: PbSource) -> Project:
    cells: dict[str, str] = source.projects.get(row.project_id, {})
    typed = {"cost", "name", "category", "district", "latitude", "longitude", "votes", "score", "selected"}

    def decimal(name: str) -> Decimal | None:
        return number(cells[name]) if cells.get(name) else None

    return Project(
        id=row.project_id,
        cost=decimal("cost") or row.cost,
        name=cells.get("name", ""),
        category=cells.get("category", ""),
        district=cells.get("district", ""),
        latitude=decimal("latitude"),
        longitude=decimal("longitude"),
        votes=int(cells["votes"]) if cells.get("votes") else None,
        score=decimal("score"),
        selected=int(cells["selected"]) if cells.get("selected") else None,
        extra={
            name: cells.get(name, "")
            for name in source.project_columns
            if name not in typed and name not in ("project_id", "extra")
        },
    )


def _with_raw(ballots: Ballots, place: dict[str, int]) -> Ballots:
    """Ballots that listed a project twice, as they were."""
    if RAW_VOTE not in ballots.columns:
        return ballots
    raw_votes, raw_points = ballots.columns[RAW_VOTE], ballots.columns.get(RAW_POINTS)
    rows: list[tuple[list[int], list[Decimal] | None]] = []
    for ballot in range(len(ballots)):
        listed, given = ballots.listed(ballot), ballots.given(ballot)
        if raw_votes[ballot]:
            listed = [place[ident] for ident in raw_votes[ballot].split(",")]
            if given is not None and raw_points is not None:
                given = [Decimal(text) for text in raw_points[ballot].split(",")]
        rows.append((listed, given))
    again = Ballots.of(rows)
    columns = {name: column for name, column in ballots.columns.items() if name not in (RAW_VOTE, RAW_POINTS)}
    return Ballots(again.indptr, again.project, again.points, again.points_decimals, columns)


def _with_places(ballots: Ballots) -> Ballots:
    """Rankings whose file repeats L, L-1, …, 1 in a column of its own."""
    bounds = ballots.indptr.tolist()
    given = [left for low, high in pairwise(bounds) for left in range(high - low, 0, -1)]
    scaled, decimals = scale(given)
    return Ballots(
        ballots.indptr, ballots.project, np.array(scaled, dtype=np.int64), decimals, ballots.columns
    )
