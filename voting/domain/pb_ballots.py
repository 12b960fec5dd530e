"""Ballots between `.pb` files and the database, in bulk: COPY in, arrays out."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Count

from commons.places.domain.small_groups import LEAST
from voting.counting import Ballots, Column, Project
from voting.counting import Election as PbElection
from voting.counting.election import Indices, Ints, plain
from voting.models import Ballot, Channel, Election

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
    without: Sequence[str] = (),
    with_excluded: Sequence[str] = (),
) -> Ballots:
    """The current ballots with their choices in one envelope, but for those that are excluded.

    `positions`: number of each project of the envelope (`BallotProject.pk`) → its place in the file. Imported
    ballots come in the order of their file, others by their random id, which says nothing about when they were
    cast; with several envelopes in an order of its own for each, so that the parts of one person's ballot do not
    stand at like places. Where the election has several envelopes only ballots with a choice in this one count as
    ballots of it. `with_aside`: also paper ballots of batches that are set aside, to show what they would change;
    for the same, `without` leaves ballots out and `with_excluded` takes excluded ones in (ids).
    """
    single = election.projects.values("envelope_id").distinct().count() <= 1
    wanted = {"election": election.pk, "envelope": envelope_id, "single": single, "aside": with_aside} | {
        "without": list(map(str, without)),
        "again": list(map(str, with_excluded)),
    }
    box = _box(wanted)
    ballot, project, given = _choices(box, wanted, positions, points=points)
    return Ballots.of_choices(
        count=len(box),
        ballot=ballot,
        project=project,
        points=given,
        columns=_columns_of_file(wanted) if Channel.IMPORT in box.ways() else _own_columns(election, box),
    )


_CURRENT = """
    FROM voting_ballot b LEFT JOIN voting_importedvoter v ON v.ballot_id = b.id
    WHERE b.election_id = %(election)s AND NOT b.superseded AND (b.paper_batch_id IS NULL OR %(aside)s OR NOT EXISTS (
        SELECT FROM voting_paperbatch q WHERE q.id = b.paper_batch_id AND q.is_quarantined))
    AND NOT b.id = ANY(%(without)s::uuid[]) AND (b.id = ANY(%(again)s::uuid[]) OR NOT EXISTS (
        SELECT FROM voting_excludedballot x WHERE x.ballot_id = b.id)) AND (%(single)s OR EXISTS (
        SELECT FROM voting_ballotchoice c JOIN voting_ballotproject p ON p.id = c.project_id
        WHERE c.ballot_id = b.id AND p.envelope_id = %(envelope)s))
"""
"""The ballots that count, wherever they are asked for."""
_CHANNELS = tuple(Channel)
_WORK = "64MB"
_LAST = 2**31 - 1
"""Position of a ballot that is in no file: after all that are."""


@dataclass(frozen=True)
class _Box:
    """The ballots that count, sorted by id: parallel arrays.

    `ids`: 16 bytes each. `numbers`: from 0, as the file numbers them. `channels`: places in `_CHANNELS`. `begins`: 257
    places, where the ids with each first byte begin.
    """

    ids: npt.NDArray[np.bytes_]
    numbers: Ints
    channels: Indices
    begins: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def ways(self) -> dict[Channel, int]:
        """How many ballots came by each channel."""
        counts = np.bincount(self.channels, minlength=len(_CHANNELS)).tolist()
        return {channel: count for channel, count in zip(_CHANNELS, counts, strict=True) if count}


def _packed(query: str, wanted: Mapping[str, Any], kind: np.dtype[Any]) -> dict[int, npt.NDArray[Any]]:
    """Records of fixed size by the first byte of their id.

    Millions of rows one by one would take Python most of the time; so the database packs them into one row a byte. It
    neither sorts nor joins: that is done here, byte by byte, several times as fast.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # With the usual 4 MB it would pack by way of files.
        cursor.execute(f"SET LOCAL work_mem = '{_WORK}'")
        with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", wanted) as copy:
            copy.set_types(["int4", "bytea"])
            return {byte: np.frombuffer(block, dtype=kind) for byte, block in copy.rows()}


def _box(wanted: Mapping[str, Any]) -> _Box:
    """Fetch the ballots, without what they say."""
    ways = " ".join(f"WHEN '{channel}' THEN {place}" for place, channel in enumerate(_CHANNELS))
    query = f"""
        SELECT get_byte(uuid_send(b.id), 0), string_agg(uuid_send(b.id)
            || int4send(coalesce(v.position, {_LAST})) || int4send(CASE b.channel {ways} END), ''::bytea)
        {_CURRENT} GROUP BY 1
    """
    kind = np.dtype([("id", "S16"), ("position", ">i4"), ("channel", ">i4")])
    blocks = _packed(query, wanted, kind)
    # S16 forgets zero bytes at the end, of both sides alike: ids of 16 bytes stay different and in order.
    found = [block[np.argsort(block["id"])] for _byte, block in sorted(blocks.items())]
    rows = np.concatenate([np.zeros(0, kind), *found])
    numbers = np.empty(len(rows), dtype=np.int64)
    keys = (
        (rows["position"],)
        if wanted["single"]
        else (_drawn(rows["id"], wanted["envelope"]), rows["position"])
    )
    numbers[np.lexsort(keys)] = np.arange(len(rows))
    sizes = [len(blocks.get(byte, ())) for byte in range(256)]
    return _Box(
        np.ascontiguousarray(rows["id"]),
        numbers,
        rows["channel"].astype(np.int32),
        np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes))),
    )


