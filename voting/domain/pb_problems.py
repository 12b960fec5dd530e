"""What is wrong with a `.pb` file, in the reader's language: one message for each code of `voting.counting`."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from voting.counting import Problem

MESSAGES: Final[Mapping[str, str | Promise]] = {
    "not_utf8": _("The text is not UTF-8; unreadable characters were replaced."),
    "empty_file": _("The file is empty."),
    "section_missing": _("There is no {section} section: the file is cut off or is not a .pb file."),
    "section_repeated": _("The section {section} appears again; the first one is read."),
    "section_order": _("The sections are in the order {found}, not META, PROJECTS, VOTES."),
    "text_before_sections": _("There is text before the first section; it is ignored."),
    "header_missing": _("The section {section} has no header line."),
    "column_missing": _("The column {column} is missing in {section}."),
    "column_repeated": _("The column {column} appears twice in {section}; the first one is read."),
    "column_unnamed": _("Column number {number} of {section} has no name."),
    "column_order": _("The columns of {section} are usually in the order {expected}."),
    "blank_line": _("A blank line is skipped."),
    "mixed_line_ends": _("The file mixes two kinds of line ends (LF and CRLF)."),
    "cell_spaces": _("The spaces around “{value}” are left out."),
    "cell_multiline": _("A quoted cell runs over several lines."),
    "quote_unclosed": _("A quotation mark is never closed; the rows after it cannot be told apart."),
    "row_short": _("The row has {found} cells, the header {expected}; the missing ones are read as empty."),
    "row_long": _("The row has {found} cells, the header {expected}; the extra ones are ignored."),
    "meta_missing": _("META has no {key}."),
    "meta_missing_usual": _("META usually has {key}; it is not there."),
    "meta_repeated": _("META names {key} again; the first value is read."),
    "meta_unnamed": _("META has the value “{value}” without a key; the row is skipped."),
    "meta_empty": _("META names {key} without a value."),
    "vote_type_unknown": _("The vote type “{value}” is not one of {known}."),
    "vote_type_guessed": _("The vote type is read as “{value}”."),
    "vote_type_spelling": _("The vote type “{value}” is read as “{read}”."),
    "number_unreadable": _("{key} “{value}” is not a number."),
    "number_negative": _("{key} {value} is negative."),
    "number_spaced": _("{key} “{value}” is written with spaces; they are ignored."),
    "decimal_comma": _("{key} “{value}” is written with a comma; it is read as a decimal point."),
    "budget_not_positive": _("The budget {value} is not above zero."),
    "limits_crossed": _("{low} {low_value} is above {high} {high_value}."),
    "date_unreadable": _("{key} “{value}” is neither a date DD.MM.YYYY nor a year."),
    "dates_crossed": _("The vote ends ({end}) before it begins ({begin})."),
    "code_unusual": _("{key} “{value}” is not a code of {standard}."),
    "num_votes_differs": _("META says num_votes {stated}, the file has {found} ballots."),
    "num_projects_differs": _("META says num_projects {stated}, the file has {found} projects."),
    "meta_order": _("The keys of META are usually in the order {expected}."),
    "field_unknown": _("The format has no field “{name}” in {section}; it is kept as it is."),
    "number_not_whole": _("{key} “{value}” is not a whole number."),
    "number_usually_whole": _("{key} “{value}” is usually a whole number."),
    "flag_unusual": _("{key} is “{value}”; the format says 1 or leaves it out."),
    "limit_over_projects": _("A ballot may name {limit} projects, but there are only {found}."),
    "choose_one_suggested": _("A ballot may name one project: the vote type for that is choose-1."),
    "average_length_one": _("Ballots name one project on average, the limit in META is {limit}."),
    "list_spaces": _("{column} “{value}” has spaces around its commas; they are left out."),
    "labels_alike": _("{column} has both “{value}” and “{other}”, which read the same."),
    "cells_empty": _("{column} is empty for projects ({times}), the first of them is “{project}”."),
    "points_unsorted": _("Voter “{voter}” lists a project before one with more points."),
    "rule_unknown": _("The rule “{value}” is not one that is known."),
    "country_unusual": _("The country “{value}” is not the name of a country."),
    "comment_unnumbered": _("The comment “{value}” does not begin with “#1: ”."),
    "fully_funded_missing": _(
        "All projects cost {cost} and the budget is {budget}, but fully_funded does not say so."
    ),
    "column_renamed": _("The column {column} of PROJECTS is called {now} now."),
    "list_gap": _("{column} “{value}” of project “{project}” has an empty place between its commas."),
    "project_without_votes": _("Project “{project}” is on no ballot."),
    "no_projects": _("There is no project."),
    "project_id_empty": _("A project has no project_id; the row is skipped."),
    "project_id_repeated": _(
        "Project “{project}” appears again (first in line {first}); the row is skipped."
    ),
    "project_id_comma": _("The project id “{project}” holds a comma, so no ballot can name it."),
    "cost_unreadable": _("Project “{project}” has no readable cost (“{value}”); it is left out."),
    "cost_not_positive": _("Project “{project}” costs {value}, which is not above zero; it is left out."),
    "cost_over_budget": _("Project “{project}” costs {cost}, more than the budget {budget}."),
    "project_withdrawn": _("Project “{project}” has the cost 999999999 of a withdrawn project."),
    "project_nameless": _("Project “{project}” has no name."),
    "value_unreadable": _("{column} “{value}” of project “{project}” cannot be read; it is taken as empty."),
    "coordinate_outside": _("{column} {value} of project “{project}” is not on the globe."),
    "votes_differ": _("Project “{project}”: the file says {stated} votes, its ballots give {found}."),
    "votes_count_repeats": _(
        "Project “{project}”: the file says {stated} votes, because ballots that list it twice count twice; "
        "its ballots are {found}."
    ),
    "score_differs": _("Project “{project}”: the file says {stated} points, its ballots give {found}."),
    "totals_missing": _("PROJECTS states neither votes nor score, so the ballots cannot be checked."),
    "selected_unknown": _("selected {value} of project “{project}” is not 0, 1, 2 or 3."),
    "selected_over_budget": _("The selected projects cost {cost}, more than the budget {budget}."),
    "selected_could_add": _("The money left, {left}, would pay for project “{project}” as well."),
    "selected_not_by_rule": _(
        "The rule {rule} gives another outcome: missing {missing}, selected against it {extra}."
    ),
    "fully_funded_differs": _("All projects cost {cost} and the budget is {budget}: fully_funded is wrong."),
    "no_ballots": _("There is no ballot."),
    "voter_id_empty": _("A ballot has no voter_id."),
    "voter_id_repeated": _("Voter “{voter}” appears again (first in line {first}); both ballots are kept."),
    "ballot_unknown_project": _("Voter “{voter}” names project “{project}”, which is not in PROJECTS."),
    "ballot_empty_item": _("Voter “{voter}” has an empty place in the list of projects; it is ignored."),
    "ballot_empty": _("Voter “{voter}” names no project."),
    "ballot_repeats": _("Voter “{voter}” lists project “{project}” {times} times."),
    "ballot_too_long": _("Voter “{voter}” names {found} projects, at most {limit} are allowed."),
    "ballot_too_cheap": _("The projects of voter “{voter}” cost {found}, at least {limit} is required."),
    "ballot_too_short": _("Voter “{voter}” names {found} projects, at least {limit} are required."),
    "ballot_too_dear": _("The projects of voter “{voter}” cost {found}, at most {limit} is allowed."),
    "points_missing": _(
        "The vote type {vote_type} needs a column points; every project named gets one point."
    ),
    "points_count": _(
        "Voter “{voter}” names {projects} projects and gives {points} numbers of points; "
        "missing ones count as 0."
    ),
    "points_unreadable": _(
        "Voter “{voter}” gives the points “{value}”, which is no number; they count as 0."
    ),
    "points_negative": _("Voter “{voter}” gives {value} points; they count as no support."),
    "points_over": _("Voter “{voter}” gives {found} points to one project, at most {limit} are allowed."),
    "points_under": _("Voter “{voter}” gives {found} points to one project, at least {limit} are required."),
    "points_sum_over": _("Voter “{voter}” gives {found} points in all, at most {limit} are allowed."),
    "points_sum_under": _("Voter “{voter}” gives {found} points in all, at least {limit} are required."),
    "points_not_rank": _("Voter “{voter}”: the points of a ranking are L, L-1, …, 1; others are ignored."),
    "age_unreadable": _("The age “{value}” of voter “{voter}” is neither a number nor a span like 40-59."),
    "sex_unusual": _("The sex “{value}” of voter “{voter}” is not M, F or O."),
    "method_unusual": _("The voting method “{value}” of voter “{voter}” is not known."),
}


def told(problem: Problem) -> str | Promise:
    """The problem for a page: line, section and field, then what is wrong. Lazy: said when it is shown."""
    values = {"section": problem.section or "", **problem.params}
    words: Any = MESSAGES[problem.code]
    text = format_lazy(words, **values)
    place = ", ".join(part for part in (problem.section, problem.field) if part)
    if problem.line is not None and place:
        return format_lazy(_("Line {line} ({place}): {text}"), line=problem.line, place=place, text=text)
    if problem.line is not None:
        return format_lazy(_("Line {line}: {text}"), line=problem.line, text=text)
    return format_lazy("{place}: {text}", place=place, text=text) if place else text
