"""The roll at the voting desk: send a file, look at what it would do, take it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from commons.live.templatetags.live import live_since
from voting import rules
from voting.domain import desk_votes, roll_files
from voting.models import RollFile, RollFileState
from voting.pages.desk_forms import CsvForm
from voting.pages.desk_steps import steps


def _content(request: HttpRequest, slug: str) -> dict[str, Any]:
    vote = desk_votes.desk_vote(request.user, slug)
    return {
        "vote": vote,
        "cycle": vote.cycle,
        "election": vote.election,
        "steps": steps(vote, "roll"),
        "may_manage": may(request.user, rules.MANAGE_ROLL, vote.cycle),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is on the roll, area by area; a file sent here is checked and shown before anything changes."""
    election = desk_votes.election_at_desk(request.user, slug)
    form = CsvForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(request.user, rules.MANAGE_ROLL, election)
        if form.is_valid():
            sent = form.cleaned_data["file"]
            made = roll_files.look_at(
                actor=request.user, election=election, data=sent.read(), file_name=sent.name
            )
            return redirect("voting:desk_vote_roll_file", slug, made.pk)
    areas = desk_votes.roll_by_area(election)
    content = {
        "form": form,
        "areas": areas,
        "people": sum(area.people for area in areas),
        "without_code": sum(area.without_code for area in areas),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "voting/desk_vote_roll.html", _content(request, slug) | content, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def roll_file(request: HttpRequest, slug: str, file: Any) -> HttpResponse:
    """What a file would do, line by line what is wrong with it; then taking it in, and how far that is."""
    election = desk_votes.election_at_desk(request.user, slug)
    require(request.user, rules.MANAGE_ROLL, election)
    topic = f"roll:{slug}"
    since = live_since(topic)  # before the file is read, so that no change falls between
    kept = get_object_or_404(
        RollFile.objects.select_related("election__cycle__area"), pk=file, election=election
    )
    if request.method == "POST":
        try:
            kept = roll_files.begin(actor=request.user, file=kept)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            if kept.state == RollFileState.DONE:
                messages.success(request, _("The people of the file are on the roll."))
        return redirect("voting:desk_vote_roll_file", slug, kept.pk)
    return render(
        request,
        "voting/desk_vote_roll_file.html",
        _content(request, slug)
        | {"file": kept, "report": kept.report, "working": kept.state == RollFileState.WORKING}
        | {"live_topic": topic, "since": since},
    )
