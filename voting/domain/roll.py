"""The roll: taking in the list of those who may vote, line by line, all of it or nothing."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.live import publish
from commons.places.models import Area
from voting import rules
from voting.domain import keys
from voting.domain.errors import RollRefused, Text
from voting.models import Election, RollEntry

COLUMNS = ("person_id", "birth_year", "area")
LONGEST_ID = 100
MOST_LINES = 2_000_000
_BATCH = 5_000
_PIECE = 20_000
Progress = Callable[[int, int], None]
"""Called with people written and people in all."""
_OLDEST, _YOUNGEST = 120, 5


@dataclass(frozen=True)
class RollProblem:
    """What is wrong with one line of the file. `line` counts from 1, the header included; `column` may be empty."""

    line: int
    column: str
    reason: Text
    is_error: bool = True

    def __str__(self) -> str:
        where = _("line {line}, {column}: {reason}") if self.column else _("line {line}: {reason}")
        return str(format_lazy(where, line=self.line, column=self.column, reason=self.reason))


@dataclass
class RollReport:
    """What a file would do, or did: people new on the roll, changed, already there as they are; and the problems."""

    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[RollProblem] = field(default_factory=list)
    by_area: dict[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> list[RollProblem]:
        """What keeps the file out."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[RollProblem]:
        """What should be looked at, but does not keep the file out."""
        return [problem for problem in self.problems if not problem.is_error]


@dataclass(frozen=True)
class Person:
    """A good line of the file; the person id is there as its keyed hash only."""

    person_hash: str
    birth_year: int | None
    area_id: int


def check(*, actor: Actor, election: Election, data: bytes) -> RollReport:
    """What taking in the file would do. Changes nothing. Raises `NotAllowed`."""
    require(actor, rules.MANAGE_ROLL, election)
    return examine(election, data)[0]


def examine(election: Election, data: bytes) -> tuple[RollReport, list[Person]]:
    """What the file holds and what taking it in would do. Changes nothing, asks no permission."""
    report, people = _read(election, data)
    _compare(election, people, report)
    return report, people


@transaction.atomic
def take_in(*, actor: Actor, election: Election, data: bytes) -> RollReport:
    """Put the people of the file on the roll: new ones are added, known ones get the area and year of the file.

    `data`: CSV in UTF-8 with the columns of `COLUMNS` (comma, semicolon or tab); `area` is an identifier, a path or a
    name. The person id is kept as a keyed hash only. One bad line keeps the whole file out: `RollRefused` with the
    report. Nobody is ever taken off the roll by a file.
    """
    require(actor, rules.MANAGE_ROLL, election)
    election = Election.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=election.pk)
    report, people = _read(election, data)
    if report.errors:
        raise RollRefused(report)
    with verb("voting.take_in_roll", actor):
        return write(election, people, report)


def write(
    election: Election,
    people: Sequence[Person],
    report: RollReport,
    progress: Progress = lambda done, total: None,
) -> RollReport:
    """Put people on the roll of a locked election; counts go into `report`. In the caller's transaction."""
    new, changed = _compare(election, people, report)
    for start in range(0, len(new), _PIECE):
        with connection.cursor() as cursor:
            cursor.execute("VALUES (1)")  # carries to the database who does what, which COPY would not
            with cursor.copy(
                "COPY voting_rollentry (election_id, person_hash, birth_year, area_id, channel) FROM STDIN"
            ) as rows:
                for person in new[start : start + _PIECE]:
                    rows.write_row((election.pk, person.person_hash, person.birth_year, person.area_id, ""))
        progress(min(start + _PIECE, len(new)), len(new) + len(changed))
    for start in range(0, len(changed), _BATCH):
        RollEntry.objects.bulk_update(changed[start : start + _BATCH], ["birth_year", "area"])
        progress(len(new) + min(start + _BATCH, len(changed)), len(new) + len(changed))
    publish(f"turnout:{election.cycle.slug}")
    return report


def _compare(
    election: Election, people: Sequence[Person], report: RollReport
) -> tuple[list[Person], list[RollEntry]]:
    known = {
        entry.person_hash: entry
        for entry in RollEntry.objects.filter(election=election).only("person_hash", "birth_year", "area_id")
    }
    new: list[Person] = []
    changed: list[RollEntry] = []
    for person in people:
        entry = known.get(person.person_hash)
        if entry is None:
            new.append(person)
        elif (entry.birth_year, entry.area_id) != (person.birth_year, person.area_id):
            entry.birth_year, entry.area_id = person.birth_year, person.area_id
            changed.append(entry)
    report.added, report.changed = len(new), len(changed)
    report.unchanged = len(people) - len(new) - len(changed)
    return new, changed


