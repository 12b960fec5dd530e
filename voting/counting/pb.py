"""Reader and writer of `.pb`, the format of Pabulib (https://pabulib.org/format).

Lenient reading takes every file from which an election can be made and says in `Election.problems` what it
met and what it did about it. Strict reading refuses a file with any error and names all of them. Both find
columns by header name; text around cells is trimmed; numbers stay exact. Writing what was read and reading
it again gives an equal election, with every column, unknown META keys and the order of everything kept.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import TextIOBase
from itertools import pairwise
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, TextIO

import numpy as np

from voting.counting.election import (
    VOTE_TYPES,
    Ballots,
    Election,
    Project,
    number,
    plain,
    tidy,
)
from voting.counting.pb_check import check_election
from voting.counting.pb_text import Report, Section, decode, fit, header, quote, rows, sections
from voting.counting.pb_votes import Votes, read_votes, repeated_voters
from voting.counting.problems import ERROR, PbError, Problem

Source = str | PathLike[str] | BinaryIO | TextIO | bytes
"""A path, an open file, or the content itself as bytes."""

_SPELLINGS: Final = {
    "choose1": "choose-1",
    "choose_1": "choose-1",
    "choose 1": "choose-1",
    "approvals": "approval",
    "ranking": "ordinal",
    "rankings": "ordinal",
    "score": "scoring",
}
_TYPED: Final = {
    "project_id",
    "cost",
    "name",
    "category",
    "district",
    "latitude",
    "longitude",
    "votes",
    "score",
    "selected",
}


def read(source: Source, *, strict: bool = False) -> Election:
    """The election in a `.pb` file.

    Strict: raises `PbError` with all problems if one of them is an error (wrong totals, ballots outside the
    limits and the like included). Lenient: raises `PbError` only where no election can be made (no budget,
    no section VOTES, …).
    """
    election, problems = examine(source) if strict else _read(source)[:2]
    if election is None or (strict and any(p.severity == ERROR for p in problems)):
        raise PbError(problems)
    return election


def check(source: Source) -> tuple[Problem, ...]:
    """Every problem of a file, errors and warnings, in the order of the file where they have a line."""
    return examine(source)[1]


def examine(source: Source) -> tuple[Election | None, tuple[Problem, ...]]:
    """The election, if one can be made, and every problem that strict reading knows."""
    election, problems, votes = _read(source)
    if election is None or votes is None:
        return None, problems
    report = Report(problems)
    check_election(election, votes, report)
    return election, tuple(sorted(report, key=lambda p: p.line or 0))


def _bytes(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | PathLike):
        return Path(source).read_bytes()
    data = source.read()
    return data.encode() if isinstance(data, str) else data


def _read(source: Source) -> tuple[Election | None, tuple[Problem, ...], Votes | None]:
    report = Report()
    text = decode(_bytes(source), report)
    found = sections(text, report)
    del text
    meta = _meta(found["META"], report) if "META" in found else {}
    budget = amount(meta, "budget", report)
    if budget is None and meta.get("budget"):
        report.add("number_unreadable", None, "META", "budget", key="budget", value=meta["budget"][:40])
    projects: tuple[Project, ...] = ()
    project_columns: tuple[str, ...] = ()
    if "PROJECTS" in found:
        projects, project_columns = _projects(found["PROJECTS"], report)
    votes: Votes | None = None
    if "VOTES" in found:
        section = found["VOTES"]
        points = "points" in section.text[: section.text.find("\n")].lower()
        vote_type = _vote_type(meta, points, report)
        if project_columns:
            place = {project.id: index for index, project in enumerate(projects)}
            votes = read_votes(section, place, vote_type, report)
    if budget is None or votes is None or not project_columns:
        return None, tuple(report), None
    repeated_voters(votes, report)
    _totals(meta, projects, votes.ballots, report)
    election = Election(
        budget=budget,
        vote_type=vote_type,
        projects=projects,
        ballots=votes.ballots,
        meta=MappingProxyType(meta),
        project_columns=project_columns,
        vote_columns=votes.columns,
        problems=tuple(report),
    )
    return election, tuple(report), votes


def _meta(section: Section, report: Report) -> dict[str, str]:
    """Keys in lower case to values; the header `key;value` is not needed to be there."""
    meta: dict[str, str] = {}
    for at, row in enumerate(rows(section, report)):
        if at == 0 and row.cells[0].lower() == "key":
            continue
        key, value = fit(row, 2, "META", report)
        if key.lower() in meta:
            report.add("meta_repeated", row.line, "META", key, key=key)
            continue
        if not key:
            report.add("meta_unnamed", row.line, "META", value=value[:40])
            continue
        if not value:
            report.add("meta_empty", row.line, "META", key, key=key)
        meta[key.lower()] = value
    return meta


def amount(meta: dict[str, str], key: str, report: Report) -> Decimal | None:
    """The number under a META key; what is odd about it is reported. None where there is none."""
    text = meta.get(key, "")
    if not text:
        if key == "budget":
            report.add("meta_missing", section="META", field=key, key=key)
        return None
    return _decimal(text, key, None, "META", report)


def _decimal(text: str, key: str, line: int | None, section: str, report: Report) -> Decimal | None:
    value = number(text)
    if value is None:
        squeezed = "".join(text.split())
        value = number(squeezed)
        if value is not None:
            report.add("number_spaced", line, section, key, key=key, value=text[:40])
            text = squeezed
    if value is None:
        return None
    if "," in text:
        report.add("decimal_comma", line, section, key, key=key, value=text)
    return value


def _vote_type(meta: dict[str, str], points: bool, report: Report) -> str:
    written = meta.get("vote_type", "")
    plain_type = written.lower().strip()
    if plain_type in VOTE_TYPES:
        if plain_type != written:
            report.add("vote_type_spelling", None, "META", "vote_type", value=written, read=plain_type)
        return plain_type
    if plain_type in _SPELLINGS:
        read_as = _SPELLINGS[plain_type]
        report.add("vote_type_spelling", None, "META", "vote_type", value=written, read=read_as)
        return read_as
    if written:
        known = ", ".join(VOTE_TYPES)
        report.add("vote_type_unknown", None, "META", "vote_type", value=written[:40], known=known)
    else:
        report.add("meta_missing", section="META", field="vote_type", key="vote_type")
    guess = "cumulative" if points else "approval"
    report.add("vote_type_guessed", None, "META", "vote_type", value=guess)
    return guess


def _totals(meta: dict[str, str], projects: tuple[Project, ...], ballots: Ballots, report: Report) -> None:
    """The totals that META states: the surest sign of a file that was cut in half."""
    for key, found in (("num_votes", len(ballots)), ("num_projects", len(projects))):
        stated = amount(meta, key, report)
        if stated is not None and stated != found:
            report.add(f"{key}_differs", None, "META", key, stated=tidy(stated), found=found)
        elif stated is None and meta.get(key):
            report.add("number_unreadable", None, "META", key, key=key, value=meta[key][:40])


def _projects(section: Section, report: Report) -> tuple[tuple[Project, ...], tuple[str, ...]]:
    source = rows(section, report)
    first = next(source, None)
    columns = header(first, "PROJECTS", ("project_id", "cost"), report)
    if first is None or "project_id" not in columns or "cost" not in columns:
        return (), ()
    seen: dict[str, int] = {}
    projects: list[Project] = []
    for row in source:
        cells = fit(row, len(first.cells), "PROJECTS", report)
        values = {name: cells[place] for name, place in columns.items()}
        ident = values["project_id"]
        if not ident:
            report.add("project_id_empty", row.line, "PROJECTS", "project_id")
            continue
        if ident in seen:
            report.add(
                "project_id_repeated", row.line, "PROJECTS", "project_id", project=ident, first=seen[ident]
            )
            continue
        seen[ident] = row.line
        if "," in ident:
            report.add("project_id_comma", row.line, "PROJECTS", "project_id", project=ident)
        cost = _decimal(values["cost"], "cost", row.line, "PROJECTS", report)
        if cost is None or cost <= 0:
            code = "cost_unreadable" if cost is None else "cost_not_positive"
            report.add(code, row.line, "PROJECTS", "cost", project=ident, value=values["cost"][:40])
            continue
        projects.append(_project(ident, cost, values, row.line, report))
    return tuple(projects), tuple(columns)


def _project(ident: str, cost: Decimal, values: dict[str, str], line: int, report: Report) -> Project:
    def optional(column: str) -> Decimal | None:
        text = values.get(column, "")
        if not text:
            return None
        value = _decimal(text, column, line, "PROJECTS", report)
        if value is None:
            report.add(
                "value_unreadable", line, "PROJECTS", column, column=column, value=text[:40], project=ident
            )
        return value

    def whole(column: str) -> int | None:
        value = optional(column)
        if value is None:
            return None
        if value != int(value):
            report.add(
                "value_unreadable", line, "PROJECTS", column, column=column, value=str(value), project=ident
            )
            return None
        return int(value)

    return Project(
        id=ident,
        cost=cost,
        name=values.get("name", ""),
        category=values.get("category", ""),
        district=values.get("district", ""),
        latitude=optional("latitude"),
        longitude=optional("longitude"),
        votes=whole("votes"),
        score=optional("score"),
        selected=whole("selected"),
        extra=MappingProxyType({name: text for name, text in values.items() if name not in _TYPED}),
    )


def write(election: Election, target: str | PathLike[str] | BinaryIO | TextIOBase) -> None:
    """Write the election as `.pb` to a path or an open file: UTF-8, LF, quotes only where needed."""
    if isinstance(target, str | PathLike):
        with Path(target).open("wb") as file:
            file.writelines(line.encode() for line in lines(election))
        return
    if isinstance(target, TextIOBase):
        target.writelines(lines(election))
    else:
        target.writelines(line.encode() for line in lines(election))


def dumps(election: Election) -> bytes:
    """The election as the bytes of a `.pb` file; the same election always gives the same bytes."""
    return "".join(lines(election)).encode()


def lines(election: Election) -> Iterator[str]:
    """The lines of the file, each with its line end."""
    yield "META\nkey;value\n"
    for key, value in election.meta.items():
        yield f"{quote(key)};{quote(value)}\n"
    yield "PROJECTS\n" + _row(election.project_columns)
    for project in election.projects:
        yield _row(_cell(project, column) for column in election.project_columns)
    yield "VOTES\n" + _row(election.vote_columns)
    yield from _ballot_lines(election)


def _row(cells: Iterator[str] | tuple[str, ...]) -> str:
    return ";".join(map(quote, cells)) + "\n"


def _cell(project: Project, column: str) -> str:
    if column == "project_id":
        return project.id
    if column not in _TYPED:
        return project.extra.get(column, "")
    value = getattr(project, column)
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def _ballot_lines(election: Election) -> Iterator[str]:
    """Ballots in pieces, so that the text of a million ballots is never in memory at once."""
    ballots, ids = election.ballots, [project.id for project in election.projects]
    quoted = {name: [quote(value) for value in column.values] for name, column in ballots.columns.items()}
    voters = ballots.columns.get("voter_id")
    nameless = "voter_id" not in election.vote_columns or (voters is not None and "" in voters.values)
    for start in range(0, len(ballots), 20_000):
        end = min(start + 20_000, len(ballots))
        bounds = (ballots.indptr[start : end + 1] - ballots.indptr[start]).tolist()
        inner = slice(int(ballots.indptr[start]), int(ballots.indptr[end]))
        texts: dict[str, list[str]] = {"vote": [ids[p] for p in ballots.project[inner].tolist()]}
        if ballots.points is not None:
            known: dict[int, str] = {
                value: tidy(ballots.decimal(value)) for value in np.unique(ballots.points[inner]).tolist()
            }
            texts["points"] = [known[p] for p in ballots.points[inner].tolist()]
        cells: list[list[str]] = []
        for name in election.vote_columns:
            if name in texts:
                items = texts[name]
                cells.append([quote(",".join(items[a:b])) for a, b in pairwise(bounds)])
            elif name == "voter_id" and name not in ballots.columns:
                cells.append([str(ballot + 1) for ballot in range(start, end)])
            else:
                coded = ballots.columns[name].codes[start:end].tolist()
                cells.append([quoted[name][code] for code in coded])
        written: Iterable[str] = map(";".join, zip(*cells, strict=True))
        if nameless:
            # A ballot of which nothing is known is no blank line.
            written = (line if line.strip(";") else f'""{line}' for line in written)
        yield "".join(map("{}\n".format, written))
