"""Ballots between `.pb` files and the database, in bulk: COPY in, arrays out."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from django.db import connection

from commons.places.domain.small_groups import LEAST
from voting.counting import Ballots, Column, Project
from voting.counting import Election as PbElection
from voting.counting.election import Indices, Ints, plain
from voting.models import Channel, Election

PIECE = 20_000
OWN_COLUMNS = ("voter_id", "age", "sex")
RAW_VOTE, RAW_POINTS = "vote", "points"
"""Keys of `ImportedVoter.extra` for a ballot that lists a project twice: what the file says, word for word."""


def project_cells(project: Project, columns: tuple[str, ...]) -> dict[str, str]:
    """What a row of PROJECTS says, by column; all but the id."""
    cells: dict[str, str] = {}
    for name in columns:
        if name == "project_id":
            continue
        value = (
            getattr(project, name, None) if name in Project.__dataclass_fields__ else project.extra.get(name)
        )
        if value not in (None, ""):
            cells[name] = format(value, "f") if hasattr(value, "as_tuple") else str(value)
    return cells


def store(*, election: Election, found: PbElection, progress: Callable[[str, int, int], None]) -> None:
    """COPY all ballots of a file into the box of `election`, in the order of the file. In the caller's transaction."""
    keys = dict(election.projects.values_list("project_id", "pk"))
    project_keys = [keys[project.id] for project in found.projects]
    ids = [project.id for project in found.projects]
    ballots = found.ballots
    others = [name for name in ballots.columns if name not in OWN_COLUMNS]
    points = (
        None
        if ballots.points is None or not found.uses_points or found.vote_type == "ordinal"
        else ballots.points
    )
    scale = 10**ballots.points_decimals
    salt = uuid.uuid4().hex
    for start in range(0, len(ballots), PIECE):
        end = min(start + PIECE, len(ballots))
        rows: list[tuple[Any, ...]] = []
        voters: list[tuple[Any, ...]] = []
        choices: list[tuple[Any, ...]] = []
        bounds = ballots.indptr[start : end + 1].tolist()
        for ballot, (low, high) in enumerate(pairwise(bounds), start):
            ident = uuid.uuid4()
            name = hashlib.sha256(f"{salt} {ballot}".encode()).hexdigest()
            rows.append((ident, election.pk, name, 1, False, name[:24].upper(), None, Channel.IMPORT, ""))
            listed = ballots.project[low:high].tolist()
            given = None if points is None else [value // scale for value in points[low:high].tolist()]
            extra = {column: text for column in others if (text := ballots.columns[column][ballot])}
            if len(set(listed)) < len(listed):
                extra[RAW_VOTE] = ",".join(ids[place] for place in listed)
                if ballots.points is not None:
                    raw = ballots.points[low:high].tolist()
                    extra[RAW_POINTS] = ",".join(plain(ballots.decimal(value)) for value in raw)
                listed, given = _merged(listed, given)
            choices.extend(
                (ident, project_keys[place], rank, None if given is None else given[rank - 1])
                for rank, place in enumerate(listed, 1)
            )
            voters.append((ident, ballot, *_own(ballots.columns, ballot, extra), json.dumps(extra)))
        _copy(
            "voting_ballot (id, election_id, pseudonym, version, superseded, receipt, cast_hour, channel, key_hash)",
            rows,
        )
        _copy("voting_ballotchoice (ballot_id, project_id, rank, points)", choices)
        _copy("voting_importedvoter (ballot_id, position, voter_id, age, sex, extra)", voters)
        progress("ballots", end, len(ballots))


def _merged(listed: list[int], given: list[int] | None) -> tuple[list[int], list[int] | None]:
    """A project named twice stands once, at its first place, with the sum of its points."""
    totals: dict[int, int] = {}
    for at, place in enumerate(listed):
        totals[place] = totals.get(place, 0) + (0 if given is None else given[at])
    return list(totals), None if given is None else list(totals.values())


def _own(columns: Mapping[str, Column], ballot: int, extra: dict[str, str]) -> tuple[str, int | None, str]:
    voter_id = columns["voter_id"][ballot] if "voter_id" in columns else ""
    age_text = columns["age"][ballot] if "age" in columns else ""
    age = int(age_text) if age_text.isascii() and age_text.isdigit() and int(age_text) < 200 else None
    if age_text and str(age) != age_text:
        extra["age"] = age_text
    sex = columns["sex"][ballot] if "sex" in columns else ""
    return voter_id[:200], age, sex[:20]


def _copy(table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def ballots_of(
    election: Election,
    envelope_id: int,
    positions: Mapping[int, int],
    *,
    points: bool,
    with_aside: bool = False,
) -> Ballots:
    """The current ballots with their choices in one envelope.

    `positions`: number of the project (`BallotProject.pk`) → its place in the file. Imported ballots come in the order
    of their file, others by their random id, which says nothing about when they were cast; with several envelopes in
    an order of its own for each, so that the parts of one person's ballot do not stand at like places. Where the
    election has several envelopes only ballots with a choice in this one count as ballots of it. `with_aside`: also
    paper ballots of batches that are set aside, to show what they would change.
    """
    single = election.projects.values("envelope_id").distinct().count() <= 1
    wanted = {"election": election.pk, "envelope": envelope_id, "single": single, "aside": with_aside}
    ways = _ways(wanted)
    imported = Channel.IMPORT in ways
    count = sum(ways.values())
    ballot, project, given = _choices(wanted, positions, points=points)
    return Ballots.of_choices(
        count=count,
        ballot=ballot,
        project=project,
        points=given,
        columns=_columns_of_file(wanted) if imported else _own_columns(wanted, ways, count),
    )


_CURRENT = """
    FROM voting_ballot b LEFT JOIN voting_importedvoter v ON v.ballot_id = b.id
    WHERE b.election_id = %(election)s AND NOT b.superseded AND (b.paper_batch_id IS NULL OR %(aside)s OR NOT EXISTS (
        SELECT FROM voting_paperbatch q WHERE q.id = b.paper_batch_id AND q.is_quarantined)) AND (%(single)s OR EXISTS (
        SELECT FROM voting_ballotchoice c JOIN voting_ballotproject p ON p.id = c.project_id
        WHERE c.ballot_id = b.id AND p.envelope_id = %(envelope)s))
"""
"""The ballots that count, wherever they are asked for."""
_NUMBERED = f"""
    SELECT b.id, b.channel, (row_number() OVER (ORDER BY v.position,
        CASE WHEN %(single)s THEN '' ELSE md5(%(envelope)s::text || b.id::text) END, b.id) - 1)::int AS number
    {_CURRENT}
"""
_BLOCK = 8_192
"""Ballots packed into one row by the database: millions of rows one by one would take Python most of the time."""


def _ways(wanted: Mapping[str, Any]) -> dict[Channel, int]:
    """How many ballots came by each channel."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT b.channel, count(*) {_CURRENT} GROUP BY 1", wanted)
        return {Channel(channel): number for channel, number in cursor.fetchall()}


def _packed(
    query: str, wanted: Mapping[str, Any], kind: np.dtype[Any]
) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    """Blocks of fixed-size records out of a query that gives the number of a block and its records as `bytea`."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", wanted) as copy,
    ):
        copy.set_types(["int4", "bytea"])
        for number, block in copy.rows():
            yield number, np.frombuffer(block, dtype=kind)


