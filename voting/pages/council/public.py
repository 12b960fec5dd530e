"""The council's item to read: for councillors before the meeting, for everybody once it is decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import may
from voting.domain import recount_package
from voting.domain.council import items, money, queries
from voting.domain.council.accounts import accounts
from voting.domain.council.errors import NoItem
from voting.models import CouncilSession, Election, SessionState
from voting.pages.council.forms import QuestionForm
from voting.pages.sending import DONE, tried
from voting.rules import ASK_OFFICIALS, RECORD_COUNCIL, SEE_ITEM


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Years that are or were before the council."""
    return render(request, "voting/council/index.html", {"elections": queries.with_items(request.user)[:50]})


@require_http_methods(["GET", "HEAD", "POST"])
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """Count and council side by side, the items, and a councillor's question."""
    election = queries.published_election(slug)
    form, status = _question(request, election), 200
    if request.method == "POST":
        status = tried(form, lambda: _ask(request, election, form))
        if status == DONE:
            messages.success(request, _("Your question is sent. The officials answer on this page."))
            return redirect("voting:council", slug)
    return render(request, "voting/council/year.html", _content(request, election, form), status=status)


def _question(request: HttpRequest, election: Election) -> QuestionForm:
    """The form of a question; the address may say which project it is about."""
    about = request.GET.get("project", "")
    return QuestionForm(
        request.POST or None,
        projects=queries.asked_about(election),
        initial={"project": about if about.isascii() and about.isdigit() and len(about) < 19 else None},
    )


def _ask(request: HttpRequest, election: Election, form: QuestionForm) -> None:
    session = queries.open_session(election)
    if session is None:
        raise NoItem
    items.ask(actor=request.user, session=session, **form.cleaned_data)


def _content(request: HttpRequest, election: Election, form: QuestionForm) -> dict[str, Any]:
    pots = queries.beside(election)
    found = list(queries.sessions(request.user, election))
    return {
        "election": election,
        "cycle": election.cycle,
        "sessions": [_session(one, pots) for one in found],
        "pots": pots,
        "accounts": accounts(election, pots),
        "waiting_url": may(request.user, RECORD_COUNCIL, election),
        "decided": any(one.state == SessionState.CONFIRMED for one in found),
        "package": recount_package.package_of(election),
        "form": form,
        "may_ask": may(request.user, ASK_OFFICIALS, election)
        and any(one.state == SessionState.PREPARED for one in found),
        "may_see": may(request.user, SEE_ITEM, election),
        "may_record": may(request.user, RECORD_COUNCIL, election),
        "live_topic": f"result:{election.cycle.slug}",
    }


def _session(session: CouncilSession, pots: list[queries.PotBeside]) -> dict[str, Any]:
    titles = {
        (pot.result.envelope.pk, row.row.project.project_id): row.row.project
        for pot in pots
        for row in pot.rows
    }
    return {
        "session": session,
        "freed": [
            {
                "said": one,
                "projects": [
                    {"project": titles.get((one.envelope_id, number)), "cost": cost}
                    for number, cost in one.projects
                ],
            }
            for one in session.freed.all()
        ],
    }


def next_in_line(session: CouncilSession) -> list[money.FreedPot]:
    """Pots in which the item frees money, or in which there is money to decide on, with who is next, for the desk."""
    return [pot for pot in money.freed_pots(session) if pot.is_open]


@require_safe
def annex(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an annex."""
    found = queries.annex_of(request.user, pk)
    return HttpResponse(
        bytes(found.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="annex-{found.pk}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )
