"""Organisations on the officials' desk: a list with its mistakes, invitations, reminders, how far each is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from hearings.domain.rounds import organisations, sending
from hearings.models import Hearing, HearingState, Organisation
from hearings.pages.desk import on_desk
from hearings.pages.rounds_forms import AskForm, ListForm
from hearings.rules import SET_UP


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All organisations with how far they are."""
    return _page(request, on_desk(request, slug, SET_UP))


def _page(request: HttpRequest, hearing: Hearing, asking: AskForm | None = None) -> HttpResponse:
    rows = organisations.rows_of(hearing)
    waiting, sent = organisations.waiting(hearing)
    content = {
        "hearing": hearing,
        "rows": rows,
        "funnel": organisations.funnel(rows),
        "to_ask": sum(
            1 for row in rows if not row.organisation.asked_at and not row.organisation.withdrawn_at
        ),
        "waiting": waiting,
        "sent": sent,
        "minutes": -(-waiting * sending.SECONDS_BETWEEN // 60),
        "open": hearing.state == HearingState.OPEN,
        "asking": asking or AskForm(),
        "list_form": ListForm(),
    }
    status = 400 if asking and asking.errors else 200
    return render(request, "hearings/desk/organisations.html", content, status=status)


@require_http_methods(["POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A list: first what it is taken for, then, when that is confirmed, on the list."""
    hearing = on_desk(request, slug, SET_UP)
    form = ListForm(request.POST, request.FILES)
    reading = None
    if form.is_valid():
        reading = organisations.preview(actor=request.user, hearing=hearing, text=form.pasted())
        if request.POST.get("act") == "add" and reading.good:
            made = organisations.add(actor=request.user, hearing=hearing, wanted=reading.good)
            words = ngettext("One organisation was added.", "%(n)d organisations were added.", made) % {
                "n": made
            }
            messages.success(request, words)
            if not reading.bad:
                return redirect("hearings:organisations", slug)
            form = ListForm(initial={"list": reading.rest})
            reading = organisations.preview(actor=request.user, hearing=hearing, text=reading.rest)
    again = ListForm(initial={"list": form.pasted()}) if reading and form.is_bound else form
    content = {"hearing": hearing, "form": again, "reading": reading}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "hearings/desk/organisations_add.html", content, status=status)


@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail those who have not been asked."""
    hearing = on_desk(request, slug, SET_UP)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, hearing, form)
    try:
        asked = organisations.ask(actor=request.user, hearing=hearing, **form.cleaned_data)
    except Refusal as refusal:
        form.take(refusal)
        return _page(request, hearing, form)
    words = ngettext(
        "One organisation is asked.", "%(n)d organisations are asked, one after the other.", asked
    )
    messages.success(request, words % {"n": asked})
    return redirect("hearings:organisations", slug)


@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail once more to those from whom nothing came."""
    hearing = on_desk(request, slug, SET_UP)
    try:
        reminded = organisations.remind(actor=request.user, hearing=hearing)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("One organisation is reminded.", "%(n)d organisations are reminded.", reminded)
        messages.success(request, words % {"n": reminded})
    return redirect("hearings:organisations", slug)


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one off the list, with its address."""
    hearing = on_desk(request, slug, SET_UP)
    try:
        found = organisations.of_hearing(hearing, pk)
        organisations.withdraw(actor=request.user, organisation=found)
    except Organisation.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn. The address is erased; its link goes on to the hearing."))
    return redirect("hearings:organisations", slug)
