"""Cards on the officials' desk: make them, print them, tell which were given out or spoilt."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from hearings.domain.paper import cards, sheets
from hearings.domain.paper.signs import signs_pdf
from hearings.models import CardRun, Hearing, HearingState
from hearings.pages.desk import on_desk
from hearings.pages.grouping import number
from hearings.pages.paper_forms import MarkForm, RunForm
from hearings.rules import SCRIBE, SET_UP


@require_http_methods(["GET", "HEAD", "POST"])
def cards_page(request: HttpRequest, slug: str) -> HttpResponse:
    """All runs; a POST makes a new one."""
    hearing = on_desk(request, slug, SCRIBE)
    form = RunForm(request.POST or None, hearing=hearing)
    if request.method == "POST" and form.is_valid():
        try:
            run = cards.make_run(actor=request.user, hearing=hearing, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("The cards %(run)s are ready to print.") % {"run": run})
            return redirect("hearings:cards", slug)
    return _page(request, hearing, making=form)


@require_POST
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Given out, or spoilt."""
    hearing = on_desk(request, slug, SCRIBE)
    form = MarkForm(request.POST)
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            changed = cards.set_aside(
                actor=request.user,
                hearing=hearing,
                state=request.POST.get("state", ""),
                first=first,
                last=first if last is None else last,
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            words = ngettext("One card was marked.", "%(n)d cards were marked.", changed) % {"n": changed}
            messages.success(request, words)
            return redirect("hearings:cards", slug)
    return _page(request, hearing, marking=form)


def _page(
    request: HttpRequest, hearing: Hearing, *, making: RunForm | None = None, marking: MarkForm | None = None
) -> HttpResponse:
    making, marking = making or RunForm(hearing=hearing), marking or MarkForm()
    content = {
        "hearing": hearing,
        "runs": cards.runs_of(hearing),
        "making": making,
        "marking": marking,
        "may_make": may(request.user, SET_UP, hearing)
        and hearing.state in (HearingState.PREPARING, HearingState.OPEN),
    }
    wrong = making.errors or marking.errors
    return render(request, "hearings/desk/cards.html", content, status=400 if wrong else 200)


@require_safe
def sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The cards of a run, ready to print; the same again each time."""
    hearing = on_desk(request, slug, SCRIBE)
    run = cards.runs_of(hearing).filter(pk=pk).first() if pk < 2**63 else None
    if run is None:
        raise Http404
    return pdf_answer(run)


@require_safe
def signs(request: HttpRequest, slug: str) -> HttpResponse:
    """Signs for the walls: of all codes, or with `?event=` of one event."""
    hearing = on_desk(request, slug)
    typed = number(request.GET.get("event", ""))
    event = hearing.events.filter(pk=typed).first() if typed else None
    name = f"signs-{hearing.slug}{f'-{event.pk}' if event else ''}.pdf"
    return HttpResponse(
        signs_pdf(hearing, event),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def pdf_answer(run: CardRun) -> HttpResponse:
    """The PDF of a run as a download."""
    return HttpResponse(
        sheets.cards_pdf(run),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="cards-{run.first}-{run.last}.pdf"',
            "Cache-Control": "no-store",
        },
    )
