"""The participation desk: how far people have come, who is missing, and where."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.live.templatetags.live import live_since
from voting.domain import desk_votes
from voting.domain.queries import time_of
from voting.domain.reach.desk import ParticipationDesk, participation_desk
from voting.models import Election


@require_safe
def participation(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything on one page; while the vote is open it follows the turnout."""
    election = desk_votes.election_at_desk(request.user, slug)
    topic = f"turnout:{slug}"
    since = live_since(topic)
    desk = participation_desk(actor=request.user, election=election)
    return render(request, "voting/desk_participation.html", _content(election, desk, topic, since))


def _content(election: Election, desk: ParticipationDesk, topic: str, since: Any) -> dict[str, Any]:
    time = time_of(election)
    return {
        "cycle": election.cycle,
        "election": election,
        "desk": desk,
        "funnel": desk.funnel,
        "found": desk.representation,
        "time": time,
        "entitled": desk.entitled,
        "begun": desk.funnel.proposals[0].number,
        "topic": topic,
        "since": since,
        "live": time is not None and time.is_open and election.cycle.is_published,
    }
