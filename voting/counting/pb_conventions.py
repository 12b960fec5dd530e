"""What the format expects beyond what is readable: limits that fit, lists written alike, the rule of Poznań."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

import numpy as np

from voting.counting.election import Election, Project, number, tidy
from voting.counting.pb_text import Report
from voting.counting.pb_votes import Votes
from voting.counting.rules import count

LENGTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "max_length": ("max_length", "max_length_unit", "max_length_district"),
    "min_length": ("min_length", "min_length_unit", "min_length_district"),
}
"""Cities whose residents vote in two rounds on one paper name the limit of each round; the first key there holds."""
_WHOLE_BY_CUSTOM: Final = (
    "min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost",
    "max_project_cost", "min_project_score_threshold", "min_length_per_category", "max_length_per_category",
)  # fmt: skip
_EXPECTED_CELLS: Final = (
    "votes", "score", "selected", "neighborhood", "subunit", "district", "description", "proposer", "public_id",
)  # fmt: skip
_LISTS: Final = ("category", "beneficiaries")
_META_LISTS: Final = ("categories", "neighborhoods", "subdistricts")
_SPACED: Final = re.compile(r"\s,|,\s")
POZNAN: Final = ("Poznań", "Poznan")
_SHARE: Final = Decimal("0.8")


def length_limit(meta: Mapping[str, str], key: str) -> tuple[str, Decimal | None]:
    """The META key that limits how many projects a ballot names, and its value; `key`: one of `LENGTHS`."""
    for name in LENGTHS[key]:
        if meta.get(name):
            return name, number(meta[name])
    return key, None


def check_conventions(election: Election, votes: Votes, report: Report) -> None:
    """Add what is readable but not as the format has it."""
    _limits(election, report)
    _whole(election.meta, report)
    _cells(election, report)
    _spaces(election, report)
    _labels(election, report)
    _points_sorted(election, votes, report)


def _limits(election: Election, report: Report) -> None:
    """The longest ballot allowed, against the projects there are and the ballots there are."""
    key, most = length_limit(election.meta, "max_length")
    if most is not None and most > len(election.projects) > 0:
        report.add(
            "limit_over_projects", section="META", field=key, limit=tidy(most), found=len(election.projects)
        )
    if election.vote_type != "approval" or not len(election.ballots):
        return
    if most == 1:
        report.add("choose_one_suggested", section="META", field="vote_type")
    elif int(election.ballots.indptr[-1]) == len(election.ballots):
        report.add("average_length_one", section="META", field=key, limit="-" if most is None else tidy(most))


def _whole(meta: Mapping[str, str], report: Report) -> None:
    for key in _WHOLE_BY_CUSTOM:
        value = number(meta.get(key, ""))
        if value is not None and value != int(value):
            report.add("number_usually_whole", section="META", field=key, key=key, value=meta[key][:40])


def _cells(election: Election, report: Report) -> None:
    """Columns that are there but say nothing of some projects."""
    for column in _EXPECTED_CELLS:
        if column not in election.project_columns:
            continue
        empty = [project.id for project in election.projects if _cell(project, column) in (None, "")]
        if empty:
            report.add(
                "cells_empty",
                section="PROJECTS",
                field=column,
                column=column,
                times=len(empty),
                project=empty[0],
            )


def _cell(project: Project, column: str) -> object:
    return (
        getattr(project, column, None)
        if column in Project.__dataclass_fields__
        else project.extra.get(column)
    )


def _spaces(election: Election, report: Report) -> None:
    """Lists are written with commas and nothing else between. Those of ballots are seen while they are read."""
    for key in _META_LISTS:
        text = election.meta.get(key, "")
        if _SPACED.search(text):
            report.add("list_spaces", section="META", field=key, column=key, value=text[:40])
    for project in election.projects:
        for column in _LISTS:
            text = str(_cell(project, column) or "")
            if _SPACED.search(text):
                report.add("list_spaces", section="PROJECTS", field=column, column=column, value=text[:40])


def _labels(election: Election, report: Report) -> None:
    """`sport` and `Sport` are two categories for a computer and one for everybody else."""
    for column in _LISTS:
        said = [str(_cell(project, column) or "") for project in election.projects]
        _alike(column, (part for text in said for part in text.split(",")), report)
    for key in _META_LISTS:
        _alike(key, election.meta.get(key, "").split(","), report, section="META")


def _alike(column: str, labels: Iterable[str], report: Report, section: str = "PROJECTS") -> None:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for label in labels:
        found[" ".join(label.casefold().split())][label.strip()] = None
    for spellings in found.values():
        first, *others = spellings
        for other in others:
            report.add("labels_alike", section=section, field=column, column=column, value=first, other=other)


def _points_sorted(election: Election, votes: Votes, report: Report) -> None:
    """Ballots with points list the project with most points first."""
    ballots = election.ballots
    if ballots.points is None or election.vote_type == "ordinal" or not election.uses_points:
        return
    rising = np.flatnonzero(np.diff(ballots.points) > 0) + 1
    owners = np.searchsorted(ballots.indptr, rising, side="right") - 1
    within = ballots.indptr[owners] < rising
    for ballot in np.unique(owners[within]).tolist():
        report.add(
            "points_unsorted", int(votes.lines[ballot]), "VOTES", "points", voter=ballots.voter(ballot)
        )


def poznan(election: Election) -> list[str]:
    """Winners by the rule of Poznań: greedy until one does not fit; that one too, if the money left pays 80 % of it."""
    outcome = count(election, rule="greedy-no-skip")
    ranked = sorted(
        (result for result in outcome.projects if result.rank is not None), key=lambda one: one.rank or 0
    )
    cost = {project.id: project.cost for project in election.projects}
    left, won = election.budget, []
    for result in ranked:
        if cost[result.id] > left:
            if left >= cost[result.id] * _SHARE:
                won.append(result.id)
            break
        won.append(result.id)
        left -= cost[result.id]
    return won
