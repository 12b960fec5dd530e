"""The facilitators' page: notes with checkboxes, themes to put them into, undo. And one theme: words, promise, answer,
what could be done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Invalid, Refusal
from commons.live.templatetags.live import live_since
from commons.texts.translated import LANGUAGES
from hearings.domain import answers, bridge, queries, themes
from hearings.models import DevelopmentProposal, Hearing, Theme
from hearings.pages.desk import on_desk
from hearings.pages.forms import AnswerForm, DeskForm, DevelopmentForm, PromiseForm, ThemeForm
from hearings.pages.show import note_row
from hearings.rules import ANSWER, GROUP, SEE_DESK

NARROWED = ("theme", "service", "words")


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Notes without a theme (or of one), with the themes beside them."""
    return group_page(request, on_desk(request, slug, GROUP))


def group_page(
    request: HttpRequest, hearing: Hearing, form: ThemeForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; `form`: a new theme that was refused."""
    since = live_since(f"hearing-themes:{hearing.slug}")
    typed = {name: (request.POST if form else request.GET).get(name, "")[:80] for name in NARROWED}
    service = typed["service"]
    notes = queries.to_group(
        hearing,
        theme=typed["theme"],
        service_area=int(service) if service.isascii() and service.isdigit() and len(service) < 19 else None,
        words=typed["words"],
    )
    content = {
        "hearing": hearing,
        "topic": f"hearing-themes:{hearing.slug}",
        "since": since,
        "themes": queries.themes_of(hearing),
        "notes": [{**note_row(note), "theme": note.theme} for note in notes],
        "service_areas": hearing.service_areas.all(),
        "typed": typed,
        "form": form or ThemeForm(languages=hearing.languages),
    }
    return render(request, "hearings/desk/group.html", content, status=status)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    kept = {name: request.POST.get(name, "")[:80] for name in NARROWED if request.POST.get(name)}
    return redirect(reverse("hearings:group", args=[slug]) + (f"?{urlencode(kept)}" if kept else ""))


@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the chosen notes into a theme, or out of theirs."""
    hearing = on_desk(request, slug, GROUP)
    chosen = [
        int(one) for one in request.POST.getlist("note") if one.isascii() and one.isdigit() and len(one) < 19
    ]
    try:
        moved = themes.place(
            actor=request.user, hearing=hearing, notes=chosen, theme=_wanted(request, hearing)
        )
    except Refusal as refusal:
        texts = [str(text) for of_field in refusal.fields.values() for text in of_field]
        messages.error(request, " ".join(texts) or str(refusal))
        return _back(request, slug)
    messages.success(request, ngettext("%(n)d note moved.", "%(n)d notes moved.", moved) % {"n": moved})
    return _back(request, slug)


def _wanted(request: HttpRequest, hearing: Hearing) -> Theme | None:
    typed = request.POST.get("into", "")
    if typed == "none":
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    found = Theme.objects.filter(hearing=hearing, pk=number).first()
    if found is None:
        raise Invalid(fields={"theme": [_("Choose a theme.")]})
    return found


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back one's latest step."""
    hearing = on_desk(request, slug, GROUP)
    try:
        back = themes.undo(actor=request.user, hearing=hearing)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail or refusal))
        return _back(request, slug)
    messages.success(request, ngettext("%(n)d note went back.", "%(n)d notes went back.", back) % {"n": back})
    return _back(request, slug)


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
    return _back(request, slug)


def reached(request: HttpRequest, slug: str, pk: int, permission: str = SEE_DESK) -> Theme:
    """A theme on the desk, or 404."""
    try:
        return queries.theme_of(on_desk(request, slug, permission), pk)
    except Theme.DoesNotExist:
        raise Http404 from None


