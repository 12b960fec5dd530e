"""Organisers, a changed event, and parts that are taken away again, on the officials' desk."""

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commons.http.errors import Refusal
from hearings.domain import parts
from hearings.domain.voice_errors import NoSuchPart
from hearings.models import Hearing
from hearings.pages.desk import desk_page, on_desk
from hearings.pages.forms import DeskForm, EventForm, OrganiserForm
from hearings.rules import SET_UP


@require_POST
def add_organiser(request: HttpRequest, slug: str) -> HttpResponse:
    """One more organisation that holds the hearing."""
    hearing = on_desk(request, slug, SET_UP)
    form = OrganiserForm(request.POST, prefix="organiser")
    if form.is_valid():
        try:
            parts.add_organiser(actor=request.user, hearing=hearing, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("hearings:desk_hearing", slug)
        except Refusal as refusal:
            form.take(refusal)
    page = desk_page(request, hearing, None, organiser_form=form)
    page.status_code = 400
    return page


@require_POST
def remove(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take a part away while the hearing is prepared."""
    hearing = on_desk(request, slug, SET_UP)
    try:
        parts.remove(actor=request.user, hearing=hearing, kind=kind, pk=pk)
    except NoSuchPart:
        raise Http404 from None
    except Refusal as refusal:
        return desk_page(request, hearing, refusal)
    messages.success(request, _("Saved."))
    return redirect("hearings:desk_hearing", slug)


class WordsForm(DeskForm):
    """The words of a part, in each language of the hearing."""

    def __init__(self, *args: Any, hearing: Hearing, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows, name, longest = parts.WORDED[kind]
        self._add_words(name, LABELS[kind], hearing.languages, most=longest)


LABELS = {"service-areas": gettext_lazy("Service"), "questions": gettext_lazy("Question"),
          "statements": gettext_lazy("Statement")}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Other words for a service, a question or a statement."""
    hearing = on_desk(request, slug, SET_UP)
    try:
        found = parts.worded(hearing, kind, pk)
    except NoSuchPart:
        raise Http404 from None
    form = WordsForm(request.POST or None, initial=model_to_dict(found), hearing=hearing, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            parts.reword(actor=request.user, hearing=hearing, kind=kind, pk=pk, words=form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("hearings:desk_survey" if kind == "statements" else "hearings:desk_hearing", slug)
        except Refusal as refusal:
            form.take(refusal)
    content = {"form": form, "hearing": hearing, "part": found, "title": LABELS[kind]}
    return render(request, "hearings/desk/edit.html", content, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Another place or time for a meeting."""
    hearing = on_desk(request, slug, SET_UP)
    found = hearing.events.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    begin = {name: getattr(found, name) for name in parts.EVENT_FIELDS}
    form = EventForm(request.POST or None, initial=begin, languages=hearing.languages)
    if request.method == "POST" and form.is_valid():
        try:
            parts.change_event(actor=request.user, hearing=hearing, pk=pk, fields=form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("hearings:desk_hearing", slug)
        except Refusal as refusal:
            form.take(refusal)
    content = {"form": form, "hearing": hearing, "event": found}
    return render(request, "hearings/desk/edit.html", content, status=400 if form.errors else 200)