def _read(election: Election, data: bytes) -> tuple[RollReport, list[Person]]:
    report = RollReport()
    people: list[Person] = []
    seen: dict[str, int] = {}
    areas = _Areas(election)
    people_of: Counter[Area] = Counter()
    this_year = timezone.localdate().year
    for line, row in _rows(data, report):
        report.lines += 1
        before = len(report.problems)
        identity = row["person_id"].strip()
        name = ""
        if not identity:
            report.problems.append(RollProblem(line, "person_id", _("it is empty")))
        elif len(identity) > LONGEST_ID:
            report.problems.append(RollProblem(line, "person_id", _("it is too long")))
        else:
            name = keys.person_hash(election.key_id, identity)
            if name in seen:
                text = format_lazy(_("the same person is in line {first} already"), first=seen[name])
                report.problems.append(RollProblem(line, "person_id", text))
            seen.setdefault(name, line)
        year = _year(line, row["birth_year"].strip(), this_year, report)
        area = areas.find(line, row["area"].strip(), report)
        if area is not None and not any(problem.is_error for problem in report.problems[before:]):
            people.append(Person(person_hash=name, birth_year=year, area_id=area.pk))
            people_of[area] += 1
    for area, number in people_of.items():
        report.by_area[str(area)] = report.by_area.get(str(area), 0) + number
    if not report.lines and not report.problems:
        report.problems.append(RollProblem(1, "", _("there are no people in the file")))
    return report, people


def _rows(data: bytes, report: RollReport) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of every line that has all columns; problems of form go into the report."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        report.problems.append(
            RollProblem(line, "", _("the text is not UTF-8; save the file as “CSV UTF-8”"))
        )
        return
    if "\x00" in text:
        report.problems.append(RollProblem(1, "", _("this is not a text file")))
        return
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        header = [re.sub(r"\s+", "_", cell.strip().lower()) for cell in next(reader, [])]
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            reason = format_lazy(_("the header has no column {columns}"), columns=", ".join(missing))
            report.problems.append(RollProblem(1, "", reason))
            return
        places = [header.index(column) for column in COLUMNS]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                text_ = _("there are {found} cells where the header has {wanted}")
                reason = format_lazy(text_, found=len(cells), wanted=len(header))
                report.problems.append(RollProblem(reader.line_num, "", reason))
                continue
            yield reader.line_num, dict(zip(COLUMNS, (cells[place] for place in places), strict=True))
    except csv.Error:
        report.problems.append(
            RollProblem(reader.line_num, "", _("the line cannot be read: a quotation mark is open"))
        )


def _year(line: int, text: str, this_year: int, report: RollReport) -> int | None:
    if not text:
        report.problems.append(
            RollProblem(line, "birth_year", _("it is empty; taken in without age"), is_error=False)
        )
        return None
    if not re.fullmatch(r"[0-9]{4}", text) or not this_year - _OLDEST <= int(text) <= this_year - _YOUNGEST:
        report.problems.append(
            RollProblem(line, "birth_year", format_lazy(_("{value} is no year of birth"), value=text))
        )
        return None
    return int(text)


class _Areas:
    """Finds areas of the election's town by identifier, path or name in any language."""

    def __init__(self, election: Election) -> None:
        inside: Any = Area.objects.filter(Q(path__startswith=election.cycle.area.path))
        self._known: dict[str, list[Area]] = {}
        for area in inside:
            spellings = {
                area.slug,
                area.path,
                area.path.rstrip("/"),
                area.name_fi,
                area.name_sv,
                area.name_en,
            }
            for spelling in {self._plain(text) for text in spellings if text}:
                self._known.setdefault(spelling, []).append(area)

    @staticmethod
    def _plain(text: str) -> str:
        return " ".join(text.casefold().split())

    def find(self, line: int, text: str, report: RollReport) -> Area | None:
        """The one area that is meant, or None with the problem noted."""
        found = self._known.get(self._plain(text), []) if text else []
        if len(found) == 1:
            return found[0]
        if not text:
            reason: Text = _("it is empty")
        elif found:
            paths = ", ".join(area.path for area in found)
            reason = format_lazy(_("{value} can be any of {paths}; write the path"), value=text, paths=paths)
        else:
            reason = format_lazy(_("{value} is no area of this town"), value=text)
        report.problems.append(RollProblem(line, "area", reason))
        return None
