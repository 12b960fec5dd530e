"""What strict reading adds: whether the parts of a readable file agree with each other and with its own
limits.

What the public Pabulib checker reports, and which of our codes does, is listed in `pb_fields`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import numpy as np

from voting.counting.election import Election, Indices, Ints, number, scale, tidy, unscale
from voting.counting.outcome import Outcome
from voting.counting.pb_codes import CURRENCIES, LANGUAGES
from voting.counting.pb_conventions import LENGTHS, POZNAN, check_conventions, length_limit, poznan
from voting.counting.pb_fields import check_fields
from voting.counting.pb_text import Report
from voting.counting.pb_voters import check_voters
from voting.counting.pb_votes import Votes
from voting.counting.rules import count
from voting.counting.tally import WITHDRAWN, tally

_USUAL_META: Final = (
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "rule",
    "date_begin",
    "date_end",
    "currency",
)
_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "PROJECTS": ("project_id", "cost", "votes", "score", "name", "category", "selected"),
    "VOTES": ("voter_id", "vote", "points", "age", "sex", "voting_method"),
}
_LIMITS: Final = (
    ("min_length", "max_length"),
    ("min_points", "max_points"),
    ("min_sum_points", "max_sum_points"),
    ("min_project_cost", "max_project_cost"),
    ("min_sum_cost", "max_sum_cost"),
)
_AMOUNTS: Final = ("min_project_score_threshold",)
_CODES: Final = (("currency", CURRENCIES, "ISO 4217"), ("language", LANGUAGES, "ISO 639-1"))
_RULES: Final = {
    "greedy": "greedy",
    "greedy-no-skip": "greedy-no-skip",
    "greedy-threshold": "greedy-threshold",
    "equalshares": "equal-shares",
    "equalshares/add1": "equal-shares",
    "equal-shares": "equal-shares",
}


def check_election(election: Election, votes: Votes, report: Report) -> None:
    """Add every disagreement to the report."""
    _meta(election, report)
    check_fields(election, report)
    check_conventions(election, votes, report)
    _order(election, report)
    _projects(election, report)
    _totals(election, report)
    _selected(election, report)
    _ballots(election, votes, report)
    check_voters(election, votes, report)


def _meta(election: Election, report: Report) -> None:
    meta = election.meta
    for key in _USUAL_META:
        if key not in meta:
            report.add("meta_missing_usual", section="META", field=key, key=key)
    if election.budget <= 0:
        report.add("budget_not_positive", section="META", field="budget", value=tidy(election.budget))
    for key in (*(key for pair in _LIMITS for key in pair), *_AMOUNTS):
        text = meta.get(key, "")
        value = number(text)
        if text and value is None:
            report.add("number_unreadable", section="META", field=key, key=key, value=text[:40])
        elif value is not None and value < 0:
            report.add("number_negative", section="META", field=key, key=key, value=text)
    for low, high in _LIMITS:
        least, most = number(meta.get(low, "")), number(meta.get(high, ""))
        if least is not None and most is not None and least > most:
            report.add(
                "limits_crossed",
                section="META",
                field=low,
                low=low,
                low_value=tidy(least),
                high=high,
                high_value=tidy(most),
            )
    for key, codes, standard in _CODES:
        text = meta.get(key, "")
        if text and text not in codes:
            report.add("code_unusual", section="META", field=key, key=key, value=text[:40], standard=standard)
    _dates(meta, report)


def _dates(meta: Mapping[str, str], report: Report) -> None:
    read: dict[str, date] = {}
    for key in ("date_begin", "date_end"):
        text = meta.get(key, "")
        try:
            if len(text) == 4 and text.isdigit():
                read[key] = date(
                    int(text), 1 if key == "date_begin" else 12, 1 if key == "date_begin" else 31
                )
            elif text:
                read[key] = datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            report.add("date_unreadable", section="META", field=key, key=key, value=text[:40])
    if len(read) == 2 and read["date_begin"] > read["date_end"]:
        begin, end = meta["date_begin"], meta["date_end"]
        report.add("dates_crossed", section="META", field="date_end", begin=begin, end=end)


def _order(election: Election, report: Report) -> None:
    found = {"PROJECTS": election.project_columns, "VOTES": election.vote_columns}
    for section, columns in found.items():
        usual = [name for name in _ORDER[section] if name in columns]
        if [name for name in columns if name in usual] != usual:
            report.add("column_order", section=section, expected=", ".join(usual))


def _projects(election: Election, report: Report) -> None:
    if not election.projects:
        report.add("no_projects", section="PROJECTS")
    named = "name" in election.project_columns
    for project in election.projects:
        ident = project.id
        if project.cost == WITHDRAWN:
            report.add("project_withdrawn", section="PROJECTS", field="cost", project=ident)
        elif project.cost > election.budget:
            report.add(
                "cost_over_budget",
                section="PROJECTS",
                field="cost",
                project=ident,
                cost=tidy(project.cost),
                budget=tidy(election.budget),
            )
        if named and not project.name:
            report.add("project_nameless", section="PROJECTS", field="name", project=ident)
        for column, value, most in (
            ("latitude", project.latitude, 90),
            ("longitude", project.longitude, 180),
        ):
            if value is not None and abs(value) > most:
                report.add(
                    "coordinate_outside",
                    section="PROJECTS",
                    field=column,
                    column=column,
                    value=str(value),
                    project=ident,
                )
        if project.selected is not None and project.selected not in (0, 1, 2, 3):
            report.add(
                "selected_unknown",
                section="PROJECTS",
                field="selected",
                value=project.selected,
                project=ident,
            )


def _totals(election: Election, report: Report) -> None:
    """Official votes and score of each project against the ballots."""
    columns = election.project_columns
    if "votes" not in columns and "score" not in columns:
        report.add("totals_missing", section="PROJECTS")
        return
    count_of = len(election.projects)
    named = np.bincount(_named(election), minlength=count_of).tolist()
    listed = np.bincount(election.ballots.project, minlength=count_of).tolist()
    points = tally(election) if "score" in columns else None
    for place, project in enumerate(election.projects):
        if not named[place]:
            report.add("project_without_votes", section="PROJECTS", field="votes", project=project.id)
        if project.votes is not None and project.votes != named[place]:
            code = "votes_count_repeats" if project.votes == listed[place] else "votes_differ"
            report.add(
                code,
                section="PROJECTS",
                field="votes",
                project=project.id,
                stated=project.votes,
                found=named[place],
            )
        if points is not None and project.score is not None:
            found = points.points(points.support[place])
            if found != project.score:
                report.add(
                    "score_differs",
                    section="PROJECTS",
                    field="score",
                    project=project.id,
                    stated=tidy(project.score),
                    found=tidy(found),
                )


def _named(election: Election) -> Ints:
    """Positions of projects, one entry per ballot that names it (with whatever points)."""
    keys = np.unique(_keys(election))
    return keys % max(len(election.projects), 1)


def _keys(election: Election) -> Ints:
    ballots = election.ballots
    owner = np.repeat(np.arange(len(ballots), dtype=np.int64), np.diff(ballots.indptr))
    return owner * max(len(election.projects), 1) + ballots.project


def _selected(election: Election, report: Report) -> None:
    """The official outcome: affordable, and what the stated rule gives."""
    total = sum((project.cost for project in election.projects), Decimal(0))
    flag = election.meta.get("fully_funded", "")
    if (flag == "1" and total > election.budget) or (flag == "0" and total <= election.budget):
        report.add(
            "fully_funded_differs",
            section="META",
            field="fully_funded",
            cost=tidy(total),
            budget=tidy(election.budget),
        )
    if "selected" not in election.project_columns:
        return
    won = [project for project in election.projects if project.selected == 1]
    cost = sum((project.cost for project in won), Decimal(0))
    if cost > election.budget:
        report.add(
            "selected_over_budget",
            section="PROJECTS",
            field="selected",
            cost=tidy(cost),
            budget=tidy(election.budget),
        )
        return
    if election.meta.get("unit", "") in POZNAN:
        _compare(election, "Poznań (80 %)", poznan(election), (1, 2), report)
        return
    rule = _RULES.get(election.meta.get("rule", "").lower())
    by_rule = _by_rule(election, rule) if rule else None
    supported = {result.id for result in (by_rule or count(election)).projects if result.support > 0}
    left = election.budget - cost
    if rule in (None, "greedy"):
        for project in election.projects:
            if project.selected == 0 and project.cost <= left and project.id in supported:
                report.add(
                    "selected_could_add",
                    section="PROJECTS",
                    field="selected",
                    project=project.id,
                    left=tidy(left),
                )
    if by_rule is not None:
        _compare(election, by_rule.rule, by_rule.selected, (1,), report)


def _by_rule(election: Election, rule: str) -> Outcome:
    """Cities that write `equalshares` raise everybody's money until the next step would overspend."""
    written = election.meta.get("rule", "").lower()
    return count(election, rule=rule, completion="add1" if written.startswith("equalshares") else None)


