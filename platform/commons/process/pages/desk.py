"""The coordinators' desk of years: make one, say what it is about, give it dates and money, show it to everybody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from commons.process.domain import money, phases, queries, years
from commons.process.models import Cycle, ImprovementState, Phase, PhaseKind
from commons.process.pages.forms import EnvelopeForm, PhasesForm, WordsForm, YearForm, take


def _cycle(request: HttpRequest, slug: str) -> Cycle:
    try:
        return queries.for_desk(request.user, slug)
    except Cycle.DoesNotExist:
        raise Http404 from None


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All budget years."""
    rows = queries.years_for_desk(request.user)
    return render(request, "process/desk/years.html", {"years": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a year, empty or like another one."""
    form = YearForm(request.POST or None, years=queries.years_for_desk(request.user))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = years.create(
                    actor=request.user,
                    area=form.cleaned_data["area"],
                    year=form.cleaned_data["year"],
                    currency=form.cleaned_data["currency"],
                    name=form.texts("name"),
                    summary=form.texts("summary"),
                    copied_from=form.cleaned_data["copied_from"],
                )
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("The year is made. Only officials see it until you show it."))
                return redirect("process:desk_year", made.slug)
    return render(request, "process/desk/new_year.html", {"form": form}, status=status)


@never_cache
@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """A year with its parts, and what is missing before everybody may see it."""
    cycle = _cycle(request, slug)
    context = {
        "cycle": cycle,
        "year": queries.year_of(cycle),
        "missing": [] if cycle.is_published else _missing(cycle),
        "money_fixed": money.is_fixed(cycle),
        "improvements_open": cycle.improvements.filter(state=ImprovementState.OPEN).count(),
    }
    return render(request, "process/desk/year.html", context)


def _missing(cycle: Cycle) -> list[object]:
    return [text for texts in years.missing_of(cycle).values() for text in texts]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """Name and summary."""
    cycle = _cycle(request, slug)
    initial = {name: getattr(cycle, name) for name in WordsForm.base_fields}
    form = WordsForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                years.describe(
                    actor=request.user, cycle=cycle, name=form.texts("name"), summary=form.texts("summary")
                )
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved."))
                return redirect("process:desk_year", slug)
    return render(request, "process/desk/words.html", {"form": form, "cycle": cycle}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of all phases."""
    cycle = _cycle(request, slug)
    stored = {PhaseKind(phase.kind): phase for phase in Phase.objects.filter(cycle=cycle)}
    form = PhasesForm(request.POST or None, phases=stored)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                phases.plan(
                    actor=request.user, cycle=cycle, spans=form.spans(), reason=form.cleaned_data["reason"]
                )
            except Refusal as refusal:
                form.take(refusal)
                status = refusal.status
            else:
                messages.success(request, _("The dates are saved."))
                return redirect("process:desk_year", slug)
    return render(request, "process/desk/dates.html", {"form": form, "cycle": cycle}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def envelope(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """An envelope with its sources; without `pk` a new one."""
    cycle = _cycle(request, slug)
    stored = get_object_or_404(cycle.envelopes.prefetch_related("sources"), pk=pk) if pk else None
    form = EnvelopeForm(request.POST or None, cycle=cycle, envelope=stored)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                money.save_envelope(
                    actor=request.user,
                    cycle=cycle,
                    name=form.name(),
                    sources=form.sources(),
                    area=form.cleaned_data["area"],
                    envelope=stored,
                )
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("The money is saved."))
                return redirect("process:desk_year", slug)
    context = {"form": form, "cycle": cycle, "envelope": stored}
    return render(request, "process/desk/envelope.html", context, status=status)


@require_POST
def remove_envelope(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an envelope out of the year."""
    cycle = _cycle(request, slug)
    found = get_object_or_404(cycle.envelopes.select_related("cycle__area"), pk=pk)
    try:
        money.remove_envelope(actor=request.user, envelope=found)
        messages.success(request, _("The envelope is removed."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("process:desk_year", slug)


@require_POST
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the year to everybody."""
    cycle = _cycle(request, slug)
    try:
        years.show(actor=request.user, cycle=cycle)
        messages.success(request, _("Everybody can see the year now."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("process:desk_year", slug)
