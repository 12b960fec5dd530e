"""Planning on past votes: what other money, rules or limits would have funded. The address is the scenario."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.http.errors import Invalid
from voting.domain.explaining import rule_name
from voting.domain.simulation import asking, comparing
from voting.domain.simulation.scenario import Scenario
from voting.models import EnvelopeCount
from voting.pages.planning_forms import COMPLETIONS, NAMES, ScenarioForm


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The votes that can be asked about."""
    return render(request, "voting/planning_index.html", {"counts": asking.past_counts(request.user)})


@never_cache
@require_safe
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    """One pot of a past vote, with up to three scenarios beside it."""
    count = asking.past_count(request.user, slug, request.GET.get("pot", "")[:80])
    forms = forms_of(request.GET, count)
    asked = [form for form in forms if form.is_asked]
    wrong = any(form.errors for form in asked)
    found = comparing.compare(
        actor=request.user, count=count, scenarios=[] if wrong else [form.scenario() for form in asked]
    )
    return render(request, "voting/planning.html", content(count, forms, found), status=400 if wrong else 200)


def forms_of(data: QueryDict, count: EnvelopeCount) -> list[ScenarioForm]:
    """A form for each scenario, looked over; what does not fit stands beside its field."""
    forms = [ScenarioForm(data, prefix=name, rule=count.rule) for name in NAMES]
    for form in forms:
        if form.is_asked and form.is_valid():
            try:
                asking.check(count, form.scenario())
            except Invalid as refusal:
                for name, messages in refusal.fields.items():
                    form.add_error(name, list(messages))  # type: ignore[arg-type]
    return forms


def content(count: EnvelopeCount, forms: list[ScenarioForm], found: comparing.Comparison) -> dict[str, Any]:
    """For the template. `columns`: what was, then each scenario by its letter."""
    election = count.election
    pots = EnvelopeCount.objects.filter(election=election, is_official=True, superseded=False)
    return {
        "cycle": election.cycle,
        "count": count,
        "pots": [one.envelope for one in pots.select_related("envelope").order_by("envelope__position")],
        "forms": [{"letter": form.letter, "form": form, "open": form.is_asked} for form in forms],
        "first": forms[0],
        "found": found,
        "columns": [
            {"letter": form.letter, "words": words(form.scenario(), count), "run": run, "whole": whole}
            for form, run, whole in zip(
                [form for form in forms if form.is_asked], found.runs, found.would, strict=False
            )
        ],
        "rule_name": rule_name(count.rule),
        "differing": sum(row.differs for row in found.rows),
    }


def words(scenario: Scenario, count: EnvelopeCount) -> dict[str, Any]:
    """What a scenario changes, for showing."""
    return {
        "money": scenario.money,
        "rule": rule_name(scenario.rule) if scenario.rule and scenario.rule != count.rule else "",
        "completion": dict(COMPLETIONS)[scenario.completion] if scenario.completion else "",
        "least_votes": scenario.least_votes,
        "most_cost": scenario.most_cost,
    }
