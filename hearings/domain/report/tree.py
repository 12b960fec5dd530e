"""What a report is made of: plain frozen values in one language. Every format writes this same tree."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of a figure. None: left out. `url`: path of the notes behind it, empty where they are not shown."""

    label: str
    cells: tuple[int | None, ...]
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """A table with what must be known to read it. `key`: its place in every format. `head`: what the rows are.

    `n`: how many were counted. `unit`: "notes", "people", "answers", "presses", "ballots" or "organisations".
    `caution`: n, how they were chosen, what is left out.
    """

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    n: int | None
    unit: str
    caution: str

    @property
    def left_out(self) -> int:
        """How many numbers are left out."""
        return sum(cell is None for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Combination:
    """Notes of one service, kind, town and way in; only where they are many enough. `url`: path of these notes, empty
    where some were put together."""

    service: str
    kind: str
    town: str
    channel: str
    notes: int
    url: str


@dataclass(frozen=True)
class Quote:
    """What somebody said, word by word, in their language. `number`: of the note; `url`: its page."""

    number: int
    text: str
    language: str
    kind: str
    polarity: str
    service: str
    url: str


@dataclass(frozen=True)
class AnswerPart:
    """The official answer. `kind`: changed, will_change, will_not."""

    kind: str
    label: str
    by_date: dt.date | None
    text: str
    answered_by: str
    answered_on: dt.date


@dataclass(frozen=True)
class FollowUp:
    """What was told later."""

    date: dt.date
    title: str
    text: str


@dataclass(frozen=True)
class Development:
    """What could be done. `proposal_url`: page of the budget proposal that it became, if it did."""

    title: str
    text: str
    language: str
    proposal_url: str


@dataclass(frozen=True)
class ThemePart:
    """A theme with everything behind and after it. `number`: of the theme. `anchor`: its place in the report."""

    number: int
    anchor: str
    title: str
    summary: str
    notes: int
    url: str
    quotes: tuple[Quote, ...]
    developments: tuple[Development, ...]
    responsible: str
    level: str
    due: dt.date | None
    is_late: bool
    answer: AnswerPart | None
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class StoryPart:
    """A story as its teller allowed it to be published. `consent`: quote, anonymised, as_written; `label`: in what form
    it stands here. `url`: the page of stories."""

    text: str
    language: str
    consent: str
    label: str
    service: str
    url: str


@dataclass(frozen=True)
class CommentPart:
    """What somebody said to the themes' words, and what became of it. `about`: the theme; empty for all of them."""

    about: str
    text: str
    language: str
    reply: str
    has_changed: bool


@dataclass(frozen=True)
class SynthesisPart:
    """The synthesis. `state`: open, replying, frozen. `changed`: how many themes read otherwise than when it opened."""

    state: str
    label: str
    comments_until: dt.date
    freezes_on: dt.date
    changed: int
    comments: tuple[CommentPart, ...]
    url: str


@dataclass(frozen=True)
class PlenaryPart:
    """A closing plenary with the votes that closed. `minutes_url`: empty until it is over."""

    title: str
    held_on: dt.date
    state: str
    votes: tuple[Figure, ...]
    url: str
    minutes_url: str


@dataclass(frozen=True)
class Tally:
    """A count with its name. `code`: the same in every language."""

    code: str
    label: str
    number: int


@dataclass(frozen=True)
class Report:
    """A whole report. `tallies`: notes by what became of them. `answers`: themes by answer. `figures`: notes.
    `people`: who spoke, empty while somebody can still be added. `combinations`: by all four, large ones alone;
    `uncombined`: the notes in none of them. `voices`: the survey, the smileys and the organisations that were asked."""

    language: str
    slug: str
    title: str
    purpose: str
    hosts: str
    area: str
    state: str
    opens_on: dt.date
    closes_on: dt.date
    n: int
    caution: str
    tallies: tuple[Tally, ...]
    answers: tuple[Tally, ...]
    figures: tuple[Figure, ...]
    people: tuple[Figure, ...]
    combinations: tuple[Combination, ...]
    uncombined: int
    combinations_caution: str
    themes: tuple[ThemePart, ...]
    stories: tuple[StoryPart, ...]
    synthesis: SynthesisPart | None
    plenaries: tuple[PlenaryPart, ...]
    voices: tuple[Figure, ...]

    def every_figure(self) -> Iterator[Figure]:
        """All figures in their order."""
        yield from self.figures
        yield from self.people
        yield from self.voices
        for plenary in self.plenaries:
            yield from plenary.votes
