"""Suggested groups on the facilitators' desk: look for them, take one whole, in part or not at all."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.http.errors import Refusal
from commons.live.templatetags.live import live_since
from commons.texts.translated import LANGUAGES
from hearings.domain import queries, suggestions, themes
from hearings.models import Suggestion
from hearings.pages.desk import on_desk
from hearings.pages.grouping import number, tell_placed, told, wanted
from hearings.pages.show import note_row
from hearings.rules import GROUP

A_PAGE = 10
FIRST = 4


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The last search: how far it is, and what nobody has decided about yet."""
    return suggestions_page(request, slug)


def suggestions_page(
    request: HttpRequest, slug: str, refusal: Refusal | None = None, about: int | None = None
) -> HttpResponse:
    """The page; `refusal`: of what was sent about the suggestion `about`, which keeps what was typed."""
    hearing = on_desk(request, slug, GROUP)
    topic = f"hearing-themes:{slug}"
    since = live_since(topic)
    run = suggestions.latest(hearing)
    found = suggestions.open_of(run) if run and run.state != "working" else []
    content = {
        "hearing": hearing,
        "topic": topic,
        "since": since,
        "run": run,
        "waiting": queries.without_theme(hearing),
        "themes": queries.themes_of(hearing, every=True),
        "languages": hearing.languages,
        "rows": [
            {"one": one, "first": rows[:FIRST], "rest": rows[FIRST:], "total": len(rows)}
            for one in found[:A_PAGE]
            for rows in [[note_row(note) for note in one.notes]]
        ],
        "more": max(0, len(found) - A_PAGE),
        "refusal": refusal,
        "about": about,
        "typed": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "hearings/desk/suggestions.html", content, status=status)


@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for groups."""
    hearing = on_desk(request, slug, GROUP)
    try:
        suggestions.ask(actor=request.user, hearing=hearing)
    except Refusal as refusal:
        told(request, refusal)
    return redirect("hearings:suggestions", slug)


@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the chosen notes of a suggestion into a theme, or set it aside."""
    hearing = on_desk(request, slug, GROUP)
    found = (
        Suggestion.objects.select_related("run__hearing__area").filter(run__hearing=hearing, pk=pk).first()
    )
    if found is None:
        raise Http404
    try:
        if request.POST.get("act") == "aside":
            suggestions.set_aside(actor=request.user, suggestion=found)
            messages.success(request, _("Set aside. Its notes wait as before."))
        else:
            tell_placed(request, _taken(request, found))
    except Refusal as refusal:
        return suggestions_page(request, slug, refusal, pk)
    return redirect("hearings:suggestions", slug)


def _taken(request: HttpRequest, found: Suggestion) -> themes.Placed:
    notes = [pk for one in request.POST.getlist("note") if (pk := number(one)) is not None]
    if request.POST.get("into") == "new":
        words = {f"title_{language}": request.POST.get(f"title_{language}", "") for language in LANGUAGES}
        return suggestions.accept_as_new(actor=request.user, suggestion=found, notes=notes, words=words)
    theme = wanted(request, found.run.hearing)
    return suggestions.accept(actor=request.user, suggestion=found, notes=notes, theme=theme)
