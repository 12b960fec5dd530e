"""What became of the projects of this year and of earlier ones: money, days, and what was told last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.followup.models import Milestone
from commons.process.models import Cycle
from proposals.domain.carrying_out import STATES, Warn, spent_and_news, warnings_of
from proposals.domain.delegates.counts import findings_of
from proposals.models import FindingKind, FindingState, Proposal, State
from voting.domain.report.tree import DAY, MONEY, NUMBER, TEXT, Fact, Row, Section, Table

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Work:
    """A project that the council confirmed. `spent`, `ordered`: None where nothing is known. `news`: told last."""

    project: Any
    spent: Decimal | None
    ordered: Decimal | None
    by_ledger: bool
    finished: date | None
    warnings: tuple[Warn, ...]
    news: Milestone | None

    @property
    def cost(self) -> Decimal:
        """What it may cost."""
        cost: Decimal | None = self.project.cost
        return cost or NOTHING

    @property
    def url(self) -> str:
        """The page of how far it is, with its money line by line."""
        return reverse("proposals:progress", args=[self.project.pk])

    def row(self, *cells: Any) -> Row:
        """A line of a table about it."""
        return Row(self.project.title, cells, self.url, self.project.language)


def execution(cycle: Cycle) -> Section:
    """Plan and money, days and delays, news, by year and by project; what the follow-up group found.
    Four queries."""
    works = _works(cycle)
    if not works:
        return Section("execution", _("What became of it"))
    funded = reverse("proposals:funded")
    tables = [
        _years(works, funded),
        _money(works, funded),
        _days(works, funded),
        _news(works, funded),
        _findings(cycle, funded),
    ]
    return Section(
        "execution",
        _("What became of it"),
        words=(
            _("Projects of this year and of earlier ones that the council confirmed."),
            _(
                "Spent is what the town's ledger says; while the ledger knows nothing of a project, "
                "what was told with it."
            ),
        ),
        facts=_facts(works, funded),
        tables=tuple(table for table in tables if table.rows),
    )


def _works(cycle: Cycle) -> list[Work]:
    """Newest year first. Years in another currency are left out: their sums cannot be added."""
    last = Milestone.objects.filter(track=OuterRef("track")).order_by("-date", "-pk")
    found: list[Any] = list(  # with columns that the query adds
        Proposal.objects.filter(
            cycle__area=cycle.area_id,
            cycle__year__lte=cycle.year,
            cycle__currency=cycle.currency,
            cycle__is_published=True,
            state__in=STATES,
        )
        .annotate(
            **spent_and_news(),
            ordered=NullIf("committed", Value(Decimal(0))),
            last_milestone=Subquery(last.values("pk")[:1]),
        )
        .select_related("cycle", "plan")
        .order_by("-cycle__year", "title", "pk")
    )
    news = Milestone.objects.in_bulk([one.last_milestone for one in found if one.last_milestone])
    finished = _finished(found)
    today = timezone.localdate()
    return [
        Work(
            project=one,
            spent=one.spent,
            ordered=one.ordered,
            by_ledger=one.last_booked is not None,
            finished=finished.get(one.pk),
            warnings=tuple(warnings_of(vars(one), today)),
            news=news.get(one.last_milestone),
        )
        for one in found
    ]


def _finished(found: Iterable[Any]) -> dict[int, date]:
    """The day on which each finished project was so for the first time."""
    done = [one.pk for one in found if one.state == State.DONE]
    events: Any = apps.get_model("proposals", "ProposalEvent")
    rows = (
        events.objects.filter(Q(pgh_obj__in=done), state=State.DONE)
        .order_by()
        .values_list("pgh_obj")
        .annotate(at=Min("pgh_created_at"))
    )
    return {pk: timezone.localtime(at).date() for pk, at in rows}


def _facts(works: list[Work], url: str) -> tuple[Fact, ...]:
    def warned(kind: Warn) -> int:
        return sum(kind in work.warnings for work in works)

    done = sum(work.project.state == State.DONE for work in works)
    by_state = f"{url}?{urlencode({'state': State.DONE.value})}"
    return (
        Fact("done", _("Projects finished so far"), done, NUMBER, by_state),
        Fact("planned-sum", _("Planned in all"), _sum(work.cost for work in works), MONEY, url),
        Fact("spent-sum", _("Spent in all"), _sum(work.spent for work in works), MONEY, url),
        Fact("late", _("Past their day and not finished"), warned(Warn.LATE), NUMBER, url),
        Fact("stuck", _("Nothing heard of for long"), warned(Warn.STUCK), NUMBER, url),
        Fact("over", _("Above their budget"), warned(Warn.OVER), NUMBER, url),
    )


def _years(works: list[Work], url: str) -> Table:
    cycles = {work.project.cycle_id: work.project.cycle for work in works}
    rows = []
    for pk, cycle in cycles.items():
        own = [work for work in works if work.project.cycle_id == pk]
        cells = (
            len(own),
            sum(work.project.state == State.DONE for work in own),
            _sum(work.cost for work in own),
            _sum(work.spent for work in own),
            *(sum(kind in work.warnings for work in own) for kind in (Warn.LATE, Warn.STUCK, Warn.OVER)),
        )
        rows.append(Row(str(cycle), cells, f"{url}?{urlencode({'cycle': cycle.slug})}"))
    return Table(
        key="execution-years",
        title=_("Carried out, year by year"),
        head=_("Budget year"),
        columns=(
            pgettext("how many", "Projects"),
            pgettext("how many", "Finished"),
            pgettext("day or money", "Planned"),
            _("Spent"),
            pgettext("how many", "Late"),
            pgettext("how many", "Nothing heard for long"),
            pgettext("how many", "Above the budget"),
        ),
        kinds=(NUMBER, NUMBER, MONEY, MONEY, NUMBER, NUMBER, NUMBER),
        rows=tuple(rows),
        url=url,
    )


def _money(works: list[Work], url: str) -> Table:
    return Table(
        key="execution-money",
        title=_("Plan and spending, project by project"),
        head=_("Project"),
        columns=(
            _("Year"),
            pgettext("day or money", "Planned"),
            _("Ordered"),
            _("Spent"),
            _("Left of the plan"),
            _("How spending is known"),
        ),
        kinds=(TEXT, MONEY, MONEY, MONEY, MONEY, TEXT),
        rows=tuple(
            work.row(
                str(work.project.cycle.year),
                _text(work.project.cost),
                _text(work.ordered),
                _text(work.spent),
                _text(work.cost - work.spent) if work.spent is not None else None,
                None if work.spent is None else _("From the ledger") if work.by_ledger else _("As told"),
            )
            for work in works
        ),
        note=_("A sum below nothing: more was spent than planned."),
        url=url,
    )


def _days(works: list[Work], url: str) -> Table:
    return Table(
        key="execution-days",
        title=_("Promised and real days, and why it is late"),
        head=_("Project"),
        columns=(
            _("State"),
            _("Promised to be ready"),
            _("Expected now"),
            pgettext("day", "Finished"),
            _("Why it is late or cancelled"),
            _("To look at"),
        ),
        kinds=(TEXT, DAY, DAY, DAY, TEXT, TEXT),
        rows=tuple(
            work.row(
                str(work.project.get_state_display()),
                _day(getattr(_plan(work), "planned_end", None)),
                _day(getattr(_plan(work), "expected_end", None)),
                _day(work.finished),
                _why(work),
                ", ".join(str(kind.label) for kind in work.warnings) or None,
            )
            for work in works
        ),
        url=url,
    )


def _news(works: list[Work], url: str) -> Table:
    told = [(work, work.news) for work in works if work.news is not None]
    return Table(
        key="execution-news",
        title=_("What was told last"),
        head=_("Project"),
        columns=(_("Last news"), _("What was told")),
        kinds=(DAY, TEXT),
        rows=tuple(
            work.row(
                said.date.isoformat(),
                " – ".join(part for part in (str(said.title), str(said.text)) if part) or None,
            )
            for work, said in told
        ),
        url=url,
    )


def _findings(cycle: Cycle, url: str) -> Table:
    """What residents of the follow-up group saw on site, project by project of the year."""
    return Table(
        key="execution-findings",
        title=_("What the follow-up group found"),
        head=_("Project"),
        columns=(
            pgettext("how many", "Findings"),
            pgettext("how many", "As planned"),
            pgettext("how many", "Wait for an answer"),
            pgettext("how many", "Promised"),
            pgettext("how many", "Fixed"),
            pgettext("how many", "Overdue"),
            _("Last visit"),
        ),
        kinds=(*(NUMBER,) * 6, DAY),
        rows=tuple(
            Row(
                one.title,
                (
                    one.findings,
                    one.by_kind[FindingKind.AS_PLANNED],
                    one.waiting,
                    one.by_state[FindingState.PROMISED],
                    one.by_state[FindingState.FIXED] + one.by_state[FindingState.CONFIRMED],
                    one.late,
                    _day(one.last_visit),
                ),
                reverse("proposals:progress", args=[one.proposal]),
                one.language,
            )
            for one in findings_of(cycle)
        ),
        url=url,
    )


def _plan(work: Work) -> Any:
    return getattr(work.project, "plan", None)


def _why(work: Work) -> str | None:
    """Why it was cancelled; else why it is late, by the list and in words."""
    if work.project.state == State.CANCELLED:
        return work.project.outcome_reason or None
    plan = _plan(work)
    if plan is None or not plan.delay_reason:
        return None
    said = str(plan.delay_text)
    return (
        f"{plan.get_delay_reason_display()}. {said}".strip() if said else str(plan.get_delay_reason_display())
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _sum(amounts: Iterable[Decimal | None]) -> str:
    return f"{sum((amount for amount in amounts if amount is not None), NOTHING):.2f}"
