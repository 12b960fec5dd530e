"""The officials' desk: what waits for me, and the way to each desk that my roles open."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.accounts.models import User
from commons.accounts.permissions import is_official, may
from commons.accounts.rules import ADMINISTER, SEE_ROLES
from commons.audit.rules import SEE_HISTORY
from commons.deliberation.rules import SUM_UP
from commons.http.errors import NotAllowed, SignInNeeded, Text
from commons.moderation.asking import Tab
from commons.moderation.domain import looking
from commons.moderation.rules import MODERATE
from commons.process.domain import improvements
from commons.process.rules import SET_UP
from hearings.rules import SEE_DESK as SEE_HEARINGS
from proposals.domain import carrying_out, review_queue
from proposals.domain.review_queue import Wish
from proposals.rules import CARRY_OUT, MERGE, REVIEW
from voting.rules import SEE_DESK


@dataclass(frozen=True)
class Desk:
    """A desk. `waits`: what waits there: words, number, query string of the list; late things are `urgent`."""

    title: Text
    text: Text
    url: str
    waits: list[dict[str, object]] = field(default_factory=list)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Only what the reader's roles open. Raises `SignInNeeded`, `NotAllowed`."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    if not (is_official(request.user) or request.user.is_superuser):
        raise NotAllowed
    return render(request, "desk.html", {"desks": desks_of(request.user)})


def desks_of(user: User) -> list[Desk]:
    """The desks of a person, the busiest first. A constant number of queries."""
    found = []
    if may(user, REVIEW):
        found.append(_reviews(user))
    if may(user, CARRY_OUT):
        found.append(_works(user))
    if may(user, MODERATE):
        found.append(_moderation(user))
    if may(user, SET_UP):
        found.append(_years(user))
    for permission, title, text, name in OTHERS:
        url = _address(name)
        if url and may(user, permission):
            found.append(Desk(title, text, url))
    return found


OTHERS = (
    (
        MERGE,
        _("Merging proposals"),
        _("Ask authors whether proposals that belong together may go on as one; merge them, or undo it."),
        "proposals:desk_merging",
    ),
    (
        MERGE,
        _("Splitting proposals"),
        _("Write the parts of a proposal that holds several ideas, ask its author, split it, or undo it."),
        "proposals:desk_splitting",
    ),
    (
        SUM_UP,
        _("Corrections of summaries"),
        _("What people find missing or wrong in the summaries of discussions: take it in, or say why not."),
        "deliberation:desk_summaries",
    ),
    (
        SEE_HEARINGS,
        _("Hearings"),
        _("Set up a hearing, look through its notes, write for people in the hall, answer every theme."),
        "hearings:desk",
    ),
    (
        SEE_DESK,
        _("Votes"),
        _("Prepare a vote, take in the roll, print letters, open it."),
        "voting:desk_votes",
    ),
    (
        SEE_DESK,
        _("Counts and results"),
        _("Count, look over, publish, record what the council decided."),
        "voting:desk_results",
    ),
    (SEE_ROLES, _("People and roles"), _("Who may do what, where and until when."), "accounts:people"),
    (
        SEE_HISTORY,
        _("What happened"),
        _("Every change, by whom, when and why."),
        "audit:desk_history",
    ),
    (
        ADMINISTER,
        _("Rare repairs"),
        _("Close an account, name an administrator, add a department or a category. Never for daily work."),
        "admin:index",
    ),
)


def _reviews(user: User) -> Desk:
    counts = review_queue.queue(actor=user, wish=Wish()).counts
    waits: list[dict[str, object]] = [
        {"n": counts["mine"], "label": _("wait for you"), "query": "?tab=mine"},
        {"n": counts["late"], "label": _("are late"), "query": "?tab=late", "urgent": counts["late"] > 0},
        {"n": counts["nobody"], "label": _("have nobody"), "query": "?tab=nobody"},
    ]
    return Desk(
        _("Review of proposals"),
        _("Check cost and feasibility, ask for more, place on the ballot or give the reason why not."),
        reverse("proposals:desk"),
        waits,
    )


def _years(user: User) -> Desk:
    waiting = improvements.waiting(user)
    waits: list[dict[str, object]] = [
        {"n": waiting, "label": _("improvements of earlier years to settle"), "query": ""}
    ]
    return Desk(
        _("Budget years"),
        _("Make a year, give its steps their dates and its envelopes their money."),
        reverse("process:desk_years"),
        waits if waiting else [],
    )


WARNED = {
    carrying_out.Warn.STUCK: _("were not heard of for long"),
    carrying_out.Warn.LATE: _("are past their day"),
    carrying_out.Warn.OVER: _("are above the budget"),
    carrying_out.Warn.UNANSWERED: _("have an overdue finding"),
}


def _works(user: User) -> Desk:
    found = carrying_out.work(actor=user)
    going = found.by_state["planned"] + found.by_state["under_way"]
    waits: list[dict[str, object]] = [
        {"n": found.by_state["confirmed"], "label": _("wait for a beginning"), "query": "?state=confirmed"},
        {"n": going, "label": _("are on their way"), "query": ""},
    ]
    waits += [
        {"n": found.by_warning[warn], "label": label, "query": f"?warn={warn}", "urgent": True}
        for warn, label in WARNED.items()
        if found.by_warning[warn]
    ]
    return Desk(
        _("Carrying out"),
        _("Plan, start and finish projects; tell those who follow them what happened."),
        reverse("proposals:desk_works"),
        waits,
    )


def _moderation(user: User) -> Desk:
    counts = looking.counts(actor=user, tabs=(Tab.REPORTED, Tab.HELD, Tab.APPEALED))
    waits: list[dict[str, object]] = [
        {"n": counts[Tab.REPORTED], "label": _("are reported"), "query": "?tab=reported"},
        {"n": counts[Tab.HELD], "label": _("are held until somebody reads them"), "query": "?tab=held"},
        {"n": counts[Tab.APPEALED], "label": _("are appealed"), "query": "?tab=appealed"},
    ]
    return Desk(
        _("Moderation"),
        _("What was reported, held or appealed: leave it, hide it with a reason, black words out."),
        reverse("moderation:desk"),
        waits,
    )


def _address(name: str) -> str:
    """The address, or nothing where the town runs without that part."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
