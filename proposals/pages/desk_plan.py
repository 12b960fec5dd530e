"""Which steps reviews take: set by coordinators, for a year or a category of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import require
from commons.http.errors import Refusal
from commons.process.models import Cycle
from proposals.domain import review_queue
from proposals.domain.reviewing import plan
from proposals.models import Category
from proposals.pages.desk_forms import take
from proposals.pages.desk_step_forms import StepsForm
from proposals.rules import ASSIGN


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Look at the steps of a year, or save those of it or of one of its categories."""
    require(request.user, ASSIGN)
    sent = request.POST if request.method == "POST" else request.GET
    years = review_queue.years()
    year = _chosen(years, "slug", sent.get("cycle", ""))
    if year is None:
        raise Http404
    categories = [
        one for one in Category.objects.order_by("position", "pk") if one.cycle_id in (None, year.pk)
    ]
    category = _chosen(categories, "slug", sent.get("category", "")) if sent.get("category") else None
    stored = plan.plan_of_year(actor=request.user, cycle=year)
    own = [step for step in stored if step.category_id == (category.pk if category else None)]
    form, status = StepsForm(request.POST or None, steps=own), 200
    if request.method == "POST":
        status = _save(request, form, year, category)
        if status == 302:
            words = {"cycle": year.slug} | ({"category": category.slug} if category else {})
            return HttpResponseRedirect(f"{reverse('proposals:desk_plan')}?{urlencode(words)}")
    context = {"year": year, "years": years, "categories": categories, "category": category, "form": form}
    context |= {"own": own, "others": _by_category(stored)}
    return render(request, "proposals/desk/plan.html", context, status=status)


def _save(request: HttpRequest, form: StepsForm, year: Cycle, category: Category | None) -> int:
    if not form.is_valid():
        return 400
    try:
        plan.set_steps(actor=request.user, cycle=year, category=category, steps=form.wishes())
    except Refusal as refusal:
        take(form, refusal)
        return refusal.status
    messages.success(request, _("The steps are saved. Reviews that have begun go on as they are."))
    return 302


def _chosen(among: list[Any], name: str, value: str) -> Any:
    """The one that the address names, else the first; None where there is none."""
    return next((one for one in among if getattr(one, name) == value), among[0] if among else None)


def _by_category(stored: list[Any]) -> list[tuple[Any, list[Any]]]:
    found: dict[Any, list[Any]] = {}
    for step in stored:
        found.setdefault(step.category, []).append(step)
    return list(found.items())
