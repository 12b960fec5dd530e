"""Preparing the survey and the smileys on the officials' desk."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from hearings.domain import statements
from hearings.models import Hearing, HearingState, Source, Statement
from hearings.models.smiley import HOW_MANY
from hearings.pages.desk import on_desk
from hearings.pages.forms import DeskForm
from hearings.pages.typed import number_of
from hearings.rules import SEE_DESK, SET_UP


class StatementForm(DeskForm):
    """A statement."""

    service_area = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    source = forms.ChoiceField(
        label=pgettext_lazy("note", "Where it comes from"), choices=Source.choices, required=False
    )

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(str(area.pk), str(area)) for area in hearing.service_areas.all()]
        self.fields["service_area"].choices = [("", _("Choose")), *areas]  # type: ignore[attr-defined]
        self._add_words("text", gettext_lazy("Statement"), hearing.languages, most=300)
        self.order_fields(["service_area", "text_fi", "text_sv", "text_en", "source"])


class SmileyForm(DeskForm):
    """One of the three questions."""

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("text", gettext_lazy("Question"), hearing.languages, most=120)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """The statements and the three questions, with forms while the hearing is prepared."""
    hearing = on_desk(request, slug, SET_UP if request.method == "POST" else SEE_DESK)
    if request.method != "POST":
        return _page(request, hearing)
    place = number_of(request.POST.get("place", ""))
    form: DeskForm = (
        SmileyForm(request.POST, prefix=f"smiley{place}", hearing=hearing)
        if place
        else StatementForm(request.POST, prefix="statement", hearing=hearing)
    )
    if form.is_valid():
        try:
            _save(request, hearing, form, place)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("hearings:desk_survey", slug)
    return _page(request, hearing, form, place)


def _save(request: HttpRequest, hearing: Hearing, form: DeskForm, place: int | None) -> None:
    if place:
        words = form.words("text")
        statements.ask_by_smileys(actor=request.user, hearing=hearing, position=place, words=words)
        return
    statements.add_statement(
        actor=request.user,
        hearing=hearing,
        service_area=number_of(form.cleaned_data["service_area"]),
        source=form.cleaned_data["source"],
        words=form.words("text"),
    )


def _page(
    request: HttpRequest, hearing: Hearing, form: DeskForm | None = None, place: int | None = None
) -> HttpResponse:
    asked = {one.position: one for one in hearing.smiley_questions.all()}
    smiley_forms = []
    for number in range(1, HOW_MANY + 1):
        found = asked.get(number)
        names = [f"text_{language}" for language in hearing.languages]
        begin = {name: getattr(found, name) for name in names} if found else {}
        fresh = SmileyForm(prefix=f"smiley{number}", hearing=hearing, initial=begin)
        shown = form if place == number and form is not None else fresh
        smiley_forms.append({"place": number, "question": found, "form": shown})
    content = {
        "hearing": hearing,
        "statements": hearing.statements.select_related("service_area"),
        "smileys": smiley_forms,
        "form": form
        if form is not None and not place
        else StatementForm(prefix="statement", hearing=hearing),
        "may_change": hearing.state == HearingState.PREPARING and may(request.user, SET_UP, hearing),
    }
    return render(request, "hearings/desk/survey.html", content, status=400 if form else 200)


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a statement away."""
    hearing = on_desk(request, slug, SET_UP)
    found = (
        Statement.objects.select_related("hearing").filter(hearing=hearing, pk=pk).first()
        if pk < 2**63
        else None
    )
    if found is None:
        raise Http404
    try:
        statements.remove_statement(actor=request.user, statement=found)
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("hearings:desk_survey", slug)
