"""The book of acts at the desk: is it whole, and who did what when and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from voting.domain import acts, desk_votes


@require_safe
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first; `?before=` is the number of a link."""
    election = desk_votes.election_at_desk(request.user, slug)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    page = acts.acts(actor=request.user, election=election, before=before)
    content = {
        "cycle": election.cycle,
        "election": election,
        "looked": acts.look_over(actor=request.user, election=election),
        "page": page,
        "next_url": f"?before={page.before}" if page.before else "",
        "is_first": before is None,
    }
    return render(request, "voting/desk_vote_log.html", content)
