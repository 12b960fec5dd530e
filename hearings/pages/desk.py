"""The officials' desk of hearings: prepare, open, close, see what is to be done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may, require
from commons.http.errors import Refusal
from commons.places.models import Area
from commons.texts.translated import LANGUAGES
from hearings.domain import course, queries, setup
from hearings.models import MOVES, Hearing, HearingState
from hearings.pages.forms import (
    EventForm,
    HearingForm,
    NewHearingForm,
    OrganiserForm,
    QuestionForm,
    ServiceAreaForm,
    initial_of,
)
from hearings.rules import ANSWER, GROUP, MODERATE, READ_STORIES, SCRIBE, SEE_DESK, SET_UP


def on_desk(request: HttpRequest, slug: str, permission: str = SEE_DESK) -> Hearing:
    """The hearing for somebody with this permission; 404 where there is none."""
    found = Hearing.objects.select_related("area").filter(slug=slug).first()
    if found is None:
        require(request.user, SEE_DESK)
        raise Http404
    require(request.user, permission, found)
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All hearings, with what waits in each."""
    require(request.user, SEE_DESK)
    rows = [
        {"hearing": one, "held": one.held}
        for one in queries.desk_hearings()
        if may(request.user, SEE_DESK, one)
    ]
    content = {"rows": rows, "may_set_up": may(request.user, SET_UP)}
    return render(request, "hearings/desk/index.html", content)


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One hearing: where it is, what is missing, the codes, the next thing to do."""
    return desk_page(request, on_desk(request, slug))


def desk_page(
    request: HttpRequest, hearing: Hearing, refusal: Refusal | None = None, **filled: Any
) -> HttpResponse:
    """The page of one hearing, with a form that was refused where there is one."""
    moves = [str(after) for before, after in MOVES if before == hearing.state]
    preparing = hearing.state == HearingState.PREPARING
    may_set_up = may(request.user, SET_UP, hearing)
    content = {
        "hearing": hearing,
        "counts": queries.counts(hearing),
        "stations": queries.stations_of(hearing),
        "questions": hearing.questions.all(),
        "themes": queries.themes_of(hearing, every=True),
        "gaps": _gaps(hearing) if preparing else [],
        "moves": [{"state": state, "label": move_label(state)} for state in moves] if may_set_up else [],
        "may": {
            "set_up": may_set_up,
            "moderate": may(request.user, MODERATE, hearing),
            "scribe": may(request.user, SCRIBE, hearing),
            "group": may(request.user, GROUP, hearing),
            "answer": may(request.user, ANSWER, hearing),
            "read_stories": may(request.user, READ_STORIES, hearing),
        },
        "preparing": preparing,
        "ways": queries.ways(hearing),
        "service_form": ServiceAreaForm(prefix="service", languages=hearing.languages),
        "question_form": QuestionForm(prefix="question", languages=hearing.languages),
        "organiser_form": OrganiserForm(prefix="organiser"),
        "organisers": hearing.organisers.all(),
        "events": hearing.events.all(),
        "event_form": EventForm(prefix="event", languages=hearing.languages),
        "refusal": refusal,
        **filled,
    }
    status = refusal.status if refusal else 200
    return render(request, "hearings/desk/one.html", content, status=status)


def _gaps(hearing: Hearing) -> list[dict[str, Any]]:
    """What is missing before it can open, each with where it is written."""
    return [
        {"id": f"id_{gap.field}", "words": gap.words, "url": _written_at(hearing, gap)}
        for gap in course.gaps(hearing)
    ]


def _written_at(hearing: Hearing, gap: course.Gap) -> str:
    slug, field = hearing.slug, gap.field.rpartition("-")[2]
    if not gap.part:
        return reverse("hearings:desk_edit", args=[slug]) + f"#id_{field}"
    if gap.part == "smiley_questions":
        return reverse("hearings:desk_survey", args=[slug]) + "#smileys"
    if gap.row is None:
        return "#parts"
    if gap.part == "events":
        return reverse("hearings:desk_event_change", args=[slug, gap.row]) + f"#id_{field}"
    kind = gap.part.replace("_", "-")
    return reverse("hearings:desk_part_words", args=[slug, kind, gap.row]) + f"#id_{field}"


def move_label(state: str) -> str:
    """What the button of a move says."""
    return {
        HearingState.OPEN: _("Open the hearing"),
        HearingState.CLOSED: _("Close the hearing"),
        HearingState.ANSWERING: _("Begin answering"),
        HearingState.ARCHIVED: _("Archive the hearing"),
    }[HearingState(state)]


@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """To the next state."""
    hearing = on_desk(request, slug)
    try:
        course.move(actor=request.user, hearing=hearing, state=request.POST.get("state", ""))
    except Refusal as refusal:
        return desk_page(request, hearing, refusal)
    messages.success(request, _("Done. The page shows where the hearing is now."))
    return redirect("hearings:desk_hearing", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new hearing; with `?from=SLUG` the texts, services and questions of a past one."""
    require(request.user, SET_UP)
    model = Hearing.objects.filter(slug=request.GET.get("from", "").replace("\x00", "")).first()
    form = NewHearingForm(
        request.POST or None, initial=initial_of(model) if model else {"languages": list(LANGUAGES)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request, form, model)
        except Refusal as refusal:
            form.take(refusal)
        else:
            return redirect("hearings:desk_hearing", made.slug)
    status = 400 if form.errors else 200
    return render(request, "hearings/desk/edit.html", {"form": form, "model": model}, status=status)


def _make(request: HttpRequest, form: NewHearingForm, model: Hearing | None) -> Hearing:
    slug, fields = form.cleaned_data["slug"], form.changes()
    if model is not None:
        return setup.copy(actor=request.user, hearing=model, slug=slug, fields=fields)
    town = get_object_or_404(Area.objects.filter(parent=None).order_by("pk")[:1])
    return setup.create(actor=request.user, area=town, slug=slug, fields=fields)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Texts and times."""
    hearing = on_desk(request, slug, SET_UP)
    form = HearingForm(request.POST or None, initial=initial_of(hearing))
    if request.method == "POST" and form.is_valid():
        try:
            setup.change(actor=request.user, hearing=hearing, fields=form.changes())
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("hearings:desk_hearing", slug)
    content = {"form": form, "hearing": hearing}
    return render(request, "hearings/desk/edit.html", content, status=400 if form.errors else 200)


def _adding(form_class: Any, prefix: str, verb: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A view that adds a part to a hearing and comes back; what was refused stays in the form."""

    @require_POST
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        hearing = on_desk(request, slug, SET_UP)
        form = form_class(request.POST, prefix=prefix, languages=hearing.languages)
        if form.is_valid():
            try:
                verb(request, hearing, form)
                messages.success(request, _("Saved."))
                return redirect("hearings:desk_hearing", slug)
            except Refusal as refusal:
                form.take(refusal)
        page = desk_page(request, hearing, None, **{f"{prefix}_form": form})
        page.status_code = 400
        return page

    return view


def _add_service(request: HttpRequest, hearing: Hearing, form: ServiceAreaForm) -> None:
    names = {language: form.cleaned_data.get(f"name_{language}", "") for language in LANGUAGES}
    setup.add_service_area(
        actor=request.user,
        hearing=hearing,
        names=names,
        service=form.cleaned_data["service"],
        is_sensitive=form.cleaned_data["is_sensitive"],
    )


def _add_question(request: HttpRequest, hearing: Hearing, form: QuestionForm) -> None:
    texts = {language: form.cleaned_data.get(f"text_{language}", "") for language in LANGUAGES}
    polarity = form.cleaned_data["polarity"]
    setup.add_question(actor=request.user, hearing=hearing, polarity=polarity, texts=texts)


def _add_event(request: HttpRequest, hearing: Hearing, form: EventForm) -> None:
    setup.add_event(actor=request.user, hearing=hearing, fields=form.cleaned_data)


add_service = _adding(ServiceAreaForm, "service", _add_service)
add_question = _adding(QuestionForm, "question", _add_question)
add_event = _adding(EventForm, "event", _add_event)