@require_safe
def theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One theme on the desk."""
    return theme_page(request, reached(request, slug, pk))


def theme_page(request: HttpRequest, about: Theme, status: int = 200, **forms: DeskForm) -> HttpResponse:
    """The page with its forms; one that was refused holds what was typed."""
    answer = getattr(about, "answer", None)
    languages = about.hearing.languages
    words = {
        f"{name}_{language}": getattr(about, f"{name}_{language}")
        for name in ("title", "summary")
        for language in LANGUAGES
    }
    answered = (
        {"kind": answer.kind, "by_date": answer.by_date, "answered_by": answer.answered_by}
        | {f"text_{language}": getattr(answer, f"text_{language}") for language in LANGUAGES}
        if answer
        else {"answered_by": about.responsible}
    )
    promised = {"responsible": about.responsible, "due": about.due, "level": about.level}
    content = {
        "hearing": about.hearing,
        "theme": about,
        "answer": answer,
        "late": queries.is_late(about),
        "words_form": ThemeForm(initial=words, languages=languages),
        "promise_form": PromiseForm(initial=promised),
        "answer_form": AnswerForm(initial=answered, prefix="answer", languages=languages),
        "development_form": DevelopmentForm(prefix="development"),
        "developments": about.developments.select_related("proposal"),
        "notes": [note_row(note) for note in queries.shown_notes(about.hearing, theme=about)[:30]],
        "may": {
            "group": may(request.user, GROUP, about.hearing),
            "answer": may(request.user, ANSWER, about.hearing),
        },
        **forms,
    }
    return render(request, "hearings/desk/theme.html", content, status=status)


def _saving(
    name: str, form_class: Any, permission: str, verb: Callable[..., Any], prefix: str | None = None
) -> Callable[..., HttpResponse]:
    """A view that saves one form of a theme's page and comes back to it."""

    @require_http_methods(["POST"])
    def view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        about = reached(request, slug, pk, permission)
        own = {"languages": about.hearing.languages} if form_class in (ThemeForm, AnswerForm) else {}
        form = form_class(request.POST, prefix=prefix, **own)
        if form.is_valid():
            try:
                verb(request, about, form)
                messages.success(request, _("Saved."))
                return redirect("hearings:desk_theme", slug, pk)
            except Refusal as refusal:
                form.take(refusal)
        return theme_page(request, about, 400, **{name: form})

    return view


def _change(request: HttpRequest, about: Theme, form: ThemeForm) -> None:
    themes.change(actor=request.user, theme=about, words=form.words("title", "summary"))


def _promise(request: HttpRequest, about: Theme, form: PromiseForm) -> None:
    answers.promise(actor=request.user, theme=about, **form.cleaned_data)


def _answer(request: HttpRequest, about: Theme, form: AnswerForm) -> None:
    data = form.cleaned_data
    answers.answer(
        actor=request.user,
        theme=about,
        kind=data["kind"],
        words=form.words("text"),
        answered_by=data["answered_by"],
        by_date=data["by_date"],
    )


def _develop(request: HttpRequest, about: Theme, form: DevelopmentForm) -> None:
    bridge.develop(actor=request.user, theme=about, **form.cleaned_data)


change = _saving("words_form", ThemeForm, GROUP, _change)
promise = _saving("promise_form", PromiseForm, ANSWER, _promise)
answer = _saving("answer_form", AnswerForm, ANSWER, _answer, "answer")
develop = _saving("development_form", DevelopmentForm, GROUP, _develop, "development")


@require_POST
def to_budget(request: HttpRequest, slug: str, pk: int, development: int) -> HttpResponse:
    """Make it a draft of a budget proposal, and go on writing that."""
    about = reached(request, slug, pk, GROUP)
    found = get_object_or_404(DevelopmentProposal, theme=about, pk=development)
    try:
        made = bridge.to_budget(actor=request.user, development=found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("hearings:desk_theme", slug, pk)
    messages.success(request, _("The draft is yours: complete it and submit it. Its origin is kept."))
    return redirect(f"/proposals/{made.pk}/")
