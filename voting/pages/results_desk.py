"""The desk that counts a closed vote, publishes it, and records what the council said."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from commons.process.domain.gate import is_open
from commons.process.models import PhaseKind
from voting.domain import count as count_verbs
from voting.domain import counting_runs, lot, results, sealing
from voting.domain.certification import Step, standing
from voting.domain.pb_import import import_pb
from voting.models import CountState, Election
from voting.pages.certification_desk import election_at, steps
from voting.pages.result_forms import PbFileForm
from voting.pages.sending import DONE, tried
from voting.rules import CERTIFY, COUNT, IMPORT_ELECTION, PUBLISH, RECORD_COUNCIL, SEAL, SEE_DESK


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All votes, with what is to be done about each."""
    require(request.user, SEE_DESK)
    rows = []
    for election in Election.objects.select_related("cycle", "cycle__area").order_by("-cycle__year", "-pk"):
        counts = list(election.counts.filter(superseded=False))
        rows.append({"election": election, "cycle": election.cycle, "state": _state(counts)})
    return render(
        request,
        "voting/desk_results.html",
        {"rows": rows, "may_import": may(request.user, IMPORT_ELECTION)},
    )


def _state(counts: list) -> str:
    if not counts:
        return ""
    return str(CountState(counts[0].state).label)


@require_safe
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """One vote: where it stands and what comes next, its counts, then the council's decisions."""
    election = election_at(request, slug)
    stand = standing(actor=request.user, election=election)
    published = stand.step in (Step.SEAL, Step.SEALED)
    content = {
        "election": election,
        "cycle": election.cycle,
        "results": results.envelope_results(election),
        "standing": stand,
        "steps": steps(stand),
        "lot": lot.lot_of(election),
        "sealing": sealing.state_of(actor=request.user, election=election),
        "may_seal": may(request.user, SEAL, election) and not election.cycle.is_imported,
        "published": published,
        "run": counting_runs.latest(election),
        "live_topic": f"count:{slug}",
        "vote_open": is_open(election.cycle, PhaseKind.VOTE),
        "council_open": is_open(election.cycle, PhaseKind.COUNCIL),
        "may_count": may(request.user, COUNT, election),
        "may_certify": may(request.user, CERTIFY, election),
        "may_publish": may(request.user, PUBLISH, election),
        "may_record": may(request.user, RECORD_COUNCIL, election) and published,
    }
    return render(request, "voting/desk_result.html", content)


@require_POST
def count_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Count every envelope."""
    election = election_at(request, slug)
    try:
        if counting_runs.begin(actor=request.user, election=election) is None:
            messages.success(
                request, _("The votes are counted. Two other people look at the result and certify it.")
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_result", slug)


@require_POST
def publish_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the provisional result."""
    election = election_at(request, slug)
    try:
        count_verbs.publish_result(actor=request.user, election=election)
        messages.success(request, _("The result is public now."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_result", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Load the election of a `.pb` file."""
    require(request.user, IMPORT_ELECTION)
    form = PbFileForm(request.POST or None, request.FILES or None)
    status, made = 200, []
    if request.method == "POST":
        status = tried(form, lambda: made.append(import_pb(actor=request.user, **form.sent())))
        if status == DONE:
            messages.success(request, _("The election is imported and counted."))
            return redirect("voting:result", made[0].cycle.slug)
    return render(request, "voting/desk_import.html", {"form": form}, status=status)
