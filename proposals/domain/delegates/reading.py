"""Reading the follow-up group: who is in it, what there is to visit, what was found and answered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.process.models import Cycle
from proposals.domain.carrying_out import STATES
from proposals.domain.delegates.counts import ProjectFindings, findings_of
from proposals.domain.delegates.noting import VISITED
from proposals.domain.queries import milestones_of, told, translated_columns
from proposals.models import (
    Delegate,
    DelegateState,
    Finding,
    FindingQuerySet,
    FindingReply,
    FindingState,
    Proposal,
    ReplyKind,
    State,
)
from proposals.rules import FORM_GROUP


@dataclass(frozen=True)
class Visit:
    """A project for the list of visits. `visited_on`: the newest visit within the terms of those who are in the group;
    `found`: what was found there, None where nothing was."""

    project: dict[str, Any]
    visited_on: dt.date | None
    found: ProjectFindings | None


@dataclass(frozen=True)
class Group:
    """The follow-up group of a year as everybody sees it. `former`: how many have left or whose term is over."""

    cycle: Cycle
    delegates: list[Delegate]
    former: int
    visits: list[Visit]

    @property
    def visited(self) -> int:
        """Projects that were visited this term."""
        return sum(visit.visited_on is not None for visit in self.visits)

    @property
    def found(self) -> dict[str, int]:
        """Findings that wait for an answer, are answered, or are late; and notes that all is as planned."""
        projects = [visit.found for visit in self.visits if visit.found]
        noted = sum(one.by_state[FindingState.NOTED] for one in projects)
        waiting = sum(one.waiting for one in projects)
        return {
            "noted": noted,
            "waiting": waiting,
            "answered": sum(one.findings for one in projects) - noted - waiting,
            "late": sum(one.late for one in projects),
        }


def group_of(cycle: Cycle) -> Group:
    """The group of a year that is public. Four queries."""
    joined = Delegate.objects.filter(cycle=cycle, number__isnull=False).select_related("user")
    everybody = list(joined.order_by("number"))
    now_in = [one for one in everybody if one.is_in_term()]
    term = min((one.term_from for one in now_in), default=None)
    visited = _visited(cycle, term)
    found = {one.proposal: one for one in findings_of(cycle)}
    rows = (
        Proposal.objects.public()
        .filter(cycle=cycle, state__in=VISITED)
        .order_by("area__path", "title", "pk")
        .values("pk", "title", "language", "state", "place_name", *translated_columns("area__name"))
    )
    visits = [
        Visit(
            row | {"area": told(row, "area__name"), "state_label": State(row["state"]).label},
            visited.get(row["pk"]),
            found.get(row["pk"]),
        )
        for row in rows
    ]
    return Group(cycle, now_in, len(everybody) - len(now_in), visits)


def _visited(cycle: Cycle, since: dt.date | None) -> dict[int, dt.date]:
    if since is None:
        return {}
    rows = Finding.objects.public().filter(proposal__cycle=cycle, visited_on__gte=since)
    return dict(rows.order_by().values_list("proposal").annotate(last=Max("visited_on")))


def has_group(cycle: int) -> bool:
    """Whether the year (id) has or had a group. One query."""
    return Delegate.objects.filter(cycle=cycle, number__isnull=False).exists()


def groups() -> list[Cycle]:
    """Published years that have or had a follow-up group, newest first. One query."""
    there = Cycle.objects.filter(is_published=True, delegates__number__isnull=False)
    return list(there.distinct().order_by("-year", "-pk"))


def years() -> list[Cycle]:
    """Published years of which something is carried out, newest first. One query."""
    there = Cycle.objects.filter(is_published=True, proposals__state__in=STATES)
    return list(there.distinct().order_by("-year", "-pk"))


def years_formed(*, actor: Actor) -> list[Cycle]:
    """Those of `years` whose group the actor forms. Two queries. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, FORM_GROUP)
    found = years()
    prefetch_related_objects(found, "area")
    return [year for year in found if may(actor, FORM_GROUP, year)]


