"""Letters with codes at the voting desk: printed once, replaced one by one, called back batch by batch."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from commons.http.idempotency import once
from commons.places.models import Area
from voting import rules
from voting.domain import codes, desk_votes, letters
from voting.domain.letters import Printed
from voting.models import CodeBatch, Election
from voting.pages.desk_forms import LettersForm, PersonForm, RevokeForm
from voting.pages.desk_steps import steps
from voting.pages.sending import DONE, add_refusal, tried


def _page(
    request: HttpRequest, slug: str, election: Election, *, making: Form, replacing: Form, status: int = 200
) -> HttpResponse:
    vote = desk_votes.desk_vote(request.user, slug)
    areas = desk_votes.roll_by_area(election)
    content = {
        "vote": vote,
        "cycle": vote.cycle,
        "election": election,
        "steps": steps(vote, "letters"),
        "areas": areas,
        "people": sum(area.people for area in areas),
        "without_code": sum(area.without_code for area in areas),
        "batches": desk_votes.batches(election),
        "may_make": may(request.user, rules.MAKE_CODES, election),
        "making": making,
        "replacing": replacing,
        "key": uuid4().hex,
    }
    return render(request, "voting/desk_vote_letters.html", content, status=status)


def _making(election: Election, *data: Any) -> LettersForm:
    areas = [(str(area.area), area.name) for area in desk_votes.roll_by_area(election)]
    return LettersForm(*data, areas=areas, initial={"most": codes.LARGEST_BATCH})


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """All batches; a POST answers with the letters of a new one as PDF, this once."""
    election = desk_votes.election_at_desk(request.user, slug)
    if request.method != "POST":
        return _page(request, slug, election, making=_making(election), replacing=PersonForm())
    require(request.user, rules.MAKE_CODES, election)
    form = _making(election, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, slug, election, making=form, replacing=PersonForm(), status=400)
    data = form.cleaned_data

    def work() -> Printed:
        return letters.print_batch(
            actor=request.user,
            election=election,
            area=Area.objects.get(pk=data["area"]) if data["area"] else None,
            most=data["most"] or codes.LARGEST_BATCH,
            address_file=data["addresses"].read() if data["addresses"] else None,
        )

    try:
        return _printed_once(request, slug, work)
    except Refusal as refusal:
        refusal.fields = {
            "addresses" if name == "file" else name: text for name, text in refusal.fields.items()
        }
        add_refusal(form, refusal)
        return _page(request, slug, election, making=form, replacing=PersonForm(), status=refusal.status)


@require_POST
def replace(request: HttpRequest, slug: str) -> HttpResponse:
    """A new letter for one person; the old code stops working."""
    election = desk_votes.election_at_desk(request.user, slug)
    require(request.user, rules.MAKE_CODES, election)
    form, status = PersonForm(request.POST), 400
    if form.is_valid():
        typed = form.cleaned_data["person"]
        try:
            return _printed_once(
                request,
                slug,
                lambda: letters.print_replacement(actor=request.user, election=election, typed=typed),
            )
        except Refusal as refusal:
            status = refusal.status
            add_refusal(form, refusal)
    return _page(request, slug, election, making=_making(election), replacing=form, status=status)


def _printed_once(request: HttpRequest, slug: str, work: Callable[[], Printed]) -> HttpResponse:
    """The letters as a file; the same form sent twice makes no second batch that nobody ever saw."""
    made: list[Printed] = []

    def produce() -> tuple[int, Any]:
        made.append(work())
        return 201, {"batch": made[0].batch.pk}

    key = request.POST.get("key", "")[:100] or uuid4().hex
    once(
        scope=f"user:{request.user.pk}", key=f"letters:{key}", fingerprint=f"letters {slug}", produce=produce
    )
    if not made:
        messages.error(
            request,
            _("These letters were made already, and a code can be printed only once. Did the file not reach you? "
              "Call the newest batch back and make it again."),
        )  # fmt: skip
        return redirect("voting:desk_vote_letters", slug)
    return letters_file(made[0])


def letters_file(printed: Printed) -> HttpResponse:
    """The letters as a download that no cache keeps."""
    return HttpResponse(
        printed.pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="letters-{printed.batch.pk}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, slug: str, batch: int) -> HttpResponse:
    """Calling back all codes of a batch, with the reason."""
    election = desk_votes.election_at_desk(request.user, slug)
    require(request.user, rules.MAKE_CODES, election)
    found = get_object_or_404(
        CodeBatch.objects.select_related("election__cycle__area"), pk=batch, election=election
    )
    form, status, stopped = RevokeForm(request.POST or None), 200, []
    if request.method == "POST":
        status = tried(
            form,
            lambda: stopped.append(
                codes.revoke_batch(actor=request.user, batch=found, reason=form.cleaned_data["reason"])
            ),
        )
        if status == DONE:
            messages.success(request, _("Codes that no longer work: %(number)s.") % {"number": stopped[0]})
            return redirect("voting:desk_vote_letters", slug)
    content = {"form": form, "batch": found, "cycle": election.cycle, "election": election}
    return render(request, "voting/desk_vote_revoke.html", content, status=status)
