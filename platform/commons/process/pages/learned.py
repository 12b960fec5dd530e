"""What a year taught: for everybody, and the coordinators' desk of it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from commons.process.domain import improvements, lessons, queries
from commons.process.domain.learned import earlier_years, for_desk, learned
from commons.process.links import learned_desk_links, learned_links
from commons.process.models import Cycle, Improvement, Lesson
from commons.process.pages.forms import take
from commons.process.pages.learned_forms import BringOverForm, ImprovementForm, LessonForm


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the year taught, and what it changed because of the one before. A constant number of queries."""
    try:
        cycle = queries.visible(request.user, slug)
    except Cycle.DoesNotExist:
        raise Http404 from None
    context = {"cycle": cycle, "learned": learned(cycle), "links": learned_links(cycle)}
    return render(request, "process/learned.html", context)


def _cycle(request: HttpRequest, slug: str) -> Cycle:
    try:
        return queries.for_desk(request.user, slug)
    except Cycle.DoesNotExist:
        raise Http404 from None


@never_cache
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklist of the year, and its own lessons."""
    cycle = _cycle(request, slug)
    sources = earlier_years(request.user, cycle)
    context = {
        "cycle": cycle,
        "learned": for_desk(cycle),
        "sources": sources,
        "links": learned_desk_links(cycle),
        "bring_form": BringOverForm(None, years=sources),
    }
    return render(request, "process/desk/learned.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A lesson; without `pk` a new one."""
    cycle = _cycle(request, slug)
    stored = get_object_or_404(cycle.lessons, pk=pk) if pk is not None else None
    form = LessonForm(request.POST or None, lesson=stored)
    status = 200
    if request.method == "POST":
        status = _tried(form, lambda: _write(request, cycle, form, stored))
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect("process:desk_learned", slug)
    context = {"form": form, "cycle": cycle, "lesson": stored}
    return render(request, "process/desk/lesson.html", context, status=status)


def _write(request: HttpRequest, cycle: Cycle, form: LessonForm, stored: Lesson | None) -> None:
    lessons.write(
        actor=request.user,
        cycle=cycle,
        lesson=stored,
        topic=form.cleaned_data["topic"],
        link=form.cleaned_data["link"],
        promised=form.texts("promised"),
        happened=form.texts("happened"),
        change=form.texts("change"),
    )


@require_POST
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a lesson to everybody; where a language is missing, its form says which."""
    cycle = _cycle(request, slug)
    stored = get_object_or_404(cycle.lessons, pk=pk)
    try:
        lessons.publish(actor=request.user, lesson=stored)
    except Refusal as refusal:
        form = LessonForm({**LessonForm(None, lesson=stored).initial}, lesson=stored)
        form.is_valid()
        take(form, refusal)
        context = {"form": form, "cycle": cycle, "lesson": stored}
        return render(request, "process/desk/lesson.html", context, status=refusal.status)
    messages.success(request, _("Everybody can read it now."))
    return redirect("process:desk_learned", slug)


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throw a draft away."""
    stored = get_object_or_404(_cycle(request, slug).lessons, pk=pk)
    try:
        lessons.remove(actor=request.user, lesson=stored)
        messages.success(request, _("The draft is thrown away."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("process:desk_learned", slug)


@require_POST
def bring_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the lessons of an earlier year on the checklist."""
    cycle = _cycle(request, slug)
    form = BringOverForm(request.POST, years=earlier_years(request.user, cycle))
    if form.is_valid():
        improvements.bring_over(actor=request.user, cycle=cycle, source=form.cleaned_data["source"])
        messages.success(request, _("The lessons are on the checklist."))
    else:
        messages.error(request, _("Choose a year from the list."))
    return redirect("process:desk_learned", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def improvement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One line of the checklist: done, or why not now."""
    cycle = _cycle(request, slug)
    rows = Improvement.objects.filter(cycle=cycle).select_related("lesson__cycle")
    stored = get_object_or_404(rows, pk=pk)
    form = ImprovementForm(request.POST or None, improvement=stored)
    status = 200
    if request.method == "POST":
        status = _tried(form, lambda: _settle(request, stored, form))
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect("process:desk_learned", slug)
    context = {"form": form, "cycle": cycle, "improvement": stored}
    return render(request, "process/desk/improvement.html", context, status=status)


def _settle(request: HttpRequest, stored: Improvement, form: ImprovementForm) -> None:
    improvements.settle(
        actor=request.user, improvement=stored, state=form.cleaned_data["state"], words=form.texts()
    )


def _tried(form: forms.Form, verb: Callable[[], object]) -> int:
    """Run the verb if the form is filled in: 200, or the status of the refusal, whose reason the form then shows."""
    if not form.is_valid():
        return 400
    try:
        verb()
    except Refusal as refusal:
        take(form, refusal)
        return refusal.status
    return 200
