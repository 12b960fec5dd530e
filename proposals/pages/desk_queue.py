"""The review desk: what waits for officials, and giving many reviews at once."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.permissions import may, require
from commons.http.errors import Conflict, Refusal
from commons.live.templatetags.live import live_since
from proposals.domain import assigning, review, review_queue
from proposals.domain.queries import told
from proposals.domain.review_queue import SORTS, STATES, TABS, Wish
from proposals.domain.reviewing import handing_out
from proposals.domain.reviewing.handing_out import Given
from proposals.models import Handout, State, StepKind
from proposals.pages.desk_forms import table_asked, take
from proposals.pages.desk_step_forms import HandOutForm
from proposals.rules import ASSIGN
from proposals.topics import REVIEW_QUEUE

TAB_NAMES = {
    "mine": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody's"),
    "late": gettext_lazy("Late"),
    "all": gettext_lazy("All that wait"),
    "decided": gettext_lazy("Decided"),
    "unreached": gettext_lazy("Letters for paper"),
}
COLUMNS = (
    ("title", gettext_lazy("Proposal")),
    ("area", gettext_lazy("Area")),
    ("category", gettext_lazy("Category")),
    ("step", gettext_lazy("Step")),
    ("supports", gettext_lazy("Supporters")),
    ("sent", gettext_lazy("Sent in")),
    ("state", gettext_lazy("State")),
    ("reviewer", gettext_lazy("Reviewer")),
    ("due", gettext_lazy("Due")),
)
KEYS = (
    ("m", gettext_lazy("I review this"), "desk_take", "row-act"),
    ("s", gettext_lazy("Tasks and questions"), "desk_steps", ""),
    ("b", gettext_lazy("Place on the ballot…"), "desk_ballot", ""),
    ("r", gettext_lazy("Return for completion…"), "desk_return", ""),
    ("n", gettext_lazy("Not feasible…"), "desk_refuse", ""),
)
"""Keys in the table: what they do, where, and the form that is sent (empty: the page is opened)."""


def wish_of(data: QueryDict) -> Wish:
    """The wish in the address; what does not fit is left out."""

    def word(name: str, longest: int) -> str:
        return data.get(name, "").replace("\x00", "").strip()[:longest]

    service, step, reviewer = word("service", 50), word("step", 20), word("reviewer", 18)
    sort, number, state = word("sort", 20), word("page", 5), word("state", 20)
    return Wish(
        tab=tab if (tab := word("tab", 10)) in TABS else "all",
        words=word("q", 200),
        cycle=word("cycle", 80),
        area=word("area", 400),
        category=word("category", 80),
        state=state if state in STATES else "",
        service=service,
        step=step if step in StepKind.values else "",
        reviewer=int(reviewer) if reviewer.isascii() and reviewer.isdecimal() else None,
        sort=sort if sort.removeprefix("-") in SORTS else "due",
        number=int(number) if number.isascii() and number.isdecimal() else 1,
    )


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The table. Constant number of queries."""
    return render(request, "proposals/desk/queue.html", _context(request, request.GET))


def _context(
    request: HttpRequest, asked: QueryDict, form: HandOutForm | None = None, chosen: Collection[int] = ()
) -> dict[str, Any]:
    """The table as `asked`. `form`, `chosen`: what was sent and refused."""
    wish = wish_of(asked)
    since = live_since(REVIEW_QUEUE)
    found = review_queue.queue(actor=request.user, wish=wish)
    may_assign = may(request.user, ASSIGN)
    offered = review_queue.offered()
    return {
        # What was refused stands in its form, which nothing may then take away.
        "topic": "" if form else REVIEW_QUEUE,
        "since": since,
        "tasks": [_task(row, chosen) for row in found.rows],
        "wish": wish,
        "tabs": [
            {
                "name": TAB_NAMES[tab],
                "n": found.counts[tab],
                "here": tab == wish.tab,
                "url": _url(asked, tab=tab),
            }
            for tab in TABS
        ],
        "columns": [_column(asked, wish, name, label) for name, label in COLUMNS],
        "orders": _orders(wish),
        "years": offered.years,
        "areas": offered.areas,
        "categories": offered.categories,
        "services": offered.services,
        "steps": StepKind.choices,
        "loads": review_queue.load(actor=request.user),
        "states": [(state.value, state.label) for state in STATES],
        "keys": KEYS,
        "may_assign": may_assign,
        "assign": form or (HandOutForm(None, people=assigning.reviewers()) if may_assign else None),
        "handout": handing_out.latest(request.user) if may_assign else None,
        "here": f"{reverse('proposals:desk')}{'?' if asked else ''}{asked.urlencode()}",
        "page_number": found.number,
        "page_count": found.pages,
        "previous_url": _url(asked, page=found.number - 1) if found.number > 1 else "",
        "next_url": _url(asked, page=found.number + 1) if found.number < found.pages else "",
    }


