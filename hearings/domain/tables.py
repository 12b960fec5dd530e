"""What is public of a hearing as tables (CSV), for spreadsheets and programs.

UTF-8 with a mark, so that spreadsheets read it right; names of columns in English, whatever the reader's language; the
same data give the same bytes. Numbers of too few people are empty, and `suppressed` is 1 there.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from commons.texts.translated import LANGUAGES
from hearings.domain import queries, smileys, survey
from hearings.models import Hearing, ServiceArea

SERVICE = tuple(f"service_{language}" for language in LANGUAGES)
ANSWERS = ("disagree", "partly_disagree", "neither", "partly_agree", "agree", "cannot_say")
FACES = ("very_bad", "bad", "good", "very_good")
NOTES = ("note", *SERVICE, "kind", "question", "town", "way_in", "language", "theme", "text")
SURVEY = (
    "statement", *SERVICE, "source", *(f"statement_{language}" for language in LANGUAGES),
    "n", *ANSWERS, "least", "suppressed",
)  # fmt: skip
SMILEYS = (
    "day", *SERVICE, *(f"question_{language}" for language in LANGUAGES), "n", *FACES, "least", "suppressed",
)  # fmt: skip


def notes(hearing: Hearing) -> bytes:
    """One line a shown note, newest first. One query."""
    rows = (
        (
            note.pk, *_names(note.service_area), note.question.polarity, note.question,
            note.event.town if note.event else "", note.channel, note.language, note.theme_id or "", note.text,
        )
        for note in queries.shown_notes(hearing)
    )  # fmt: skip
    return _csv(NOTES, rows)


def statements(hearing: Hearing) -> bytes:
    """One line a statement: how many answered what, as far as it is public. Four queries."""
    rows = (
        (
            one.statement.pk, *_names(area.notes.area), one.statement.source,
            *(getattr(one.statement, f"text_{language}") for language in LANGUAGES),
            *_numbers(one.people, one.counts, len(ANSWERS)), one.least, int(one.counts is None),
        )
        for area in survey.results(hearing)
        for one in area.statements
    )  # fmt: skip
    return _csv(SURVEY, rows)


def presses(hearing: Hearing) -> bytes:
    """One line a day that is over, service and question. Three queries."""
    rows = (
        (
            line.day.isoformat(), *_names(line.service_area),
            *(getattr(line.question, f"text_{language}") for language in LANGUAGES),
            *_numbers(line.people, line.counts, len(FACES)), line.least, int(line.counts is None),
        )
        for line in smileys.results(hearing, most=smileys.MOST_IN_FILE)
    )  # fmt: skip
    return _csv(SMILEYS, rows)


TABLES = {"notes": notes, "survey": statements, "smileys": presses}
"""The tables by their word in addresses."""


def _names(area: ServiceArea | None) -> Sequence[str]:
    return [getattr(area, f"name_{language}") if area else "" for language in LANGUAGES]


def _numbers(people: int | None, counts: Sequence[int] | None, how_many: int) -> Sequence[object]:
    return ("", *[""] * how_many) if counts is None else (people, *counts)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(map(_harmless, row) for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def _harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
