"""What can be wrong with a `.pb` file, as data that any face can translate.

A `Problem` carries a stable `code`, the place (section, line, field) and the values concerned (`params`).
`Problem.sentence()` is plain English made from the same values; a face in another language has one message
per code of `CODES`, with the same placeholders.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

ERROR: Final = "error"
"""The content is wrong or incomplete: strict reading refuses the file."""
WARNING: Final = "warning"
"""Unusual, or against the convention, but what is meant is clear."""

CODES: Final[Mapping[str, tuple[str, str]]] = {
    # Text and sections
    "not_utf8": (ERROR, "the text is not UTF-8; unreadable characters were replaced"),
    "empty_file": (ERROR, "the file is empty"),
    "section_missing": (ERROR, "there is no {section} section: the file is cut off or is not a .pb file"),
    "section_repeated": (ERROR, "the section {section} appears again; the first one is read"),
    "section_order": (ERROR, "the sections are in the order {found}, not META, PROJECTS, VOTES"),
    "text_before_sections": (ERROR, "there is text before the first section; it is ignored"),
    "header_missing": (ERROR, "the section {section} has no header line"),
    "column_missing": (ERROR, "the column {column} is missing in {section}"),
    "column_repeated": (ERROR, "the column {column} appears twice in {section}; the first one is read"),
    "column_unnamed": (WARNING, "column number {number} of {section} has no name"),
    "column_order": (WARNING, "the columns of {section} are usually in the order {expected}"),
    "blank_line": (WARNING, "blank line; it is skipped"),
    "mixed_line_ends": (WARNING, "the file mixes two kinds of line ends (LF and CRLF)"),
    "cell_spaces": (WARNING, "white space around {value!r}; it is trimmed"),
    "cell_multiline": (WARNING, "a quoted cell runs over several lines"),
    "quote_unclosed": (ERROR, "a quotation mark is never closed; the rows after it cannot be told apart"),
    "row_short": (
        ERROR,
        "the row has {found} cells, the header {expected}; the missing ones are read as empty",
    ),
    "row_long": (ERROR, "the row has {found} cells, the header {expected}; the extra ones are ignored"),
    # META
    "meta_missing": (ERROR, "META has no {key}"),
    "meta_missing_usual": (WARNING, "META has no {key}"),
    "meta_repeated": (ERROR, "META names {key} again; the first value is read"),
    "meta_unnamed": (ERROR, "META has the value {value!r} without a key; the row is skipped"),
    "meta_empty": (WARNING, "META names {key} without a value"),
    "vote_type_unknown": (ERROR, "vote type {value!r} is not one of {known}"),
    "vote_type_guessed": (ERROR, "vote type is read as {value!r}"),
    "vote_type_spelling": (WARNING, "vote type {value!r} is read as {read!r}"),
    "number_unreadable": (ERROR, "{key} {value!r} is not a number"),
    "number_negative": (ERROR, "{key} {value} is negative"),
    "number_spaced": (WARNING, "{key} {value!r} is written with spaces; they are ignored"),
    "decimal_comma": (ERROR, "{key} {value!r} is written with a comma; it is read as a decimal point"),
    "budget_not_positive": (ERROR, "the budget {value} is not above zero"),
    "limits_crossed": (ERROR, "{low} {low_value} is above {high} {high_value}"),
    "date_unreadable": (WARNING, "{key} {value!r} is neither a date DD.MM.YYYY nor a year"),
    "dates_crossed": (ERROR, "the vote ends ({end}) before it begins ({begin})"),
    "code_unusual": (WARNING, "{key} {value!r} is not a code of {standard}"),
    "num_votes_differs": (ERROR, "META says num_votes {stated}, the file has {found} ballots"),
    "num_projects_differs": (ERROR, "META says num_projects {stated}, the file has {found} projects"),
    "meta_order": (WARNING, "the keys of META are usually in the order {expected}"),
    "field_unknown": (WARNING, "the format has no field {name!r} in {section}; it is kept as it is"),
    "number_not_whole": (ERROR, "{key} {value!r} is not a whole number"),
    "number_usually_whole": (WARNING, "{key} {value!r} is usually a whole number"),
    "flag_unusual": (WARNING, "{key} is {value!r}; the format says 1 or leaves it out"),
    "limit_over_projects": (WARNING, "a ballot may name {limit} projects, but there are {found}"),
    "choose_one_suggested": (WARNING, "a ballot may name one project: the vote type for that is choose-1"),
    "average_length_one": (WARNING, "ballots name one project on average, the limit in META is {limit}"),
    "rule_unknown": (WARNING, "the rule {value!r} is not one that is known"),
    "country_unusual": (WARNING, "country {value!r} is not the name of a country"),
    "comment_unnumbered": (WARNING, "the comment {value!r} does not begin with '#1: '"),
    "fully_funded_missing": (
        WARNING,
        "all projects cost {cost} and the budget is {budget}, but fully_funded does not say so",
    ),
    # PROJECTS
    "column_renamed": (WARNING, "the column {column} of PROJECTS is called {now} now"),
    "list_gap": (WARNING, "{column} {value!r} of project {project!r} has an empty place between its commas"),
    "list_spaces": (WARNING, "{column} {value!r} has white space around its commas; it is trimmed"),
    "labels_alike": (WARNING, "{column} has {value!r} and {other!r}, which read the same"),
    "cells_empty": (WARNING, "{times} projects have no {column}, the first of them {project!r}"),
    "project_without_votes": (WARNING, "project {project!r} is on no ballot"),
    "no_projects": (ERROR, "there is no project"),
    "project_id_empty": (ERROR, "a project without project_id; the row is skipped"),
    "project_id_repeated": (
        ERROR,
        "project {project!r} appears again (first in line {first}); the row is skipped",
    ),
    "project_id_comma": (ERROR, "project id {project!r} holds a comma, so no ballot can name it"),
    "cost_unreadable": (ERROR, "project {project!r} has no readable cost ({value!r}); it is left out"),
    "cost_not_positive": (
        ERROR,
        "project {project!r} costs {value}, which is not above zero; it is left out",
    ),
    "cost_over_budget": (WARNING, "project {project!r} costs {cost}, more than the budget {budget}"),
    "project_withdrawn": (WARNING, "project {project!r} has the cost 999999999 of a withdrawn project"),
    "project_nameless": (WARNING, "project {project!r} has no name"),
    "value_unreadable": (
        ERROR,
        "{column} {value!r} of project {project!r} cannot be read; it is taken as empty",
    ),
    "coordinate_outside": (ERROR, "{column} {value} of project {project!r} is not on the globe"),
    "votes_differ": (ERROR, "project {project!r}: the file says {stated} votes, its ballots give {found}"),
    "votes_count_repeats": (
        WARNING,
        "project {project!r}: the file says {stated} votes, because ballots that list it twice count twice; "
        "its ballots are {found}",
    ),
    "score_differs": (ERROR, "project {project!r}: the file says {stated} points, its ballots give {found}"),
    "totals_missing": (WARNING, "PROJECTS states neither votes nor score, so the ballots cannot be checked"),
    "selected_unknown": (ERROR, "selected {value} of project {project!r} is not 0, 1, 2 or 3"),
    "selected_over_budget": (ERROR, "the selected projects cost {cost}, more than the budget {budget}"),
    "selected_could_add": (WARNING, "the money left, {left}, would pay for project {project!r} as well"),
    "selected_not_by_rule": (
        WARNING,
        "the rule {rule} gives another outcome: missing {missing}, selected against it {extra}",
    ),
    "fully_funded_differs": (
        ERROR,
        "all projects cost {cost} and the budget is {budget}: fully_funded is wrong",
    ),
    # VOTES
    "no_ballots": (WARNING, "there is no ballot"),
    "voter_id_empty": (ERROR, "a ballot without voter_id"),
    "voter_id_repeated": (
        ERROR,
        "voter {voter!r} appears again (first in line {first}); both ballots are kept",
    ),
    "ballot_unknown_project": (ERROR, "voter {voter!r} names project {project!r}, which is not in PROJECTS"),
    "ballot_empty_item": (ERROR, "voter {voter!r} has an empty place in the list of projects; it is ignored"),
    "ballot_empty": (WARNING, "voter {voter!r} names no project"),
    "ballot_repeats": (WARNING, "voter {voter!r} lists project {project!r} {times} times"),
    "ballot_too_long": (ERROR, "voter {voter!r} names {found} projects, at most {limit} are allowed"),
    "ballot_too_cheap": (ERROR, "the projects of voter {voter!r} cost {found}, at least {limit} is required"),
    "ballot_too_short": (ERROR, "voter {voter!r} names {found} projects, at least {limit} are required"),
    "ballot_too_dear": (ERROR, "the projects of voter {voter!r} cost {found}, at most {limit} is allowed"),
    "points_missing": (
        ERROR,
        "the vote type {vote_type} needs a column points; every project named gets one point",
    ),
    "points_count": (
        ERROR,
        "voter {voter!r} names {projects} projects and gives {points} numbers of points; "
        "missing ones count as 0",
    ),
    "points_unreadable": (
        ERROR,
        "voter {voter!r} gives the points {value!r}, which is no number; they count as 0",
    ),
    "points_negative": (ERROR, "voter {voter!r} gives {value} points; they count as no support"),
    "points_over": (
        ERROR,
        "voter {voter!r} gives {found} points to one project, at most {limit} are allowed",
    ),
    "points_under": (
        ERROR,
        "voter {voter!r} gives {found} points to one project, at least {limit} are required",
    ),
    "points_sum_over": (ERROR, "voter {voter!r} gives {found} points in all, at most {limit} are allowed"),
    "points_sum_under": (ERROR, "voter {voter!r} gives {found} points in all, at least {limit} are required"),
    "points_unsorted": (WARNING, "voter {voter!r} lists a project before one with more points"),
    "points_not_rank": (
        WARNING,
        "voter {voter!r}: the points of a ranking are L, L-1, …, 1; others are ignored",
    ),
    "age_unreadable": (WARNING, "age {value!r} of voter {voter!r} is neither a number nor a span like 40-59"),
    "sex_unusual": (WARNING, "sex {value!r} of voter {voter!r} is not M, F or O"),
    "method_unusual": (WARNING, "voting method {value!r} of voter {voter!r} is not known"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or was done, with one place of a file.

    `line` counts from 1 and is None where the problem has no single line; `field` is a column or META key.
    """

    code: str
    line: int | None = None
    section: str | None = None
    field: str | None = None
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return CODES[self.code][0]

    def sentence(self) -> str:
        """English, with the place in front: `line 12, PROJECTS, cost: …`."""
        place = [f"line {self.line}"] if self.line is not None else []
        place += [part for part in (self.section, self.field) if part]
        text = CODES[self.code][1].format(**{"section": self.section, **self.params})
        return f"{', '.join(place)}: {text}" if place else text[:1].upper() + text[1:]

    def as_dict(self) -> dict[str, object]:
        """For JSON: keys in a fixed order, values plain."""
        return {
            "code": self.code,
            "severity": self.severity,
            "section": self.section,
            "line": self.line,
            "field": self.field,
            "params": dict(self.params),
            "sentence": self.sentence(),
        }


class PbError(ValueError):
    """The file cannot be read as an election (in strict mode: it has at least one error).

    `problems` holds everything that was found, in file order.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.severity == ERROR] or list(self.problems)
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__((errors[0].sentence() if errors else "unreadable file") + more)
