"""The review desk: what waits for officials, and giving many reviews at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.permissions import may, require
from proposals.domain import assigning, review_queue
from proposals.domain.queries import told
from proposals.domain.review_queue import SORTS, STATES, TABS, Wish
from proposals.models import State, StepKind
from proposals.pages.desk_forms import AssignForm
from proposals.rules import ASSIGN

TAB_NAMES = {
    "mine": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody's"),
    "late": gettext_lazy("Late"),
    "all": gettext_lazy("All that wait"),
    "decided": gettext_lazy("Decided"),
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
    wish = wish_of(request.GET)
    found = review_queue.queue(actor=request.user, wish=wish)
    may_assign = may(request.user, ASSIGN)
    offered = review_queue.offered()
    context: dict[str, Any] = {
        "tasks": [_task(row) for row in found.rows],
        "wish": wish,
        "tabs": [
            {
                "name": TAB_NAMES[tab],
                "n": found.counts[tab],
                "here": tab == wish.tab,
                "url": _url(request, tab=tab),
            }
            for tab in TABS
        ],
        "columns": [_column(request, wish, name, label) for name, label in COLUMNS],
        "years": offered.years,
        "areas": offered.areas,
        "categories": offered.categories,
        "services": offered.services,
        "steps": StepKind.choices,
        "loads": review_queue.load(actor=request.user),
        "states": [(state.value, state.label) for state in STATES],
        "may_assign": may_assign,
        "assign": AssignForm(None, people=assigning.reviewers()) if may_assign else None,
        "here": request.get_full_path(),
        "page_number": found.number,
        "page_count": found.pages,
        "previous_url": _url(request, page=found.number - 1) if found.number > 1 else "",
        "next_url": _url(request, page=found.number + 1) if found.number < found.pages else "",
    }
    return render(request, "proposals/desk/queue.html", context)


def _url(request: HttpRequest, **changes: Any) -> str:
    """This page with another tab, order or page of rows."""
    address = request.GET.copy()
    if "page" not in changes:
        address.pop("page", None)
    for name, value in changes.items():
        address[name] = str(value)
    return f"?{address.urlencode()}"


def _column(request: HttpRequest, wish: Wish, name: str, label: Any) -> dict[str, Any]:
    is_here, is_down = wish.sort.removeprefix("-") == name, wish.sort.startswith("-")
    return {
        "label": label,
        "url": _url(request, sort=f"-{name}" if is_here and not is_down else name),
        "sorted": ("descending" if is_down else "ascending") if is_here else "",
    }


def _task(row: dict[str, Any]) -> dict[str, Any]:
    """A row for pieces/task_row.html."""
    return {
        "id": row["pk"],
        "url": reverse("proposals:desk_review", args=[row["pk"]]),
        "title": row["title"],
        "lang": row["language"],
        "cells": [
            told(row, "area__name"),
            told(row, "category__name"),
            StepKind(row["step"]).label if row["step"] else "",
            row["support_count"],
            date_format(timezone.localtime(row["submitted_at"]), "j.n.Y") if row["submitted_at"] else "",
        ],
        "state": row["state"],
        "state_label": State(row["state"]).label,
        "assignee": row["review__reviewer__display_name"] or row["review__reviewer__email"],
        "due": min((day for day in (row["review__due"], row["task_due"]) if day), default=None),
        "late": row["is_late"],
    }


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen reviews to somebody, or put them back into the queue; then the table as it was."""
    require(request.user, ASSIGN)
    form = AssignForm(request.POST, people=assigning.reviewers())
    ids = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 18]
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    elif not ids:
        messages.warning(request, _("Choose at least one proposal first. Nothing was changed."))
    else:
        given = assigning.assign_many(
            actor=request.user, ids=ids, reviewer=form.chosen, due=form.cleaned_data["due"]
        )
        _say(request, given)
    return HttpResponseRedirect(_back(request))


def _say(request: HttpRequest, given: assigning.Given) -> None:
    if given.done:
        text = ngettext("%(n)d review was given.", "%(n)d reviews were given.", given.done)
        messages.success(request, text % {"n": given.done})
    for title, refusal in given.refused:
        messages.error(request, format_lazy("{title}: {why}", title=title, why=str(refusal)))


def _back(request: HttpRequest) -> str:
    """The table with the filters that it had; nothing but this page's own address is believed."""
    home = reverse("proposals:desk")
    wanted = request.POST.get("here", "")
    return wanted if wanted == home or wanted.startswith(f"{home}?") else home
