"""What happened to the proposals before the vote: how many stopped where, why, and how long it took."""

from datetime import datetime
from statistics import median

from django.apps import apps
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commons.process.models import Cycle
from proposals.models import Proposal, State
from voting.domain.report.tree import NUMBER, TEXT, Fact, Row, Section, Table

PAST_REVIEW = frozenset(State) - {
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.WITHDRAWN,
}


def review(cycle: Cycle) -> Section:
    """How many stopped where, for which reasons, and how long it took. Three queries."""
    rows = list(
        Proposal.objects.filter(cycle=cycle)
        .exclude(state=State.DRAFT)
        .order_by("pk")
        .values_list("pk", "state", "title", "language", "public_reason")
    )
    listing = reverse("proposals:list")
    counts: dict[str, int] = {}
    for _pk, state, *_more in rows:
        where = "ballot" if state in PAST_REVIEW and state != State.NOT_FEASIBLE else state
        counts[where] = counts.get(where, 0) + 1
    labels: list[tuple[str, str]] = [("ballot", _("Reached the ballot"))]
    labels += [
        (state, str(state.label))
        for state in (State.NOT_FEASIBLE, State.RETURNED, State.IN_REVIEW, State.SUBMITTED, State.WITHDRAWN)
    ]
    stopped = Table(
        key="review-stopped",
        title=_("Where proposals stopped"),
        head=_("Where"),
        columns=(_("Proposals"),),
        kinds=(NUMBER,),
        rows=tuple(
            Row(
                label,
                (counts[state],),
                f"{listing}?{urlencode({'cycle': cycle.slug} | ({} if state == 'ballot' else {'state': state}))}",
            )
            for state, label in labels
            if counts.get(state)
        ),
        chart=0,
        url=f"{listing}?{urlencode({'cycle': cycle.slug})}",
    )
    why = Table(
        key="review-why",
        title=_("Why proposals could not be carried out"),
        head=_("Proposal"),
        columns=(_("Reason"),),
        kinds=(TEXT,),
        rows=tuple(
            Row(title, (reason or None,), reverse("proposals:detail", args=[pk]), language)
            for pk, state, title, language, reason in rows
            if state == State.NOT_FEASIBLE
        ),
    )
    days = _days(cycle)
    facts = [Fact("proposals", _("Proposals"), len(rows), NUMBER, stopped.url)]
    if days:
        facts.append(
            Fact(
                "review-days",
                _("Median days from proposal to the end of its review"),
                _whole(days),
                NUMBER,
                stopped.url,
            )
        )
    return Section("review", _("Proposals and their review"), facts=tuple(facts), tables=tuple(
        table for table in (stopped, why) if table.rows
    ))  # fmt: skip


def _whole(days: list[int]) -> int:
    return round(median(days))


def _days(cycle: Cycle) -> list[int]:
    """Days from the first submission to the first end of the review, of each proposal that came so far."""
    events = apps.get_model("proposals", "ProposalEvent")._default_manager.filter(pgh_obj__cycle=cycle)
    begun: dict[int, datetime] = {}
    ended: dict[int, datetime] = {}
    for number, state, when in events.order_by("pgh_id").values_list("pgh_obj", "state", "pgh_created_at"):
        if state == State.SUBMITTED:
            begun.setdefault(number, when)
        if state in (State.ON_BALLOT, State.NOT_FEASIBLE):
            ended.setdefault(number, when)
    return [max((when - begun[number]).days, 0) for number, when in sorted(ended.items()) if number in begun]