def _drawn(ids: npt.NDArray[np.bytes_], envelope: int) -> npt.NDArray[np.bytes_]:
    """An order of its own for each envelope, so that nobody can lay the ballots of two side by side."""
    salt = str(envelope).encode()
    names = (hashlib.sha256(salt + ident.ljust(16, b"\0")).digest() for ident in ids.tolist())
    return np.fromiter(names, dtype="S32", count=len(ids))


def _choices(
    box: _Box, wanted: Mapping[str, Any], positions: Mapping[int, int], *, points: bool
) -> tuple[Ints, Indices, Ints | None]:
    """Numbers of ballots, places of projects and points: one entry a choice, a ballot's own in its order."""
    # A place on the ballot and a project are one number: sorted, they are in order.
    if max(positions, default=0) >> 32:
        raise OverflowError("a project's number does not fit")
    more = " || int4send(coalesce(c.points, 0))" if points else ""
    query = f"""
        SELECT get_byte(uuid_send(c.ballot_id), 0), string_agg(uuid_send(c.ballot_id)
            || int8send((c.rank::bigint << 32) | c.project_id){more}, ''::bytea)
        FROM voting_ballotchoice c JOIN voting_ballotproject p ON p.id = c.project_id
        WHERE p.election_id = %(election)s AND p.envelope_id = %(envelope)s GROUP BY 1
    """  # noqa: S608 - made of this module's own words
    kind = np.dtype([("id", "S16"), ("choice", ">i8"), *([("points", ">i4")] if points else [])])
    keys = np.array(sorted(positions), dtype=np.int64)
    places = np.array([positions[key] for key in keys.tolist()], dtype=np.int32)
    ballots: list[Ints] = [np.zeros(0, np.int64)]
    projects: list[Indices] = [np.zeros(0, np.int32)]
    given: list[Ints] = [np.zeros(0, np.int64)]
    for byte, block in sorted(_packed(query, wanted, kind).items()):
        owner, kept = _owners(box, byte, block["id"])
        choice = block["choice"][kept].astype(np.int64)
        order = np.lexsort((choice, owner))
        ballots.append(owner[order])
        projects.append(places[np.searchsorted(keys, choice[order] & 0xFFFFFFFF)])
        if points:
            given.append(block["points"][kept][order].astype(np.int64))
    return np.concatenate(ballots), np.concatenate(projects), np.concatenate(given) if points else None


def _owners(box: _Box, byte: int, ids: npt.NDArray[np.bytes_]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The number of each choice's ballot, and which choices are of a ballot that counts; numbers only of those."""
    own = box.ids[box.begins[byte] : box.begins[byte + 1]]
    # The choices of a ballot were stored together, so few of them need looking up.
    heads = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    lengths = np.diff(np.append(heads, len(ids)))
    found = np.searchsorted(own, ids[heads])
    known = np.zeros(len(heads), dtype=bool)
    inside = found < len(own)
    known[inside] = own[found[inside]] == ids[heads[inside]]
    numbers = box.numbers[box.begins[byte] + found[known]]
    return np.repeat(numbers, lengths[known]), np.repeat(known, lengths)


def _own_columns(election: Election, box: _Box) -> dict[str, Column]:
    """Of ballots that were cast here: a number and the way of voting."""
    count = len(box)
    numbers = Column(np.arange(count, dtype=np.int32), tuple(map(str, range(1, count + 1))))
    methods = Counter[str]()
    for channel, number in box.ways().items():
        methods[METHODS[channel]] += number
    if min(methods.values(), default=LEAST) < LEAST or (
        Channel.PAPER in box.ways() and _small_batch(election)
    ):
        # The ballots of the four people who came with paper would be theirs for everybody to read. And after sealing,
        # those on paper that are in no batch any more would be known for the small one that they came in.
        return {"voter_id": numbers}
    names = sorted(methods)
    codes = np.zeros(count, dtype=np.int32)
    if len(names) > 1:
        codes[box.numbers] = box.channels == _CHANNELS.index(Channel.PAPER)
    return {"voter_id": numbers, "voting_method": Column(codes, tuple(names))}


def _small_batch(election: Election) -> bool:
    """Whether some batch has so few ballots that sealing hides them among those from the web. One query."""
    batches = Ballot.objects.filter(election=election, paper_batch__isnull=False).counting().order_by()
    return batches.values("paper_batch").annotate(size=Count("pk")).filter(size__lt=LEAST).exists()


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
