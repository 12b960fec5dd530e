"""Ballots between `.pb` files and the database, in bulk: COPY in, arrays out."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, cast

import numpy as np
from django.db import connection

from commons.places.domain.small_groups import LEAST
from voting.counting import Ballots, Column, Project
from voting.counting import Election as PbElection
from voting.counting.election import plain
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
    election: Election, envelope_id: int, positions: Mapping[int, int], *, points: bool
) -> Ballots:
    """The current ballots with their choices in one envelope.

    `positions`: number of the project (`BallotProject.pk`) → its place in the file. Imported ballots come in the order
    of their file, others by their random id, which says nothing about when they were cast. Where the election has
    several envelopes only ballots with a choice in this one count as ballots of it.
    """
    single = election.projects.values("envelope_id").distinct().count() <= 1
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.id, v.voter_id, v.age, v.sex, v.extra, b.channel
            FROM voting_ballot b LEFT JOIN voting_importedvoter v ON v.ballot_id = b.id
            WHERE b.election_id = %(election)s AND NOT b.superseded AND (%(single)s OR EXISTS (
                SELECT FROM voting_ballotchoice c JOIN voting_ballotproject p ON p.id = c.project_id
                WHERE c.ballot_id = b.id AND p.envelope_id = %(envelope)s))
            ORDER BY v.position, b.id
            """,
            {"election": election.pk, "envelope": envelope_id, "single": single},
        )
        voters = cursor.fetchall()
        number = {row[0]: place for place, row in enumerate(voters)}
        cursor.execute(
            """
            SELECT c.ballot_id, c.project_id, c.points
            FROM voting_ballotchoice c
            JOIN voting_ballot b ON b.id = c.ballot_id AND b.election_id = %s AND NOT b.superseded
            JOIN voting_ballotproject p ON p.id = c.project_id AND p.envelope_id = %s
            ORDER BY c.ballot_id, c.rank
            """,
            [election.pk, envelope_id],
        )
        owners: list[int] = []
        places: list[int] = []
        given: list[int] = []
        while rows := cursor.fetchmany(50_000):
            owners.extend(number[row[0]] for row in rows)
            places.extend(positions[row[1]] for row in rows)
            if points:
                given.extend(row[2] or 0 for row in rows)
    return Ballots.of_choices(
        count=len(voters),
        ballot=np.array(owners, dtype=np.int64),
        project=np.array(places, dtype=np.int32),
        points=np.array(given, dtype=np.int64) if points else None,
        columns=_columns(voters),
    )


def _columns(voters: list[tuple[Any, ...]]) -> dict[str, Column]:
    """Voter columns of imported ballots as the file had them; for others a number and the way of voting."""
    if not voters or voters[0][5] != Channel.IMPORT:
        ways = {Channel.WEB: "internet", Channel.DESK: "internet", Channel.PAPER: "paper", Channel.IMPORT: ""}
        numbers = {"voter_id": Column.of(str(number) for number in range(1, len(voters) + 1))}
        methods = [ways[Channel(row[5])] for row in voters]
        if min(Counter(methods).values(), default=LEAST) < LEAST:
            # The ballots of the four people who came with paper would be theirs for everybody to read.
            return numbers
        return numbers | {"voting_method": Column.of(methods)}
    extras = [
        cast(dict[str, str], json.loads(row[4]) if isinstance(row[4], str) else row[4]) for row in voters
    ]
    ages = (
        extra.get("age") or ("" if row[2] is None else str(row[2]))
        for row, extra in zip(voters, extras, strict=True)
    )
    columns = {
        "voter_id": Column.of(row[1] for row in voters),
        "age": Column.of(ages),
        "sex": Column.of(row[3] for row in voters),
    }
    names = dict.fromkeys(name for extra in extras for name in extra if name != "age")
    return columns | {name: Column.of(extra.get(name, "") for extra in extras) for name in names}
