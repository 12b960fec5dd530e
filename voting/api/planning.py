"""Planning on past votes over the API; the same words in the address as on the page."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from voting.domain.simulation import asking, comparing
from voting.domain.simulation.comparing import Comparison, Row, Spent
from voting.domain.simulation.scenario import MOST, Scenario
from voting.domain.whole_figures import Whole
from voting.models import EnvelopeCount, Simulation

NAMES = ("a", "b", "c")


class PastVoteSerializer(serializers.Serializer[Any]):
    """A pot that can be asked about."""

    cycle = serializers.CharField()
    pot = serializers.CharField()
    rule = serializers.CharField()
    money = serializers.CharField()


class ScenarioSerializer(serializers.Serializer[Any]):
    """What is changed; left out or empty: as it was."""

    money = serializers.DecimalField(14, 2, required=False, allow_null=True, min_value=1)
    rule = serializers.CharField(required=False, allow_blank=True, max_length=40)
    completion = serializers.ChoiceField(["add1u", "add1", "none"], required=False, allow_blank=True)
    least_votes = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=10**9)
    most_cost = serializers.DecimalField(14, 2, required=False, allow_null=True, min_value=1)


class PlannedWholeSerializer(serializers.Serializer[Any]):
    """An outcome as a whole: money in the pot, used and left, projects funded, voters without a funded project."""

    budget = serializers.CharField()
    spent = serializers.CharField()
    left = serializers.CharField()
    funded = serializers.IntegerField()
    ballots = serializers.IntegerField()
    without_funded = serializers.IntegerField(allow_null=True, help_text="Null: too few to tell.")


class SimulatedSerializer(serializers.Serializer[Any]):
    """A scenario and what it would have funded. `state`: working (ask again), done or failed."""

    name = serializers.CharField()
    asked = serializers.DictField()
    state = serializers.CharField()
    rounds = serializers.IntegerField()
    selected = serializers.ListField(child=serializers.CharField())
    left_out = serializers.ListField(child=serializers.CharField())
    total_cost = serializers.CharField(allow_null=True)
    budget = serializers.CharField(allow_null=True)
    without_funded = serializers.IntegerField(allow_null=True, help_text="Null: too few to tell.")
    figures = PlannedWholeSerializer(allow_null=True, help_text="Null while it is being reckoned.")


class PlannedSpentSerializer(serializers.Serializer[Any]):
    """An area or a category: funded projects and their money, what was first, then each scenario."""

    name = serializers.CharField()
    projects = serializers.ListField(child=serializers.IntegerField())
    money = serializers.ListField(child=serializers.CharField())


class PlannedProjectSerializer(serializers.Serializer[Any]):
    """A project: whether it was funded, and in each scenario (null: its limits leave it out)."""

    project_id = serializers.CharField()
    title = serializers.CharField()
    cost = serializers.CharField()
    votes = serializers.CharField()
    was = serializers.BooleanField()
    would = serializers.ListField(child=serializers.BooleanField(allow_null=True))


class PlanningSerializer(serializers.Serializer[Any]):
    """What was, and up to three scenarios. `caution`: what such figures do not say."""

    cycle = serializers.CharField()
    pot = serializers.CharField()
    rule = serializers.CharField()
    selected = serializers.ListField(child=serializers.CharField())
    was = PlannedWholeSerializer(allow_null=True)
    scenarios = SimulatedSerializer(many=True)
    projects = PlannedProjectSerializer(many=True)
    areas = PlannedSpentSerializer(many=True)
    categories = PlannedSpentSerializer(many=True)
    caution = serializers.CharField()


CAUTION = "People would have voted otherwise under other rules: a hint, not a forecast."


def scenarios_of(request: Request) -> dict[str, Scenario]:
    """By their names, those of which the address says anything. Raises a validation error that names the fields."""
    found: dict[str, Scenario] = {}
    for name in NAMES[:MOST]:
        given = {
            field: text
            for field in ScenarioSerializer().fields
            if (text := request.query_params.get(f"{name}-{field}", "").strip())
        }
        if given:
            data = ScenarioSerializer(data=given)
            if not data.is_valid():
                wrong = {f"{name}-{field}": messages for field, messages in data.errors.items()}
                raise serializers.ValidationError(wrong)
            found[name] = Scenario(**data.validated_data)
    return found


def whole(found: Whole | None) -> dict[str, Any] | None:
    """An outcome as a whole as JSON."""
    if found is None:
        return None
    return {
        "budget": f"{found.budget:.2f}",
        "spent": f"{found.spent:.2f}",
        "left": f"{found.left:.2f}",
        "funded": found.funded,
        "ballots": found.ballots,
        "without_funded": found.without,
    }


def spent(rows: Sequence[Spent]) -> list[dict[str, Any]]:
    """Areas or categories as JSON."""
    return [
        {"name": row.name, "projects": row.projects, "money": [f"{sum_:.2f}" for sum_ in row.money]}
        for row in rows
    ]


def project(row: Row) -> dict[str, Any]:
    """A project as JSON."""
    return {
        "project_id": row.project_id,
        "title": row.title,
        "cost": f"{row.cost:.2f}",
        "votes": format(row.votes, "f"),
        "was": row.was,
        "would": row.would,
    }


def simulated(name: str, run: Simulation, found: Whole | None) -> dict[str, Any]:
    """One scenario as JSON."""
    answer = run.answer
    return {
        "name": name,
        "asked": run.asked,
        "state": run.state,
        "rounds": run.rounds,
        "selected": answer.get("selected", []),
        "left_out": answer.get("left_out", []),
        "total_cost": answer.get("total_cost"),
        "budget": answer.get("budget"),
        "without_funded": answer.get("figures", {}).get("without_funded"),
        "figures": whole(found),
    }


def planned(count: EnvelopeCount, names: Sequence[str], found: Comparison) -> dict[str, Any]:
    """A pot with its scenarios as JSON; every sum as it stands on the page."""
    return {
        "cycle": count.election.cycle.slug,
        "pot": count.envelope.slug,
        "rule": count.rule,
        "selected": count.outcome["selected"],
        "was": whole(found.was),
        "scenarios": [
            simulated(name, run, would)
            for name, run, would in zip(names, found.runs, found.would, strict=True)
        ],
        "projects": [project(row) for row in found.rows],
        "areas": spent(found.areas),
        "categories": spent(found.categories),
        "caution": CAUTION,
    }


def past_vote(count: EnvelopeCount) -> dict[str, Any]:
    """A pot as JSON."""
    return {
        "cycle": count.election.cycle.slug,
        "pot": count.envelope.slug,
        "rule": count.rule,
        "money": count.outcome["budget"],
    }


@extend_schema(tags=["planning"])
class PastVotes(APIView):
    """Votes whose result is certified, pot by pot; for councillors and officials of the vote."""

    @extend_schema(responses=PastVoteSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        return Response([past_vote(count) for count in asking.past_counts(request.user)])


@extend_schema(tags=["planning"])
class Planning(APIView):
    """What other money, another rule or other limits would have funded in a past vote."""

    @extend_schema(
        parameters=[
            OpenApiParameter("pot", str, description="Identifier of the envelope; without it the first."),
            *(
                OpenApiParameter(
                    f"{name}-{field}", str, description=f"Scenario {name.upper()}; empty: as it was."
                )
                for name in NAMES
                for field in ScenarioSerializer().fields
            ),
        ],
        responses={200: PlanningSerializer, 202: PlanningSerializer},
    )
    def get(self, request: Request, slug: str) -> Response:
        """200 with everything reckoned, 202 while a scenario is still being reckoned: ask again."""
        count = asking.past_count(request.user, slug, request.query_params.get("pot", "")[:80])
        asked = scenarios_of(request)
        found = comparing.compare(actor=request.user, count=count, scenarios=list(asked.values()))
        answer = planned(count, list(asked), found)
        return Response(answer, status=202 if found.waiting else 200)
