"""Proposals like the one that somebody is writing: beside the title while it is written, and on the next page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commons.accounts.permissions import Actor
from proposals.domain import queries
from proposals.domain.similar import Similar, similar
from proposals.models import Proposal, State


def rows_of(found: list[Similar]) -> list[dict[str, Any]]:
    """What is shown of each."""
    return [
        {
            "url": one.proposal.get_absolute_url(),
            "title": one.proposal.title,
            "lang": one.proposal.language,
            "area": str(one.proposal.area or ""),
            "state": one.proposal.state,
            "state_label": State(one.proposal.state).label,
            "supports": one.proposal.support_count,
        }
        for one in found
    ]


def found_like(actor: Actor, proposal: Proposal) -> list[dict[str, Any]]:
    """What is like this draft. Two queries."""
    text = f"{proposal.title} {proposal.what}"
    return rows_of(similar(actor=actor, cycle=proposal.cycle, text=text, without=proposal))


@never_cache
@require_GET
def fragment(request: HttpRequest) -> HttpResponse:
    """What is like the words `text`, as a piece of a page; empty where nothing is."""
    cycle = queries.taking_proposals()
    text = request.GET.get("text", "")
    found = similar(actor=request.user, cycle=cycle, text=text) if cycle else []
    return render(request, "proposals/write/_similar.html", {"similar": rows_of(found)})
