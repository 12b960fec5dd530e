"""The way in: which votes there are, the code of the letter, turnout, and the published rules."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.identity import service_name
from commons.live.templatetags.live import live_since
from commons.places.models import Area
from voting.domain import acts, ballot_words, drafts, explaining, lot, notices, queries, voters
from voting.domain.ballot_form import form_of
from voting.domain.reach.shapes import drawn
from voting.domain.turnout import STEPS, snapshot
from voting.domain.voters import Voter
from voting.models import Channel, Election, FrozenRules
from voting.pages import visits
from voting.pages.vote_forms import CodeForm, ReceiptForm


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Votes that are open, to come and over, and where the code of the letter goes in."""
    form, status, entered = visits.by_code(request, None)
    if entered:
        return redirect("voting:vote", queries.slug_of(entered.election_id))
    times = queries.times()
    visit = voters.any_voter(request.session)
    context = {
        "form": form,
        "times": times,
        "open": [time for time in times if time.is_open],
        "identity": service_name(),
        "mine": next((time for time in times if visit and time.election.pk == visit.election_id), None),
    }
    return render(request, "voting/vote_index.html", context, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """“I am done”: nothing of the voter stays in this browser."""
    visits.leave(request)
    messages.success(request, _("This device has forgotten you. Somebody else can vote here now."))
    return redirect("voting:index")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """One vote: to the ballot, the last look or the receipt for whoever has entered a code, else the code."""
    election = visits.found(request, slug)
    form, status, entered = visits.by_code(request, election)
    if entered:
        return redirect(visits.way_back(request, slug))
    time = queries.time_of(election)
    visitor = visits.visitor_of(request, election) if request.method != "POST" else None
    if visitor and (onward := _onward(election, visitor, time)):
        return redirect(onward, slug, *([_first(election, visitor)] if onward == "voting:choose" else []))
    return render(
        request, "voting/vote_start.html", _start(request, election, form, time, visitor), status=status
    )


def _onward(election: Election, voter: Voter, time: queries.VoteTime | None) -> str:
    """The page on which this voter goes on; empty where the vote is not open and nothing was cast, or is on paper."""
    own = drafts.own(actor=voter, election=election)
    if own.on_paper:
        return ""
    if time is None or not time.is_open:
        return "voting:receipt" if own.receipt else ""
    if own.uncast:
        return "voting:review"
    return "voting:receipt" if own.receipt else "voting:choose"


def _first(election: Election, voter: Voter) -> str:
    own = drafts.own(actor=voter, election=election)
    pots = form_of(election).pots_for(own.area_path)
    if not pots:
        raise Http404
    return pots[0].slug


def _start(
    request: HttpRequest,
    election: Election,
    form: CodeForm,
    time: queries.VoteTime | None,
    visitor: Voter | None,
) -> dict[str, Any]:
    ballot = form_of(election)
    own = drafts.own(actor=visitor, election=election) if visitor else None
    return {
        "election": election,
        "cycle": election.cycle,
        "form": form,
        "time": time,
        "visitor": visitor,
        "on_paper": own.on_paper if own else None,
        "uncast": bool(own and own.uncast),
        "pots": list(ballot.pots.values()),
        "currency": ballot.currency,
        "rule_words": ballot_words.rule_words(ballot),
        "next": visits.way_back(request, election.cycle.slug),
        "again": "again" in request.GET,
        "identity": service_name(),
    }


WAY_NAMES = {
    Channel.WEB: gettext_lazy("On the web, also on a tablet in a booth"),
    Channel.DESK: gettext_lazy("With a code from an officer's desk"),
    Channel.PAPER: gettext_lazy("On paper"),
}


@require_safe
def turnout(request: HttpRequest, slug: str) -> HttpResponse:
    """How many have voted, by area; and the votes where the rules show them."""
    election = visits.found(request, slug)
    topic = f"turnout:{slug}"
    since = live_since(topic)
    told = snapshot(election)
    names = (
        {row.pk: row for row in queries.rows(election, list(form_of(election).pots))}
        if told["totals"]
        else {}
    )
    context = {
        "election": election,
        "cycle": election.cycle,
        "time": queries.time_of(election),
        "topic": topic,
        "since": since,
        "told": told,
        "areas": [area | {"name": _name(area["name"])} for area in told["areas"]],
        "map": _map(told["areas"]),
        "key": [
            {"step": step, "low": low, "high": high}
            for step, (low, high) in enumerate(zip((0, *STEPS), (*STEPS, None), strict=True), start=1)
        ],
        "ways": [way | {"name": WAY_NAMES[way["way"]]} for way in told["ways"]],
        "totals": [(pk, names[int(pk)], votes) for pk, votes in (told["totals"] or {}).items()],
    }
    return render(request, "voting/vote_turnout.html", context)


def _map(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The areas as shapes with their share, in the order of the table; empty where one has no shape. One query."""
    areas = {one.path: one for one in Area.objects.filter(path__in=[line["path"] for line in told])}
    shapes = drawn([areas[line["path"]] for line in told], [line["step"] for line in told])
    return [{"shape": shape, "share": line["share"]} for shape, line in zip(shapes, told, strict=False)]


def _name(names: dict[str, str]) -> str:
    return names.get(get_language() or "fi") or next(filter(None, names.values()), "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a receipt is in the box. The receipt is never part of an address."""
    election = visits.found(request, slug)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    state = None
    if request.method == "POST" and form.is_valid():
        state = queries.receipt_state(election, form.cleaned_data["receipt"])
        if state is None:
            form.add_error("receipt", _("There is no such receipt in this vote. Compare it with yours."))
    context = {"election": election, "cycle": election.cycle, "form": form, "state": state}
    return render(request, "voting/vote_check.html", context, status=400 if form.errors else 200)


@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """What was fixed when the vote was opened, in words, with its hash."""
    election = visits.found(request, slug)
    frozen = FrozenRules.objects.filter(election=election).first()
    context = {
        "election": election,
        "cycle": election.cycle,
        "is_frozen": frozen is not None,
        "lot": lot.lot_of(election),
        "rule_name": explaining.rule_name(election.rule),
        "rule_words": ballot_words.rule_words(form_of(election)),
        "pots": _pots(election) if frozen else [],
        "notices": notices.public(election),
        "log": acts.head_of(election),
    }
    return render(request, "voting/vote_rules.html", context)


def _pots(election: Election) -> list[dict[str, Any]]:
    ballot = form_of(election)
    rows = queries.rows(election, list(ballot.pots))
    return [
        {"pot": pot, "rows": [row for row in rows if row.envelope == pot.pk]} for pot in ballot.pots.values()
    ]


@require_safe
def rules_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The published text, byte for byte what was hashed; with `?now` as the notices have left it."""
    election = visits.found(request, slug)
    text, hashed = notices.published_text(election, now="now" in request.GET)
    headers = {"Content-Disposition": f'attachment; filename="rules-{slug}.json"', "ETag": f'"{hashed}"'}
    return HttpResponse(text.encode(), content_type="application/json", headers=headers)


@require_safe
def log_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The book of acts as CSV: everything that is hashed, without the words of reasons."""
    election = visits.found(request, slug)
    headers = {"Content-Disposition": f'attachment; filename="log-{slug}.csv"'}
    return HttpResponse(acts.public_file(election), content_type="text/csv; charset=utf-8", headers=headers)