def _choices(
    wanted: Mapping[str, Any], positions: Mapping[int, int], *, points: bool
) -> tuple[Ints, Indices, Ints | None]:
    """Numbers of ballots, places of projects and points: one entry a choice, a ballot's own in its order."""
    # A choice is one number: the ballot within its block, its place on the ballot, the project. Sorted, it is in order.
    if max(positions, default=0) >> 32:
        raise OverflowError("a project's number does not fit")
    kind = np.dtype([("choice", ">i8"), *([("points", ">i4")] if points else [])])
    more = " || int4send(coalesce(c.points, 0))" if points else ""
    here = "JOIN voting_ballotproject p ON p.id = c.project_id AND p.envelope_id = %(envelope)s"
    if wanted["single"]:
        here = ""  # every choice is one of this envelope
    query = f"""
        SELECT b.number / {_BLOCK}, string_agg(int8send(
            ((b.number %% {_BLOCK})::bigint << 48) | (c.rank::bigint << 32) | c.project_id){more}, ''::bytea)
        FROM ({_NUMBERED}) b
        JOIN voting_ballotchoice c ON c.ballot_id = b.id {here}
        GROUP BY b.number / {_BLOCK}
    """  # noqa: S608 - made of this module's own words
    keys = np.array(sorted(positions), dtype=np.int64)
    places = np.array([positions[key] for key in keys.tolist()], dtype=np.int32)
    ballots: list[Indices] = [np.zeros(0, np.int32)]
    projects: list[Indices] = [np.zeros(0, np.int32)]
    given: list[Indices] = [np.zeros(0, np.int32)]
    for number, block in _packed(query, wanted, kind):
        choice = block["choice"].astype(np.int64)
        order = np.argsort(choice)
        choice = choice[order]
        ballots.append((choice >> 48).astype(np.int32) + number * _BLOCK)
        projects.append(places[np.searchsorted(keys, choice & 0xFFFFFFFF)])
        if points:
            given.append(block["points"][order].astype(np.int32))
    return (
        np.concatenate(ballots).astype(np.int64),
        np.concatenate(projects),
        np.concatenate(given).astype(np.int64) if points else None,
    )


