"""What happened to the proposals before the vote, and to the projects of earlier years after it."""

from datetime import datetime
from decimal import Decimal
from statistics import median

from django.apps import apps
from django.db.models import OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.followup.models import Milestone
from commons.process.models import Cycle
from proposals.models import Proposal, State
from voting.domain.report.tree import DAY, MONEY, NUMBER, TEXT, Fact, Row, Section, Table

PAST_REVIEW = frozenset(State) - {
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.WITHDRAWN,
}
CARRIED = (State.CONFIRMED, State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)


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
            Fact("review-days", _("Median days from proposal to the end of its review"), _whole(days))
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


def execution(cycle: Cycle) -> Section:
    """What became of the projects of this year and of earlier ones: plan, money spent, the last news. Two queries."""
    last = Milestone.objects.filter(track=OuterRef("track")).order_by("-date", "-pk")
    found = list(
        Proposal.objects.filter(cycle__area=cycle.area_id, cycle__year__lte=cycle.year, state__in=CARRIED)
        .annotate(
            spent=Sum("track__milestones__spent"),
            last_day=Subquery(last.values("date")[:1]),
            last_milestone=Subquery(last.values("pk")[:1]),
        )
        .select_related("cycle")
        .order_by("-cycle__year", "title", "pk")
    )
    news = Milestone.objects.in_bulk([one.last_milestone for one in found if one.last_milestone])
    rows = []
    for one in found:
        said = news.get(one.last_milestone)
        words = " – ".join(part for part in (str(said.title), str(said.text)) if part) if said else None
        rows.append(
            Row(
                one.title,
                (
                    one.cycle.year,
                    str(one.get_state_display()),
                    f"{one.cost:.2f}" if one.cost is not None else None,
                    f"{one.spent:.2f}" if one.spent is not None else None,
                    one.last_day.isoformat() if one.last_day else None,
                    words,
                    one.outcome_reason if one.state == State.CANCELLED else None,
                ),
                one.get_absolute_url(),
                one.language,
            )
        )
    table = Table(
        key="execution",
        title=_("Projects carried out, this year's and earlier ones"),
        head=_("Project"),
        columns=(
            _("Year"), _("State"), pgettext("day or money", "Planned"), _("Spent"), _("Last news"), _("What was told"),
            _("Why it was cancelled"),
        ),
        kinds=(TEXT, TEXT, MONEY, MONEY, DAY, TEXT, TEXT),
        rows=tuple(_years(rows)),
    )  # fmt: skip
    done = sum(one.state == State.DONE for one in found)
    facts = (
        Fact("done", _("Projects finished so far"), done, NUMBER, "#execution"),
        Fact("planned-sum", _("Planned in all"), _sum(one.cost for one in found), MONEY),
        Fact("spent-sum", _("Spent in all"), _sum(one.spent for one in found), MONEY),
    )
    return Section(
        "execution", _("What became of it"), facts=facts if rows else (), tables=(table,) if rows else ()
    )


def _years(rows: list[Row]) -> list[Row]:
    """A year is a name, not a number."""
    return [Row(row.label, (str(row.cells[0]), *row.cells[1:]), row.url, row.language) for row in rows]


def _sum(amounts: object) -> str:
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))  # type: ignore[attr-defined]
    return f"{total:.2f}"
