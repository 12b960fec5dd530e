"""The facilitator's console of a plenary, and planning one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from commons.live.templatetags.live import live_since
from hearings.domain import queries
from hearings.domain.plenary import acts, agenda, minutes, reading
from hearings.domain.plenary.ground import topic_of
from hearings.models import Hearing, Plenary, RoundKind, Screen
from hearings.pages.desk import on_desk
from hearings.pages.forms import PlenaryForm
from hearings.pages.plenary import plenary_of
from hearings.rules import GROUP, SEE_DESK

LISTS = ("others", "options")


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The plenaries of a hearing, and a form for another one."""
    return _index_page(request, on_desk(request, slug))


def _index_page(request: HttpRequest, hearing: Hearing, form: PlenaryForm | None = None) -> HttpResponse:
    content = {
        "hearing": hearing,
        "plenaries": reading.plenaries(hearing),
        "form": form or PlenaryForm(hearing=hearing),
        "may_group": may(request.user, GROUP, hearing),
    }
    return render(request, "hearings/desk/plenaries.html", content, status=400 if form else 200)


@require_POST
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A new plenary with the six parts as its agenda."""
    hearing = on_desk(request, slug, GROUP)
    form = PlenaryForm(request.POST, hearing=hearing)
    if form.is_valid():
        try:
            made = agenda.plan(actor=request.user, hearing=hearing, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            return redirect("hearings:console", slug, made.pk)
    return _index_page(request, hearing, form)


@require_safe
def console(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Everything that one facilitator needs to lead the room."""
    on_desk(request, slug)
    return _console_page(request, plenary_of(request, slug, pk))


def _console_page(
    request: HttpRequest, plenary: Plenary, refusal: Refusal | None = None, act: str = ""
) -> HttpResponse:
    topic = topic_of(plenary)
    since = live_since(topic)
    rows = reading.written(plenary, every=True)
    items = reading.agenda(plenary)
    content = {
        "plenary": plenary,
        "hearing": plenary.hearing,
        "topic": topic,
        "since": since,
        "items": items,
        "due": reading.due(plenary, items),
        "themes": queries.themes_of(plenary.hearing, every=True),
        "proposals": [row for row in rows if row.merged_into is None],
        "merged": [row for row in rows if row.merged_into is not None],
        "shown": [row for row in rows if row.is_shown and row.merged_into is None],
        "vote": reading.on_screen(plenary),
        "spoken": reading.spoken(plenary),
        "sections": minutes.sections(plenary, every=True),
        "screens": Screen.choices,
        "kinds": RoundKind.choices,
        "may": {
            "group": may(request.user, GROUP, plenary.hearing),
            "desk": may(request.user, SEE_DESK, plenary.hearing),
        },
        "refusal": refusal,
        "refused": act,
        "typed": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "hearings/desk/console.html", content, status=status)


@require_POST
def do(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One act of the console. Its script asks for JSON while somebody types."""
    on_desk(request, slug)
    plenary = plenary_of(request, slug, pk)
    wants_json = request.headers.get("Accept") == "application/json"
    act, fields = request.POST.get("act", ""), _fields(request)
    try:
        acts.perform(actor=request.user, plenary=plenary, act=act, fields=fields)
    except Refusal as refusal:
        if wants_json:
            return JsonResponse({"code": refusal.code}, status=refusal.status)
        return _console_page(request, plenary_of(request, slug, pk), refusal, act)
    if wants_json:
        return JsonResponse({})
    if act == "approve":
        messages.success(request, _("Approved by you."))
    return redirect("hearings:console", slug, pk)


def _fields(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.POST.items())
    return found | {name: request.POST.getlist(name) for name in LISTS}
