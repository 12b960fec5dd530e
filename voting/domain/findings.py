"""What stands out in a box against the rest of the vote: looked for at every count, and by hand after the close.

Looked for: ballots alike within one hour and way; ballots in one hour; ballots from one network in one hour; voters of
about one age on one day; batches of paper ballots that name a project far more often than the rest. A finding names
ballots or numbers, never people; what is smaller than `LEAST_TOLD` is none. Nothing is excluded by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict
from voting.domain import networks
from voting.models import AnomalyCase, CaseState, Election, FindingKind
from voting.models.anomaly import LEAST_TOLD

LEAST_HOUR = 30
"""An hour with fewer ballots never stands out."""
TIMES = 5
"""So many times as many as expected stand out."""
BATCH_SHARE, BATCH_SPREAD = 0.25, 4.0
"""A batch stands out where a project's share is so much higher than elsewhere, and by so many standard deviations."""

_ALIKE = """
WITH content AS (
    SELECT b.id, b.cast_hour, b.channel, (SELECT string_agg(c.project_id || ':' || coalesce(c.points, 0)
        || CASE WHEN %(ranked)s THEN '/' || c.rank ELSE '' END, ',' ORDER BY c.project_id)
        FROM voting_ballotchoice c WHERE c.ballot_id = b.id) AS said
    FROM voting_ballot b WHERE b.election_id = %(election)s AND NOT b.superseded AND b.cast_hour IS NOT NULL
), burst AS (
    SELECT cast_hour, channel, said, count(*) AS number, json_agg(id ORDER BY id) AS ids FROM content GROUP BY 1, 2, 3
), all_of AS (SELECT said, count(*) AS number FROM content GROUP BY 1),
hours AS (SELECT cast_hour, channel, count(*) AS number FROM content GROUP BY 1, 2),
whole AS (SELECT count(*) AS number FROM content)
SELECT b.cast_hour, b.channel, md5(b.said), b.number, h.number, ceil(
    (a.number - b.number)::numeric * h.number / greatest(w.number - h.number, 1))::int AS expected, b.ids
FROM burst b JOIN all_of a ON a.said = b.said
    JOIN hours h ON h.cast_hour = b.cast_hour AND h.channel = b.channel CROSS JOIN whole w
WHERE b.number >= %(least)s ORDER BY b.cast_hour, b.channel, b.said
"""
_HOURS = """
WITH hours AS (
    SELECT cast_hour, count(*) AS number, json_agg(id ORDER BY id) AS ids FROM voting_ballot
    WHERE election_id = %(election)s AND NOT superseded AND cast_hour IS NOT NULL GROUP BY 1
), middle AS (SELECT ceil(percentile_cont(0.5) WITHIN GROUP (ORDER BY number))::int AS number FROM hours)
SELECT h.cast_hour, h.number, (SELECT sum(number) FROM hours)::int, m.number, h.ids FROM hours h CROSS JOIN middle m
WHERE h.number >= %(least)s ORDER BY h.cast_hour
"""
_NETWORKS = """
SELECT id, hour, number, ballots, ceil((ballots - number)::numeric / greatest(networks - 1, 1))::int
FROM voting_networkhour WHERE election_id = %(election)s AND number >= %(least)s ORDER BY id
"""
_AGES = """
WITH days AS (
    SELECT birth_year / 5 * 5 AS born, (voted_at AT TIME ZONE %(zone)s)::date AS day, count(*) AS number
    FROM voting_rollentry
    WHERE election_id = %(election)s AND voted_at IS NOT NULL AND birth_year IS NOT NULL GROUP BY 1, 2
), years AS (
    SELECT birth_year / 5 * 5 AS born, count(*) AS number FROM voting_rollentry
    WHERE election_id = %(election)s AND birth_year IS NOT NULL GROUP BY 1
), roll AS (
    SELECT count(*) AS number FROM voting_rollentry WHERE election_id = %(election)s AND birth_year IS NOT NULL
), daily AS (SELECT day, sum(number) AS number FROM days GROUP BY 1)
SELECT d.born, d.day, d.number, t.number::int, ceil(y.number::numeric * t.number / greatest(r.number, 1))::int
FROM days d JOIN years y ON y.born = d.born JOIN daily t ON t.day = d.day CROSS JOIN roll r
WHERE d.number >= %(least)s ORDER BY d.day, d.born
"""
_BATCHES = """
WITH box AS (
    SELECT b.id, b.paper_batch_id AS batch FROM voting_ballot b WHERE b.election_id = %(election)s AND NOT b.superseded
), sizes AS (
    SELECT batch, count(*) AS number, json_agg(id ORDER BY id) AS ids FROM box WHERE batch IS NOT NULL GROUP BY 1
), named AS (
    SELECT x.batch, c.project_id, count(*) AS number
    FROM box x JOIN voting_ballotchoice c ON c.ballot_id = x.id GROUP BY 1, 2
), whole AS (SELECT count(*) AS number FROM box),
all_named AS (SELECT project_id, sum(number) AS number FROM named GROUP BY 1)
SELECT p.number, j.project_id, n.number, s.number, (a.number - n.number)::int, (w.number - s.number)::int, s.ids
FROM sizes s JOIN voting_paperbatch p ON p.id = s.batch AND NOT p.is_quarantined
    JOIN named n ON n.batch = s.batch JOIN all_named a ON a.project_id = n.project_id
    JOIN voting_ballotproject j ON j.id = n.project_id CROSS JOIN whole w
WHERE n.number >= %(least)s AND w.number > s.number ORDER BY p.number, n.number DESC, j.project_id
"""