def _own_columns(wanted: Mapping[str, Any], ways: Mapping[Channel, int], count: int) -> dict[str, Column]:
    """Of ballots that were cast here: a number and the way of voting."""
    numbers = Column(np.arange(count, dtype=np.int32), tuple(map(str, range(1, count + 1))))
    methods = Counter[str]()
    for channel, number in ways.items():
        methods[METHODS[channel]] += number
    if min(methods.values(), default=LEAST) < LEAST:
        # The ballots of the four people who came with paper would be theirs for everybody to read.
        return {"voter_id": numbers}
    names = sorted(methods)
    codes = np.zeros(count, dtype=np.int32)
    if len(names) > 1:
        query = f"""
            SELECT b.number / {_BLOCK}, string_agg(
                int4send(b.number) || int4send((b.channel = '{Channel.PAPER}')::int), ''::bytea)
            FROM ({_NUMBERED}) b GROUP BY b.number / {_BLOCK}
        """  # noqa: S608 - as above
        kind = np.dtype([("ballot", ">i4"), ("paper", ">i4")])
        for _number, block in _packed(query, wanted, kind):
            codes[block["ballot"]] = block["paper"]
    return {"voter_id": numbers, "voting_method": Column(codes, tuple(names))}


METHODS = {Channel.WEB: "internet", Channel.DESK: "internet", Channel.PAPER: "paper"}
"""Ways of voting in the words of the format; in alphabetical order paper is the second."""


def _columns_of_file(wanted: Mapping[str, Any]) -> dict[str, Column]:
    """Voter columns of imported ballots as the file had them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.voter_id, v.age, v.sex, v.extra {_CURRENT} ORDER BY v.position, b.id", wanted
        )
        voters = cursor.fetchall()
    extras = [
        cast(dict[str, str], json.loads(row[3]) if isinstance(row[3], str) else row[3]) for row in voters
    ]
    ages = (
        extra.get("age") or ("" if row[1] is None else str(row[1]))
        for row, extra in zip(voters, extras, strict=True)
    )
    columns = {
        "voter_id": Column.of(row[0] for row in voters),
        "age": Column.of(ages),
        "sex": Column.of(row[2] for row in voters),
    }
    names = dict.fromkeys(name for extra in extras for name in extra if name != "age")
    return columns | {name: Column.of(extra.get(name, "") for extra in extras) for name in names}
