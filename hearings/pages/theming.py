"""One theme on the desk: its words, who answers by when, the answer, what could be done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from commons.texts.translated import LANGUAGES
from hearings.domain import answers, bridge, queries, themes
from hearings.models import DevelopmentProposal, Theme
from hearings.pages.desk import on_desk
from hearings.pages.forms import AnswerForm, DeskForm, DevelopmentForm, LaterForm, PromiseForm, ThemeForm
from hearings.pages.show import note_row
from hearings.rules import ANSWER, GROUP, SEE_DESK


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
    promised = {
        "responsible": about.responsible,
        "due": about.due,
        "level": about.level,
        "assignee": about.assignee_id,
    }
    content = {
        "hearing": about.hearing,
        "theme": about,
        "answer": answer,
        "late": queries.is_late(about),
        "words_form": ThemeForm(initial=words, languages=languages),
        "promise_form": PromiseForm(initial=promised),
        "later_form": LaterForm(prefix="later", languages=languages, initial={"date": timezone.localdate()}),
        "later_key": uuid4(),
        "later": queries.later_of(about),
        "answer_form": AnswerForm(initial=answered, prefix="answer", languages=languages),
        "development_form": DevelopmentForm(prefix="development"),
        "developments": about.developments.select_related("proposal"),
        "notes": [note_row(note) for note in queries.shown_notes(about.hearing, theme=about)[:30]],
        "may_remove": about.hearing.state in themes.WORKING and themes.is_empty(about),
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
        own = (
            {"languages": about.hearing.languages} if form_class in (ThemeForm, AnswerForm, LaterForm) else {}
        )
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


def _later(request: HttpRequest, about: Theme, form: LaterForm) -> None:
    try:
        key = UUID(request.POST.get("later-key", ""))
    except ValueError:
        key = uuid4()
    answers.follow_up(
        actor=request.user,
        theme=about,
        date=form.cleaned_data["date"],
        words=form.words("title", "text"),
        key=key,
    )


def _develop(request: HttpRequest, about: Theme, form: DevelopmentForm) -> None:
    bridge.develop(actor=request.user, theme=about, **form.cleaned_data)


change = _saving("words_form", ThemeForm, GROUP, _change)
promise = _saving("promise_form", PromiseForm, ANSWER, _promise)
answer = _saving("answer_form", AnswerForm, ANSWER, _answer, "answer")
later = _saving("later_form", LaterForm, ANSWER, _later, "later")
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
