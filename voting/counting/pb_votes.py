"""VOTES into arrays, fast: whole columns at a time, cell by cell only where something is odd."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice, repeat
from typing import Final

import numpy as np

from voting.counting.election import Ballots, Column, Indices, Ints, number, scale
from voting.counting.pb_text import SPACES, Report, Row, Section, fit, header, rows

CHUNK: Final = 40_000
"""Rows handled at a time: bounds the memory for cells that are still text."""
_SLICE: Final = 2_000_000
"""Characters handled at a time where no cell is quoted."""
LARGEST: Final = 10**12
"""Points above this are taken for a slip; below it sums over all ballots stay inside 64 bits."""
_ODD: Final = ("; ", " ;", "\n ", " \n", "\t", "\r", "\v", "\f", "\n\n", "\n;")
"""Signs of a cell to trim or a line that may be blank."""


@dataclass
class _Coded:
    """A voter column while it is read."""

    places: dict[str, int] = field(default_factory=dict)
    codes: list[Indices] = field(default_factory=list)

    def extend(self, texts: Sequence[str]) -> None:
        for text in dict.fromkeys(texts):
            self.places.setdefault(text, len(self.places))
        self.codes.append(np.fromiter(map(self.places.__getitem__, texts), dtype=np.int32, count=len(texts)))

    def column(self) -> Column:
        codes = np.concatenate(self.codes) if self.codes else np.zeros(0, dtype=np.int32)
        return Column(codes, tuple(self.places))


@dataclass
class _Ids:
    """The ids of voters while they are read: as a rule no two are the same, and then there is nothing to look up."""

    pieces: list[Sequence[str]] = field(default_factory=list)

    def extend(self, texts: Sequence[str]) -> None:
        self.pieces.append(texts)

    def column(self) -> Column:
        values = tuple(chain.from_iterable(self.pieces))
        if len(set(values)) == len(values):
            return Column(np.arange(len(values), dtype=np.int32), values)
        return Column.of(values)


@dataclass
class _Box:
    """The ballots read so far, in pieces; `points` holds (scaled points, decimals)."""

    lengths: list[Ints] = field(default_factory=list)
    project: list[Indices] = field(default_factory=list)
    points: list[tuple[Ints, int]] = field(default_factory=list)
    lines: list[Ints] = field(default_factory=list)


@dataclass(frozen=True)
class Votes:
    """The ballots, the header as written (lower case) and the line of each ballot."""

    ballots: Ballots
    columns: tuple[str, ...]
    lines: Ints


def read_votes(section: Section, place: Mapping[str, int], vote_type: str, report: Report) -> Votes | None:
    """All ballots; None where the section has no column `vote`. `place` maps project ids to positions."""
    chunks = _quoted(section, report) if '"' in section.text else _unquoted(section, report)
    first = next(chunks, None)
    title = None
    if first:
        head = first[1].rows() if isinstance(first[1], _Plain) else first[1]
        title = Row(first[0][0], [cell.strip(SPACES) for cell in head[0]])
    columns = header(title, "VOTES", ("voter_id", "vote"), report)
    if title is None or "vote" not in columns:
        return None
    with_points = "points" in columns
    if vote_type in ("cumulative", "scoring") and not with_points:
        report.add("points_missing", line=title.line, section="VOTES", vote_type=vote_type)
    width = len(title.cells)
    further: dict[str, _Coded | _Ids] = {
        name: _Ids() if name == "voter_id" else _Coded() for name in columns if name not in ("vote", "points")
    }
    box = _Box()
    for numbers, cells in chunks:
        table = cells.columns(width) if isinstance(cells, _Plain) else None
        if table is None:
            rows_of = cells.rows() if isinstance(cells, _Plain) else cells
            if any(len(row) != width for row in rows_of):
                rows_of = [
                    fit(Row(*pair), width, "VOTES", report) for pair in zip(numbers, rows_of, strict=True)
                ]
            table = list(zip(*rows_of, strict=True))
        lines = np.array(numbers, dtype=np.int64)
        box.lines.append(lines)
        votes = table[columns["vote"]]
        points = table[columns["points"]] if with_points else None
        if not _fast(votes, points, place, box):
            voters = table[columns["voter_id"]] if "voter_id" in columns else ("",) * len(votes)
            _careful(_Careful(numbers, voters, votes, points), place, box, report)
        for name, coded in further.items():
            coded.extend(table[columns[name]])
    ballots = _ballots(box, with_points, {name: coded.column() for name, coded in further.items()})
    return Votes(ballots, tuple(columns), np.concatenate(box.lines) if box.lines else np.zeros(0, np.int64))


@dataclass(frozen=True)
class _Plain:
    """Lines without a quotation mark: cells are what is between the semicolons."""

    lines: list[str]

    def rows(self) -> list[list[str]]:
        return [line.split(";") for line in self.lines]

    def columns(self, width: int) -> list[Sequence[str]] | None:
        """The cells column by column, without a list for every row; None where a row has another width."""
        if set(map(str.count, self.lines, repeat(";"))) != {width - 1}:
            return None
        cells = ";".join(self.lines).split(";")
        return [cells[at::width] for at in range(width)]


_Chunk = tuple[Sequence[int], list[list[str]] | _Plain]
"""Line numbers and, parallel to them, rows of cells."""


def _quoted(section: Section, report: Report) -> Iterator[_Chunk]:
    """The header alone, then chunks of rows, through the csv reader."""
    source = rows(section, report)
    chunk = list(islice(source, 1))
    while chunk:
        yield [row.line for row in chunk], [row.cells for row in chunk]
        chunk = list(islice(source, CHUNK))


def _unquoted(section: Section, report: Report) -> Iterator[_Chunk]:
    """The same for text without a single quotation mark: splitting is enough."""
    text, line, start, headed = section.text.removesuffix("\n"), section.line, 0, False
    while start < len(text):
        end = text.find("\n", start if not headed else min(start + _SLICE, len(text)))
        end = len(text) if end < 0 else end
        piece = text[start:end]
        start = end + 1
        framed = f"\n{piece}\n"
        odd = any(mark in framed for mark in _ODD)
        if odd:
            found = list(rows(Section(section.name, line, piece + "\n"), report))
            chunk: _Chunk = ([row.line for row in found], [row.cells for row in found])
        else:
            lines = piece.split("\n")
            chunk = (range(line, line + len(lines)), _Plain(lines))
        line += framed.count("\n") - 1
        if chunk[0]:
            headed = True
            yield chunk


def _fast(votes: Sequence[str], points: Sequence[str] | None, place: Mapping[str, int], box: _Box) -> bool:
    """Append a chunk in which nothing is odd; False (and nothing appended) where anything is."""
    listed = ",".join(filter(None, votes))
    items = listed.split(",") if listed else []
    try:
        project = np.fromiter(map(place.__getitem__, items), dtype=np.int32, count=len(items))
    except KeyError:
        return False
    lengths = _lengths(votes)
    if points is not None:
        given = ",".join(filter(None, points))
        # Digits and commas only: what else a number may be written with is for the careful way.
        if not given.isascii() or (given and not given.replace(",", "").isdigit()):
            return False
        if not np.array_equal(_lengths(points), lengths):
            return False
        try:
            values = np.array(list(map(int, given.split(",") if given else [])), dtype=np.int64)
        except (ValueError, OverflowError):
            return False
        if len(values) and (values.min() < 0 or values.max() > LARGEST):
            return False
        box.points.append((values, 0))
    box.lengths.append(lengths)
    box.project.append(project)
    return True


def _lengths(lists: Sequence[str]) -> Ints:
    """How many items each comma list has; none in an empty cell."""
    commas = np.fromiter(map(str.count, lists, repeat(",")), dtype=np.int64, count=len(lists))
    filled = np.fromiter(map(bool, lists), dtype=np.int64, count=len(lists))
    return commas + filled


@dataclass(frozen=True)
class _Careful:
    """One chunk for the careful way: parallel sequences."""

    lines: Sequence[int]
    voters: Sequence[str]
    votes: Sequence[str]
    points: Sequence[str] | None


def _careful(chunk: _Careful, place: Mapping[str, int], box: _Box, report: Report) -> None:
    """Append a chunk row by row; what cannot be read is reported and left out."""
    lengths: list[int] = []
    project: list[int] = []
    points: list[int | Decimal] = []
    for at, vote in enumerate(chunk.votes):
        line, voter = chunk.lines[at], chunk.voters[at]
        ids = _items(vote, "vote", line, report)
        given: list[int | Decimal] = []
        if chunk.points is not None:
            given = _points(chunk.points[at], len([i for i in ids if i]), line, voter, report)
        before, taken = len(project), 0
        for item in ids:
            if not item:
                report.add("ballot_empty_item", line, "VOTES", "vote", voter=voter)
                continue
            taken += 1
            if item not in place:
                report.add("ballot_unknown_project", line, "VOTES", "vote", voter=voter, project=item)
                continue
            project.append(place[item])
            if chunk.points is not None:
                points.append(given[taken - 1])
        lengths.append(len(project) - before)
    box.lengths.append(np.array(lengths, dtype=np.int64))
    box.project.append(np.array(project, dtype=np.int32))
    if chunk.points is not None:
        scaled, decimals = scale(points)
        box.points.append((np.array(scaled, dtype=np.int64), decimals))


def _items(cell: str, column: str, line: int, report: Report) -> list[str]:
    """The items of a comma list, none in an empty cell; white space around them is reported and trimmed."""
    items = cell.split(",") if cell else []
    trimmed = [item.strip(SPACES) for item in items]
    if trimmed != items:
        report.add("list_spaces", line, "VOTES", column, column=column, value=cell[:40])
    return trimmed


def _points(cell: str, projects: int, line: int, voter: str, report: Report) -> list[int | Decimal]:
    """Exactly as many points as projects are named."""
    texts = _items(cell, "points", line, report)
    if len(texts) != projects:
        report.add("points_count", line, "VOTES", "points", voter=voter, projects=projects, points=len(texts))
        texts = (texts + ["0"] * projects)[:projects]
    values: list[int | Decimal] = []
    for text in texts:
        value = number(text)
        if value is None or abs(value) > LARGEST or -int(value.as_tuple().exponent) > 3:
            report.add("points_unreadable", line, "VOTES", "points", voter=voter, value=text[:40])
            value = Decimal(0)
        elif value < 0:
            report.add("points_negative", line, "VOTES", "points", voter=voter, value=text)
        values.append(value)
    return values


def _ballots(box: _Box, with_points: bool, columns: dict[str, Column]) -> Ballots:
    lengths = np.concatenate(box.lengths) if box.lengths else np.zeros(0, np.int64)
    indptr = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=indptr[1:])
    project = np.concatenate(box.project) if box.project else np.zeros(0, np.int32)
    if not with_points:
        return Ballots(indptr, project, None, 0, columns)
    places = max((decimals for _, decimals in box.points), default=0)
    pieces = [values * 10 ** (places - decimals) for values, decimals in box.points]
    points = np.concatenate(pieces) if pieces else np.zeros(0, np.int64)
    return Ballots(indptr, project, points, places, columns)


def repeated_voters(votes: Votes, report: Report) -> None:
    """Report every ballot whose voter id is empty or already seen. Vectorised: the usual answer is none."""
    column = votes.ballots.columns.get("voter_id")
    if column is None:
        return
    empty = column.values.index("") if "" in column.values else -1
    if len(column.values) == len(column) and empty < 0:
        return
    _, firsts = np.unique(column.codes, return_index=True)
    later = np.ones(len(column), dtype=bool)
    later[firsts] = False
    first_of = dict(zip(column.codes[firsts].tolist(), firsts.tolist(), strict=True))
    for ballot in np.flatnonzero(later | (column.codes == empty)).tolist():
        line, code = int(votes.lines[ballot]), int(column.codes[ballot])
        if code == empty:
            report.add("voter_id_empty", line, "VOTES", "voter_id")
        else:
            first = int(votes.lines[first_of[code]])
            report.add("voter_id_repeated", line, "VOTES", "voter_id", voter=column.values[code], first=first)