def members(*, actor: Actor, cycle: Cycle) -> list[Delegate]:
    """Everybody who was asked, for officials: those in the group first. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, FORM_GROUP, cycle)
    found = Delegate.objects.filter(cycle=cycle).select_related("user", "cycle")
    return list(found.order_by(F("number").asc(nulls_last=True), "pk"))


def membership(actor: Actor, cycle: Cycle | int) -> Delegate | None:
    """The actor's membership in the group of a year, while it was not ended. At most one query."""
    if not isinstance(actor, User):
        return None
    found = Delegate.objects.filter(cycle=cycle, user=actor, state=DelegateState.ACCEPTED)
    return found.select_related("cycle").first()


def of_person(user: User) -> list[Delegate]:
    """Memberships and open invitations of a person, newest first. One query."""
    mine = Q(user=user, state=DelegateState.ACCEPTED) | Q(email=user.email, state=DelegateState.INVITED)
    return list(Delegate.objects.filter(mine).select_related("cycle").order_by("-pk"))


def whole(rows: FindingQuerySet) -> list[Finding]:
    """Findings with writer, pictures, answers and second looks. Four queries."""
    return list(
        rows.select_related("delegate__user", "proposal__cycle")
        .defer("proposal__search", "proposal__title_plain")
        .prefetch_related("pictures", "replies", "checks")
    )


def findings_at(proposal: Proposal) -> list[Finding]:
    """What everybody may read of a project, newest visit first. Four queries."""
    rows = Finding.objects.public().filter(proposal=proposal)
    return whole(rows.order_by("-visited_on", "-pk"))


def own_findings(actor: Actor, cycle: Cycle) -> list[Finding]:
    """What a delegate has noted in a year and not taken back, also what is hidden; newest first."""
    mine = Finding.objects.filter(delegate__user=actor.pk, proposal__cycle=cycle)
    return whole(mine.exclude(state=FindingState.WITHDRAWN).order_by("-visited_on", "-pk"))


@dataclass(frozen=True)
class Own:
    """A delegate's own finding and what they can do with it now."""

    finding: Finding
    may_withdraw: bool
    may_confirm: bool
    may_dispute: bool


def as_own(finding: Finding, membership: Delegate | None) -> Own:
    """What its delegate can do now. No query where the second looks are there."""
    state, in_term = finding.state, membership is not None and membership.is_in_term()
    disputed = any(not check.is_fixed for check in finding.checks.all())
    is_over = state == FindingState.FIXED or (state == FindingState.PROMISED and finding.is_late)
    return Own(
        finding,
        state in (FindingState.OPEN, FindingState.NOTED),
        in_term and state in (FindingState.FIXED, FindingState.PROMISED),
        in_term and is_over and not disputed,
    )


@dataclass(frozen=True)
class Told:
    """A line of the timeline of a project that is no milestone: shown by the same template."""

    pk: str
    date: dt.date
    title: str
    link: str


def timeline(proposal: Proposal, findings: Iterable[Finding]) -> list[Any]:
    """What happened, oldest first: milestones, and what the follow-up group found and was answered. One query."""
    told_lines = [line for finding in findings for line in _lines(finding)]
    return sorted([*milestones_of(proposal), *told_lines], key=lambda one: one.date)


def _lines(finding: Finding) -> Iterable[Told]:
    at = f"#finding-{finding.pk}"
    yield Told(f"f{finding.pk}", finding.visited_on, found_in_words(finding), at)
    for reply in finding.replies.all():
        yield Told(f"f{finding.pk}-r{reply.pk}", _day(reply.created_at), answered_in_words(reply), at)
    for check in finding.checks.all():
        words = _("The follow-up group looked again: it is fixed")
        if not check.is_fixed:
            words = _("The follow-up group looked again: it is not fixed")
        yield Told(f"f{finding.pk}-c{check.pk}", _day(check.created_at), words, at)


def found_in_words(finding: Finding) -> str:
    """What the group saw, in a line."""
    return _("The follow-up group came to see: %(what)s") % {"what": _small(finding.get_kind_display())}


def answered_in_words(reply: FindingReply) -> str:
    """What the town answered, in a line."""
    if reply.kind == ReplyKind.PROMISED and reply.promised_on is not None:
        day = date_format(reply.promised_on, "SHORT_DATE_FORMAT")
        return _("The town answered: it will be fixed by %(day)s") % {"day": day}
    if reply.kind == ReplyKind.FIXED:
        return _("The town answered: it is fixed")
    return _("The town answered: it stays as it is")


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()