def _url(asked: QueryDict, **changes: Any) -> str:
    """This page with another tab, order or page of rows."""
    address = asked.copy()
    if "page" not in changes:
        address.pop("page", None)
    for name, value in changes.items():
        address[name] = str(value)
    return f"?{address.urlencode()}"


def _orders(wish: Wish) -> list[tuple[str, Any]]:
    """What the rows can be sorted by, for the narrow screen, which has no heads of columns."""
    down = [(f"-{name}", format_lazy("{label} ↓", label=label)) for name, label in COLUMNS]
    return [*COLUMNS, *(one for one in down if one[0] == wish.sort)]


def _column(asked: QueryDict, wish: Wish, name: str, label: Any) -> dict[str, Any]:
    is_here, is_down = wish.sort.removeprefix("-") == name, wish.sort.startswith("-")
    return {
        "label": label,
        "url": _url(asked, sort=f"-{name}" if is_here and not is_down else name),
        "sorted": ("descending" if is_down else "ascending") if is_here else "",
    }


def _task(row: dict[str, Any], chosen: Collection[int]) -> dict[str, Any]:
    """A row for pieces/task_row.html."""
    sent = date_format(timezone.localtime(row["submitted_at"]), "j.n.Y") if row["submitted_at"] else ""
    return {
        "id": row["pk"],
        "url": reverse("proposals:desk_review", args=[row["pk"]]),
        "title": row["title"],
        "lang": row["language"],
        "cells": [
            (_("Area"), told(row, "area__name")),
            (_("Category"), told(row, "category__name")),
            (_("Step"), StepKind(row["step"]).label if row["step"] else ""),
            (_("Supporters"), row["support_count"]),
            (_("Sent in"), sent),
        ],
        "state": row["state"],
        "state_label": State(row["state"]).label,
        "flag": _("Send the letter on paper") if row["is_unreached"] else "",
        "assignee": row["review__reviewer__display_name"] or row["review__reviewer__email"],
        "due": min((day for day in (row["review__due"], row["task_due"]) if day), default=None),
        "late": row["is_late"],
        "chosen": row["pk"] in chosen,
        "keys": _keys(row) if row["state"] in review.REVIEWABLE else [],
    }


def _keys(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What one key does with the row; decisions open their page, where the letter is seen before it is sent."""
    return [
        {"key": key, "label": label, "url": reverse(f"proposals:{name}", args=[row["pk"]]), "post": post}
        for key, label, name, post in KEYS
        if name != "desk_take" or row["review__reviewer"] is None
    ]


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen reviews or tasks, or put reviews back into the queue; then the table as it was."""
    require(request.user, ASSIGN)
    form = HandOutForm(request.POST, people=assigning.reviewers())
    ids = [int(one) for one in request.POST.getlist("chosen") if one.isascii() and one.isdecimal()]
    if not ids:
        messages.warning(request, _("Choose at least one proposal first. Nothing was changed."))
    elif not _hand_out(request, form, [one for one in ids if one < 2**63]):
        asked = QueryDict(_back(request).partition("?")[2])
        return render(request, "proposals/desk/queue.html", _context(request, asked, form, ids), status=400)
    return HttpResponseRedirect(_back(request))


def _hand_out(request: HttpRequest, form: HandOutForm, ids: list[int]) -> bool:
    """Whether the form could be done; else it says why not."""
    if not form.is_valid():
        return False
    sent = form.cleaned_data
    try:
        given = handing_out.hand_out(
            actor=request.user,
            what=form.handed,
            ids=ids,
            reviewer=form.chosen,
            service=sent["service"],
            due=sent["due"],
        )
    except Refusal as refusal:
        take(form, refusal)
        return False
    _say(request, given, ngettext("%(n)d was given.", "%(n)d were given.", given.done))
    return True


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what was given last; then the table as it was."""
    require(request.user, ASSIGN)
    handout = get_object_or_404(Handout, pk=pk)
    try:
        given = handing_out.undo(actor=request.user, handout=handout)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        _say(request, given, ngettext("%(n)d is as before.", "%(n)d are as before.", given.done))
    return HttpResponseRedirect(_back(request))


def _say(request: HttpRequest, given: Given, text: str) -> None:
    if given.done:
        messages.success(request, text % {"n": given.done})
    for one in given.refused:
        messages.error(request, format_lazy("{title}: {why}", title=one.title, why=str(one.refusal)))


def _back(request: HttpRequest) -> str:
    """The table with the filters that it had."""
    return table_asked(request) or reverse("proposals:desk")