class CasesOpen(Conflict):
    """Something stands out and nobody has decided on it."""

    code = "cases-open"
    title = _("There are findings that nobody has decided on")
    detail = _("Two people decide on each of them first. Nothing was changed.")


def check_settled(election: Election) -> None:
    """Before a name goes under a count, and before it is published. Raises `CasesOpen`, which tells the findings."""
    waiting = list(election.anomaly_cases.filter(state=CaseState.OPEN).defer("ballots")[:20])
    if waiting:
        raise CasesOpen(
            _("Two people decide on each of them first: %(findings)s. Nothing was changed.")
            % {"findings": "; ".join(str(case) for case in waiting)}
        )


def look(election: Election) -> int:
    """Make a case of everything that stands out and is none yet; gives how many. Decided ones stay as they are.

    A case that nobody has decided on takes on the ballots found now; a decision written on others is written anew.
    """
    networks.write_down(election.pk)
    found = [
        *_alike(election),
        *_hours(election),
        *_networks(election),
        *_ages(election),
        *_batches(election),
    ]
    known = {(case.kind, case.key): case for case in election.anomaly_cases.all()}
    new = [case for case in found if (case.kind, case.key) not in known]
    AnomalyCase.objects.bulk_create(new)
    for case in found:
        old = known.get((case.kind, case.key))
        if old and old.state == CaseState.OPEN and old.ballots != case.ballots:
            old.ballots, old.number, old.among, old.expected = (
                case.ballots,
                case.number,
                case.among,
                case.expected,
            )
            old.proposed, old.reason, old.first_person, old.first_by = "", "", None, None
            old.save()
    return len(new)


def _rows(query: str, election: Election, least: int = LEAST_TOLD, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"election": election.pk, "least": least, **more})
        return list(cursor.fetchall())


def _stands_out(number: int, expected: int) -> bool:
    return number >= TIMES * max(expected, 1)


def _alike(election: Election) -> Iterator[AnomalyCase]:
    rows = _rows(_ALIKE, election, ranked=election.ballot_kind == "ranking")
    for hour, channel, said, number, among, expected, ids in rows:
        if _stands_out(number, expected):
            facts = {"hour": _iso(hour), "channel": channel}
            key = f"{_iso(hour)} {channel} {said[:8]}"
            yield _case(election, FindingKind.ALIKE, key, facts, number, among, expected, ids)


def _hours(election: Election) -> Iterator[AnomalyCase]:
    for hour, number, among, expected, ids in _rows(_HOURS, election, LEAST_HOUR):
        if _stands_out(number, expected):
            facts = {"hour": _iso(hour)}
            yield _case(election, FindingKind.HOUR, _iso(hour), facts, number, among, expected, ids)


def _networks(election: Election) -> Iterator[AnomalyCase]:
    for pk, hour, number, among, expected in _rows(_NETWORKS, election):
        if _stands_out(number, expected):
            facts = {"hour": _iso(hour)}
            yield _case(
                election, FindingKind.NETWORK, f"{_iso(hour)} {pk}", facts, number, among, expected, []
            )


def _ages(election: Election) -> Iterator[AnomalyCase]:
    zone = timezone.get_default_timezone_name()
    for born, day, number, among, expected in _rows(_AGES, election, zone=zone):
        if _stands_out(number, expected):
            facts = {"born": [born, born + 4], "day": _day(day)}
            yield _case(election, FindingKind.AGE, f"{born} {_day(day)}", facts, number, among, expected, [])


def _batches(election: Election) -> Iterator[AnomalyCase]:
    """The project that stands out most in each batch that does."""
    told: set[int] = set()
    for batch, project, number, size, elsewhere, rest, ids in _rows(_BATCHES, election):
        share = elsewhere / rest
        spread = (max(share * (1 - share), 1 / rest) / size) ** 0.5
        excess = number / size - share
        if batch not in told and excess >= BATCH_SHARE and excess >= BATCH_SPREAD * spread:
            told.add(batch)
            facts = {"batch": batch, "project": project, "elsewhere": elsewhere, "rest": rest}
            expected = round(share * size)
            yield _case(election, FindingKind.BATCH, f"{batch}", facts, number, size, expected, ids)


def _case(
    election: Election,
    kind: FindingKind,
    key: str,
    facts: dict[str, Any],
    number: int,
    among: int,
    expected: int,
    ballots: Sequence[str],
) -> AnomalyCase:
    return AnomalyCase(
        election=election,
        kind=kind,
        key=key,
        facts=facts,
        number=number,
        among=among,
        expected=expected,
        ballots=ballots,
    )


def _iso(hour: datetime) -> str:
    return f"{timezone.localtime(hour):%Y-%m-%dT%H:%M%z}"


def _day(day: date) -> str:
    return day.isoformat()


@dataclass(frozen=True)
class Exclusion:
    """What everybody may read: how many ballots were excluded, and why."""

    kind: FindingKind
    number: int
    reason: str


def exclusions(election: Election) -> Sequence[Exclusion]:
    """The exclusions of a vote, for the result page. One query."""
    rows = (
        election.anomaly_cases.filter(state=CaseState.EXCLUDED)
        .annotate(marked=Count("excluded"))
        .defer("ballots")
    )
    return [Exclusion(FindingKind(row.kind), row.marked, row.reason) for row in rows]
