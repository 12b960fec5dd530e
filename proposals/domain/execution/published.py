"""Carrying out as rows and lines, for open data: what the public pages of the projects tell, nothing reckoned anew.

Suppliers and the explanations of the ledger are not published: they may name people.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, TruncDate

from proposals.domain.carrying_out import STATES, spent_and_news
from proposals.domain.execution.evaluation import told_of
from proposals.domain.execution.money import NOTHING, accounts
from proposals.models import (
    Booking,
    BookingKind,
    BudgetLine,
    Evaluation,
    Finding,
    FindingCheck,
    FindingReply,
    Proposal,
    Purchase,
    SitePicture,
    State,
)

Line = tuple[Any, ...]
AT_ONCE = 500
"""Projects whose money is read together."""


def going() -> QuerySet[Any]:
    """Projects that the council confirmed, as everybody sees them."""
    return Proposal.objects.public().filter(state__in=STATES)


def projects() -> QuerySet[Any, Any]:
    """The same with their money and days: `spent_and_news`, `ordered`, `by_ledger`, `started_on`, `finished_on`."""
    booked = Booking.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal")
    bought = Purchase.objects.filter(proposal=OuterRef("pk"))
    found: Any = going().annotate(
        **spent_and_news(),
        ordered=Case(When(Exists(booked) | Exists(bought), then=F("committed"))),
        by_ledger=Exists(booked),
        started_on=_first_day(State.UNDER_WAY),
        finished_on=_first_day(State.DONE),
    )
    rows: QuerySet[Any, Any] = found.order_by("pk")
    return rows


def _first_day(state: State) -> TruncDate:
    events: Any = apps.get_model("proposals", "ProposalEvent")
    reached = events.objects.filter(pgh_obj=OuterRef("pk"), state=state).order_by("pgh_id")
    return TruncDate(Subquery(reached.values("pgh_created_at")[:1]), output_field=DateField())


def money_lines() -> Iterator[Line]:
    """What each project's money is for: `(proposal, line, name, account, planned, ordered, paid)`; `line` is None for
    an account of the ledger that nothing was planned for. Four queries for every five hundred projects."""
    with_money = Q(Exists(BudgetLine.objects.filter(proposal=OuterRef("pk")))) | Q(
        Exists(Booking.objects.filter(proposal=OuterRef("pk")))
        | Exists(Purchase.objects.filter(proposal=OuterRef("pk")))
    )
    keys = going().filter(with_money).order_by("pk").values_list("pk", flat=True)
    found = keys.iterator(chunk_size=AT_ONCE)
    while some := tuple(islice(found, AT_ONCE)):
        yield from _money_lines(some)


def _money_lines(keys: tuple[int, ...]) -> Iterator[Line]:
    lines: dict[int, list[BudgetLine]] = {pk: [] for pk in keys}
    for line in BudgetLine.objects.filter(proposal__in=keys).order_by("pk"):
        lines[line.proposal_id].append(line)
    booked: dict[int, list[Any]] = {pk: [] for pk in keys}
    bought: dict[int, list[Any]] = {pk: [] for pk in keys}
    for purchase in Purchase.objects.filter(proposal__in=keys).with_sums():
        bought[purchase.proposal_id].append(purchase)
    rows = Booking.objects.filter(proposal__in=keys).order_by("proposal", "account")
    for row in rows.values("proposal", "account").annotate(
        paid=Sum("amount", filter=Q(kind=BookingKind.PAID), default=NOTHING),
    ):
        booked[row["proposal"]].append(row)
    for pk in keys:
        numbers = [line.pk for line in lines[pk]]
        for place, one in enumerate(accounts(lines[pk], booked[pk], bought[pk])):
            number = numbers[place] if place < len(numbers) else None
            yield pk, number, one.name, one.account, one.planned, one.ordered, one.paid


def bookings() -> QuerySet[Any, Any]:
    """The lines of the ledger, without suppliers and words."""
    return Booking.objects.filter(proposal__in=going().order_by().values("pk")).order_by("pk")


def purchases() -> QuerySet[Any, Any]:
    """What was bought, with what is paid and open; without suppliers."""
    rows = Purchase.objects.filter(proposal__in=going().order_by().values("pk")).with_sums()
    return rows.order_by("pk")


def pictures() -> QuerySet[Any, Any]:
    """Pictures of before and after with their address and licence."""
    licence = settings.RAATI_DATA_LICENCE
    rows = SitePicture.objects.filter(proposal__in=going().order_by().values("pk")).annotate(
        address=Concat(Value(settings.MEDIA_URL), Cast("picture", CharField())),
        licence=Value(licence["name"]),
        licence_url=Value(licence["url"]),
        added_on=TruncDate("added_at"),
    )
    return rows.order_by("pk")


def evaluations() -> Iterator[Line]:
    """How people answered a year later: `(proposal, question, cycle, answers, yes, partly, no)`. One query. Projects of
    which too few have answered are left out, small numbers are None: as on the project's page."""
    done = Proposal.objects.public().filter(state=State.DONE).order_by().values("pk")
    for proposal, cycle, result in told_of(Evaluation.objects.filter(proposal__in=done)):
        for question in result.questions:
            yield proposal, question.code, cycle, result.answers, *question.counts


def replies() -> QuerySet[Any, Any]:
    """Everything that the town answered to findings that everybody can read."""
    public = Finding.objects.public().order_by().values("pk")
    rows = FindingReply.objects.filter(finding__in=public)
    return rows.annotate(answered_on=TruncDate("created_at")).order_by("pk")


def second_looks() -> QuerySet[Any, Any]:
    """What delegates saw when they looked again."""
    public = Finding.objects.public().order_by().values("pk")
    rows = FindingCheck.objects.filter(finding__in=public)
    return rows.annotate(looked_on=TruncDate("created_at")).order_by("pk")
