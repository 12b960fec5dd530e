"""The facilitators' page: notes with checkboxes, themes to put them into, undo and redo, several people at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commons.http.errors import Invalid, Refusal
from commons.live.templatetags.live import live_since
from hearings.domain import queries, themes
from hearings.models import Hearing, Polarity, Theme
from hearings.pages.desk import on_desk
from hearings.pages.forms import ThemeForm
from hearings.pages.public import paged
from hearings.pages.show import note_row
from hearings.rules import GROUP

NARROWED = ("theme", "service", "kind", "words", "page")
A_PAGE = 60


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Notes without a theme (or of one), with the themes beside them."""
    return group_page(request, on_desk(request, slug, GROUP))


def group_page(
    request: HttpRequest, hearing: Hearing, form: ThemeForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; `form`: a new theme that was refused."""
    topic = f"hearing-themes:{hearing.slug}"
    since = live_since(topic)
    typed = _typed(request)
    page = Paginator(_found(hearing, typed), A_PAGE).get_page(typed["page"])
    content = {
        "hearing": hearing,
        "topic": topic,
        "since": since,
        "address": _address(hearing.slug, typed),
        "themes": queries.themes_of(hearing, every=True),
        "notes": [{**note_row(note), "theme": note.theme} for note in page],
        "service_areas": hearing.service_areas.all(),
        "kinds": Polarity.choices,
        "typed": typed,
        "most": themes.MOST_AT_ONCE,
        "ungrouped": queries.without_theme(hearing),
        "can_redo": themes.can_redo(request.user, hearing),
        "form": form or ThemeForm(languages=hearing.languages),
        **paged(request, page),
    }
    return render(request, "hearings/desk/group.html", content, status=status)


def _typed(request: HttpRequest) -> dict[str, str]:
    """How the notes are narrowed, by the address or by the form that was sent."""
    sent = request.POST if request.method == "POST" else request.GET
    return {name: sent.get(name, "")[:80] for name in NARROWED}


def _found(hearing: Hearing, typed: dict[str, str]) -> Any:
    return queries.to_group(
        hearing,
        theme=typed["theme"],
        service_area=number(typed["service"]),
        polarity=typed["kind"],
        words=typed["words"],
    )


def number(typed: str) -> int | None:
    """A number of the database, or None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _address(slug: str, typed: dict[str, str]) -> str:
    kept = {name: value for name, value in typed.items() if value}
    return reverse("hearings:group", args=[slug]) + (f"?{urlencode(kept)}" if kept else "")


def back(request: HttpRequest, slug: str) -> HttpResponse:
    """To the same notes again."""
    return redirect(_address(slug, _typed(request)))


def told(request: HttpRequest, refusal: Refusal) -> None:
    """Say at the top of the next page what was refused."""
    texts = [str(text) for of_field in refusal.fields.values() for text in of_field]
    messages.error(request, " ".join(texts) or str(refusal.detail or refusal))


@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the chosen notes into a theme, or out of theirs."""
    hearing = on_desk(request, slug, GROUP)
    seen = _chosen(request, hearing)
    try:
        placed = themes.place(
            actor=request.user, hearing=hearing, notes=seen, theme=wanted(request, hearing), seen=seen
        )
    except Refusal as refusal:
        told(request, refusal)
        return back(request, slug)
    tell_placed(request, placed)
    return back(request, slug)


def tell_placed(request: HttpRequest, placed: themes.Placed) -> None:
    """How many notes moved, and how many somebody else had moved."""
    words = ngettext("%(n)d note moved.", "%(n)d notes moved.", placed.moved) % {"n": placed.moved}
    messages.success(request, words)
    if placed.elsewhere:
        words = ngettext(
            "%(n)d note was moved by somebody else in the meantime. It stays where it is now.",
            "%(n)d notes were moved by somebody else in the meantime. They stay where they are now.",
            placed.elsewhere,
        )
        messages.warning(request, words % {"n": placed.elsewhere})


def _chosen(request: HttpRequest, hearing: Hearing) -> dict[int, int | None]:
    """The chosen notes with the theme that each was seen in: "17.4" (note 17 in theme 4), "17.0" (in none)."""
    if request.POST.get("everything"):
        return dict(_found(hearing, _typed(request)).values_list("pk", "theme_id")[: themes.MOST_AT_ONCE + 1])
    found: dict[int, int | None] = {}
    for one in request.POST.getlist("note"):
        note, _dot, theme = one.partition(".")
        if (pk := number(note)) is not None and (of := number(theme)) is not None:
            found[pk] = of or None
    return found


def wanted(request: HttpRequest, hearing: Hearing) -> Theme | None:
    """The theme that was chosen, None for no theme. Raises `Invalid`."""
    typed = request.POST.get("into", "")
    if typed == "none":
        return None
    found = Theme.objects.filter(hearing=hearing, pk=number(typed) or 0).first()
    if found is None:
        raise Invalid(fields={"theme": [_("Choose a theme.")]})
    return found


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back one's latest step."""
    hearing = on_desk(request, slug, GROUP)
    try:
        went = themes.undo(actor=request.user, hearing=hearing)
    except Refusal as refusal:
        told(request, refusal)
        return back(request, slug)
    messages.success(request, ngettext("%(n)d note went back.", "%(n)d notes went back.", went) % {"n": went})
    return back(request, slug)


@require_POST
def redo(request: HttpRequest, slug: str) -> HttpResponse:
    """Do again what one undid last."""
    hearing = on_desk(request, slug, GROUP)
    try:
        went = themes.redo(actor=request.user, hearing=hearing)
    except Refusal as refusal:
        told(request, refusal)
        return back(request, slug)
    messages.success(request, ngettext("%(n)d note moved.", "%(n)d notes moved.", went) % {"n": went})
    return back(request, slug)


@require_POST
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new theme; chosen notes go into it at once."""
    hearing = on_desk(request, slug, GROUP)
    form = ThemeForm(request.POST, languages=hearing.languages)
    if not form.is_valid():
        return group_page(request, hearing, form, 400)
    try:
        themes.create(actor=request.user, hearing=hearing, words=form.words("title", "summary"))
    except Refusal as refusal:
        form.take(refusal)
        return group_page(request, hearing, form, refusal.status)
    messages.success(request, _("The theme is there. Choose notes and put them into it."))
    return back(request, slug)


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take away a theme that holds nothing."""
    hearing = on_desk(request, slug, GROUP)
    theme = Theme.objects.filter(hearing=hearing, pk=pk).first() if pk < 2**63 else None
    if theme is None:
        return redirect("hearings:group", slug)
    try:
        themes.remove(actor=request.user, theme=theme)
    except Refusal as refusal:
        told(request, refusal)
        return redirect("hearings:desk_theme", slug, pk)
    messages.success(request, _("The theme is taken away."))
    return redirect("hearings:group", slug)
