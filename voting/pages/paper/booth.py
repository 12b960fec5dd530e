"""The tablet in a booth: one page that holds the whole ballot, so that it goes on without the network."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from voting.domain import ballot_words, kiosk, queries
from voting.domain.ballot_form import form_of
from voting.domain.paper.queries import areas_with_ballot
from voting.pages import ballot_show, visits
from voting.pages.paper import show


@never_cache
@require_safe
def booth(request: HttpRequest, slug: str) -> HttpResponse:
    """Every part of the ballot, the public key, and all words that the page may need."""
    election = visits.found(request, slug)
    form = form_of(election)
    parts: list[dict[str, Any]] = [
        {
            "pot": pot,
            "meter": ballot_show.meter(form, pot, {}),
            "rows": [
                row | {"url": "", "summary": ""} for row in ballot_show.rows(election, form, pot, {}, {})
            ],
        }
        for pot in form.pots.values()
    ]
    time = queries.time_of(election)
    context = {
        "election": election,
        "cycle": election.cycle,
        "form": form,
        "parts": parts,
        "time": time,
        "is_open": bool(time and time.is_open),
        "areas": areas_with_ballot(election),
        "limits": show.limits(form),
        "rule_words": ballot_words.rule_words(form),
        "public_key": kiosk.public_key(election) if election.frozen_at and not election.sealed_at else "",
    }
    return render(request, "voting/booth.html", context)
