"""What everybody may see of paper voting: where one can vote, and what became of every sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from voting.domain.paper import queries, reconciliation
from voting.domain.paper.reconciliation import Line, day_words
from voting.pages import visits


@require_safe
def stations(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one can vote on paper."""
    election = visits.found(request, slug)
    context = {
        "election": election,
        "cycle": election.cycle,
        "stations": queries.stations(election),
    }
    return render(request, "voting/paper/stations.html", context)


@require_safe
def account(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest account of the sheets, and batches that are set aside."""
    election = visits.found(request, slug)
    found = reconciliation.latest(election)
    context = {
        "election": election,
        "cycle": election.cycle,
        "account": found,
        "rows": [row(line) for line in found.lines] if found else [],
        "quarantines": queries.quarantines(election),
    }
    return render(request, "voting/paper/account.html", context)


def row(line: Line) -> dict[str, object]:
    """A line with its station and day in words."""
    return {
        "line": line,
        "station": queries.name_of(line.station),
        "day": day_words(line.day),
        "differences": line.differences(),
    }
