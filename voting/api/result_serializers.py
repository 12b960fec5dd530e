"""Results as JSON: shapes for the schema, and the dictionaries that have them."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from commons.http.errors import Text
from voting.domain.participation import Group, Participation
from voting.domain.results import EnvelopeResult, Row
from voting.models import CountState, Election, Verdict


class ResultProjectSerializer(serializers.Serializer):
    """A project in the order of the count."""

    project_id = serializers.CharField(help_text="Number on the ballot and in the .pb file.")
    proposal = serializers.IntegerField(help_text="Id of the proposal.")
    title = serializers.CharField()
    language = serializers.CharField()
    cost = serializers.DecimalField(max_digits=14, decimal_places=2)
    support = serializers.CharField(help_text="Votes or points, a decimal number.")
    rank = serializers.IntegerField(allow_null=True)
    funded = serializers.BooleanField()
    why = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    official = serializers.BooleanField(allow_null=True, help_text="What an imported file says.")
    council = serializers.ChoiceField(choices=["", *Verdict.values])
    council_reason = serializers.CharField()


class AgreementSerializer(serializers.Serializer):
    """Our winners against those of the imported file."""

    rule = serializers.CharField(help_text="Rule named in the file.")
    same = serializers.BooleanField(allow_null=True)
    rule_is_ours = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())
    extra = serializers.ListField(child=serializers.CharField())


class ComparisonSerializer(serializers.Serializer):
    """What another rule would have funded."""

    rule = serializers.CharField()
    rule_name = serializers.CharField()
    only_here = serializers.ListField(child=serializers.CharField())
    only_there = serializers.ListField(child=serializers.CharField())
    total_cost = serializers.CharField()


class EnvelopeResultSerializer(serializers.Serializer):
    """The result of one envelope."""

    envelope = serializers.SlugField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=CountState.choices)
    rule = serializers.CharField()
    rule_version = serializers.CharField()
    rule_name = serializers.CharField()
    seed = serializers.CharField()
    input_hash = serializers.CharField(help_text="SHA-256 of what was counted.")
    counted_at = serializers.DateTimeField()
    budget = serializers.CharField()
    total_cost = serializers.CharField()
    ballots = serializers.IntegerField()
    selected = serializers.ListField(
        child=serializers.CharField(), help_text="Numbers of the winners, in ballot order."
    )
    ties = serializers.ListField(child=serializers.CharField())
    projects = ResultProjectSerializer(many=True)
    agreement = AgreementSerializer(allow_null=True)
    comparisons = ComparisonSerializer(many=True)


class GroupSerializer(serializers.Serializer):
    """How many of a group voted; null where so few are meant that one could be recognised."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not the field's own label
    voted = serializers.IntegerField(allow_null=True)
    entitled = serializers.IntegerField(allow_null=True)


class ParticipationSerializer(serializers.Serializer):
    """Who took part."""

    ballots = serializers.IntegerField()
    entitled = serializers.IntegerField(allow_null=True)
    by_age = GroupSerializer(many=True)
    by_area = GroupSerializer(many=True)
    by_way = GroupSerializer(many=True)


class ResultSummarySerializer(serializers.Serializer):
    """A year with a public result."""

    cycle = serializers.SlugField()
    name = serializers.CharField()
    area = serializers.CharField()
    year = serializers.IntegerField()
    currency = serializers.CharField()
    imported = serializers.BooleanField()


class ResultSerializer(ResultSummarySerializer):
    """A year's result, whole."""

    envelopes = EnvelopeResultSerializer(many=True)
    participation = ParticipationSerializer()


class CouncilDecisionSerializer(serializers.Serializer):
    """What the council said of one project."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    decided_on = serializers.DateField(default=timezone.localdate)
    reference = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")


class ImportSerializer(serializers.Serializer):
    """A `.pb` file to import."""

    file = serializers.FileField()
    publish = serializers.BooleanField(required=False, default=False)


class ImportedSerializer(serializers.Serializer):
    """What an import made."""

    cycle = serializers.SlugField()
    projects = serializers.IntegerField()
    ballots = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())


def summary(election: Election) -> dict[str, Any]:
    """As `ResultSummarySerializer`."""
    cycle = election.cycle
    return {
        "cycle": cycle.slug,
        "name": str(cycle),
        "area": str(cycle.area),
        "year": cycle.year,
        "currency": cycle.currency,
        "imported": cycle.is_imported,
    }


def envelope_result(result: EnvelopeResult, rule_name: str) -> dict[str, Any]:
    """As `EnvelopeResultSerializer`."""
    count = result.count
    return {
        "envelope": result.envelope.slug,
        "name": str(result.envelope),
        "state": count.state,
        "rule": count.rule,
        "rule_version": count.rule_version,
        "rule_name": rule_name,
        "seed": count.seed,
        "input_hash": count.input_hash,
        "counted_at": count.counted_at.isoformat(),
        "budget": str(result.budget),
        "total_cost": str(result.spent),
        "ballots": result.ballots,
        "selected": count.outcome["selected"],
        "ties": result.ties,
        "projects": [_project(row) for row in result.rows],
        "agreement": None if result.agreement is None else vars(result.agreement),
        "comparisons": [{**vars(other), "total_cost": str(other.total_cost)} for other in result.comparisons],
    }


def _project(row: Row) -> dict[str, Any]:
    proposal = row.project.proposal
    return {
        "project_id": row.project.project_id,
        "proposal": proposal.pk,
        "title": proposal.title,
        "language": proposal.language,
        "cost": str(row.project.cost),
        "support": str(row.support),
        "rank": row.rank,
        "funded": row.funded,
        "why": row.why,
        "missing": row.missing,
        "official": row.official,
        "council": row.verdict,
        "council_reason": row.verdict_reason,
    }


def took_part(found: Participation) -> dict[str, Any]:
    """As `ParticipationSerializer`."""

    def shown(groups: list[Group]) -> list[dict[str, Text | int | None]]:
        return [
            {"label": str(group.label), "voted": group.voted, "entitled": group.entitled} for group in groups
        ]

    return {
        "ballots": found.ballots,
        "entitled": found.entitled,
        "by_age": shown(found.by_age),
        "by_area": shown(found.by_area),
        "by_way": shown(found.by_way),
    }
