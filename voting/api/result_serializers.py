"""Results as JSON: shapes for the schema, and the dictionaries that have them."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from commons.http.errors import Text
from voting.domain.participation import Group, Participation
from voting.domain.results import EnvelopeResult, Row
from voting.domain.whole_figures import SharesPart, Whole
from voting.models import CountRun, CountRunState, CountState, Election, Verdict


class SharesSerializer(serializers.Serializer):
    """Under equal shares: what the supporters of a project had for it, and what they paid."""

    effective_support = serializers.CharField(
        help_text="Money of its supporters in percent of its cost, one decimal, rounded down."
    )
    supporters_money = serializers.CharField()
    paid = serializers.CharField(help_text="What its supporters paid from their shares: its cost, or 0.")
    payers = serializers.IntegerField(allow_null=True)
    price = serializers.CharField(
        allow_null=True, help_text="What one voter paid at most (for a point, where ballots give points)."
    )


class CategoryPartSerializer(serializers.Serializer):
    """A category's part of the votes and of the money, in percent."""

    category = serializers.CharField()
    votes_percent = serializers.CharField()
    money_percent = serializers.CharField()
    spent = serializers.CharField()


class FiguresSerializer(serializers.Serializer):
    """A result as a whole."""

    funded = serializers.IntegerField()
    spent = serializers.CharField()
    left = serializers.CharField()
    without_funded = serializers.IntegerField(
        allow_null=True, help_text="Voters who chose nothing that was funded; null where too few to tell of."
    )
    without_funded_text = serializers.CharField(help_text="The same in words: a number or “fewer than 5”.")
    average_funded = serializers.CharField(
        allow_null=True, help_text="Funded projects among those a voter chose, on average."
    )
    categories = CategoryPartSerializer(many=True)


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
    shares = SharesSerializer(allow_null=True, help_text="Null under other rules than equal shares.")


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
    figures = FiguresSerializer(allow_null=True)


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
    figures = FiguresSerializer(allow_null=True)


class CountRunSerializer(serializers.Serializer):
    """A count in the background: how far it is, and where to look."""

    state = serializers.ChoiceField(choices=CountRunState.choices)
    stage = serializers.CharField(
        help_text="`count`: envelopes; `round`: a round of equal shares; `explain`: projects."
    )
    done = serializers.IntegerField()
    total = serializers.IntegerField(help_text="0 where nobody can know it.")
    reason = serializers.CharField(help_text="Why it stopped, as a code.")
    progress = serializers.CharField(help_text="Address that tells how far it is.")
    result = serializers.CharField(help_text="Address of the result, once it is counted.")


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


class RecountSerializer(serializers.Serializer):
    """Why votes are counted again; a first count needs no reason."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000, default="")


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
        "comparisons": [
            {
                "rule": other.rule,
                "rule_name": other.rule_name,
                "only_here": other.only_here,
                "only_there": other.only_there,
                "total_cost": str(other.total_cost),
                "figures": _figures(other.whole),
            }
            for other in result.comparisons
        ],
        "figures": _figures(result.whole),
    }


def _figures(whole: Whole | None) -> dict[str, Any] | None:
    if whole is None:
        return None
    return {
        "funded": whole.funded,
        "spent": str(whole.spent),
        "left": str(whole.left),
        "without_funded": whole.without,
        "without_funded_text": whole.without_text,
        "average_funded": None if whole.average is None else str(whole.average),
        "categories": [
            {
                "category": row.name,
                "votes_percent": str(row.votes_percent),
                "money_percent": str(row.money_percent),
                "spent": str(row.spent),
            }
            for row in whole.categories
        ],
    }


def _shares(part: SharesPart | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "effective_support": str(part.effective_support),
        "supporters_money": str(part.had),
        "paid": str(part.paid),
        "payers": part.payers,
        "price": None if part.price is None else str(part.price),
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
        "shares": _shares(row.shares),
    }


def count_run(run: CountRun, slug: str) -> dict[str, Any]:
    """As `CountRunSerializer`."""
    return {
        "state": run.state,
        "stage": run.stage,
        "done": run.done,
        "total": run.total,
        "reason": run.reason,
        "progress": reverse("api-result-count", args=[slug]),
        "result": reverse("api-result", args=[slug]),
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