def _compare(
    election: Election, rule: str, winners: Iterable[str], funded: tuple[int, ...], report: Report
) -> None:
    """`funded`: what `selected` says of a project that is carried out."""
    expected = set(winners)
    missing = [p.id for p in election.projects if p.id in expected and p.selected == 0]
    extra = [p.id for p in election.projects if p.id not in expected and p.selected in funded]
    if missing or extra:
        report.add(
            "selected_not_by_rule",
            section="PROJECTS",
            field="selected",
            rule=rule,
            missing=", ".join(missing) or "-",
            extra=", ".join(extra) or "-",
        )


def _ballots(election: Election, votes: Votes, report: Report) -> None:
    """Each ballot against the limits of META. Vectorised: only ballots with a problem are looked at one by
    one."""
    ballots = election.ballots
    if not len(ballots):
        report.add("no_ballots", section="VOTES")
        return

    def complain(code: str, which: Ints, field: str, found: Iterable[str | int], limit: str | None) -> None:
        for ballot, value in zip(which.tolist(), found, strict=True):
            params: dict[str, str | int] = {"voter": ballots.voter(ballot)}
            if limit is not None:
                params |= {"found": value, "limit": limit}
            report.add(code, int(votes.lines[ballot]), "VOTES", field, **params)

    lengths = np.diff(ballots.indptr)
    empty = np.flatnonzero(lengths == 0)
    complain("ballot_empty", empty, "vote", [0] * len(empty), None)
    _repeats(election, votes, report)

    def bound(
        key: str, code: str, values: Ints, decimals: int, field: str, owners: Ints | None = None
    ) -> None:
        limit = length_limit(election.meta, key)[1] if key in LENGTHS else number(election.meta.get(key, ""))
        if limit is None:
            return
        # Compared as fractions of integers: values are scaled by 10**decimals, the limit is not.
        top, bottom = limit.as_integer_ratio()
        edge = top * 10**decimals
        scaled = values.astype(object) * bottom if abs(edge) > 2**60 or bottom > 1 else values * bottom
        broken = np.flatnonzero(scaled < edge if key.startswith("min") else scaled > edge)
        found = [tidy(unscale(int(values[i]), decimals)) for i in broken]
        complain(code, broken if owners is None else owners[broken], field, found, tidy(limit))

    bound("max_length", "ballot_too_long", lengths, 0, "vote")
    bound("min_length", "ballot_too_short", lengths, 0, "vote")
    if election.vote_type == "choose-1" and length_limit(election.meta, "max_length")[1] is None:
        long = np.flatnonzero(lengths > 1)
        complain("ballot_too_long", long, "vote", lengths[long].tolist(), "1")
    if "max_sum_cost" in election.meta or "min_sum_cost" in election.meta:
        costs, decimals = scale([project.cost for project in election.projects])
        sums = _sums(ballots.indptr, costs, ballots.project)
        bound("max_sum_cost", "ballot_too_dear", sums, decimals, "vote")
        bound("min_sum_cost", "ballot_too_cheap", sums, decimals, "vote")
    if ballots.points is None:
        return
    if election.vote_type == "ordinal":
        owner = np.repeat(np.arange(len(ballots), dtype=np.int64), lengths)
        rank = (
            ballots.indptr[1:][owner] - np.arange(len(owner), dtype=np.int64)
        ) * 10**ballots.points_decimals
        odd = np.unique(owner[rank != ballots.points])
        complain("points_not_rank", odd, "points", [0] * len(odd), None)
    elif election.uses_points:
        owner = np.repeat(np.arange(len(ballots), dtype=np.int64), lengths)
        places = ballots.points_decimals
        bound("max_points", "points_over", ballots.points, places, "points", owner)
        bound("min_points", "points_under", ballots.points, places, "points", owner)
        totals = _sums(ballots.indptr, ballots.points.tolist(), np.arange(len(owner)))
        bound("max_sum_points", "points_sum_over", totals, places, "points")
        bound("min_sum_points", "points_sum_under", totals, places, "points")


def _sums(indptr: Ints, values: list[int], places: Ints | Indices) -> Ints:
    """Sum of `values[place]` over each ballot; numbers beyond 64 bits stay exact as objects."""
    fits = max(map(abs, values), default=0) * max(len(places), 1) < 2**62
    table = np.array(values, dtype=np.int64 if fits else object)
    running = np.concatenate((table[:0], np.zeros(1, table.dtype), np.cumsum(table[places])))
    return np.asarray(running[indptr[1:]] - running[indptr[:-1]])


def _repeats(election: Election, votes: Votes, report: Report) -> None:
    keys, times = np.unique(_keys(election), return_counts=True)
    for key, times_listed in zip(keys[times > 1].tolist(), times[times > 1].tolist(), strict=True):
        ballot, project = divmod(key, len(election.projects))
        report.add(
            "ballot_repeats",
            int(votes.lines[ballot]),
            "VOTES",
            "vote",
            voter=election.ballots.voter(ballot),
            project=election.projects[project].id,
            times=times_listed,
        )
