"""The voter's side as JSON: shapes for the schema, and the dictionaries that have them."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from commons.accounts.identity import service_name
from voting.domain import acts, queries
from voting.domain.ballot_form import MOST_CHOICES, Choice, Form, Pot
from voting.domain.ballots import Receipt
from voting.domain.drafts import OwnBallot
from voting.domain.turnout import WAYS
from voting.models import BallotKind, Election

HIGHEST = 2**31 - 1


class VoteSerializer(serializers.Serializer):
    """A vote and when it is open."""

    cycle = serializers.SlugField()
    name = serializers.CharField()
    area = serializers.CharField()
    year = serializers.IntegerField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    is_open = serializers.BooleanField()
    is_over = serializers.BooleanField()
    ballot_kind = serializers.ChoiceField(choices=BallotKind.choices)
    rules_sha256 = serializers.CharField(help_text="Of the published rules; empty before opening.")
    identity_path = serializers.CharField(
        help_text="Where a browser begins to vote by the identity service; empty where the town has none."
    )


class CodeSerializer(serializers.Serializer):
    """The code of a letter, typed in whatever way."""

    code = serializers.CharField(max_length=200, trim_whitespace=False)


class EnteredSerializer(serializers.Serializer):
    """What the code opens."""

    token = serializers.CharField(help_text="For the header `Authorization: Voter TOKEN`.")
    cycle = serializers.SlugField()
    valid_seconds = serializers.IntegerField()


class BallotRowSerializer(serializers.Serializer):
    """A project on the ballot."""

    project = serializers.IntegerField(help_text="To be named in choices.")
    project_id = serializers.CharField(help_text="Number on the ballot and in .pb files.")
    proposal = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField()
    cost = serializers.DecimalField(max_digits=14, decimal_places=2)
    area = serializers.CharField()
    category = serializers.CharField()


class BallotPartSerializer(serializers.Serializer):
    """One envelope: limits of the form hold for each by itself."""

    envelope = serializers.SlugField()
    name = serializers.CharField()
    money = serializers.DecimalField(max_digits=14, decimal_places=2)
    projects = BallotRowSerializer(many=True)


class BallotSerializer(serializers.Serializer):
    """The empty ballot of this voter."""

    kind = serializers.ChoiceField(choices=BallotKind.choices)
    currency = serializers.CharField()
    min_length = serializers.IntegerField()
    max_length = serializers.IntegerField(allow_null=True)
    min_sum_points = serializers.IntegerField(allow_null=True)
    max_sum_points = serializers.IntegerField(allow_null=True)
    max_points = serializers.IntegerField(allow_null=True)
    parts = BallotPartSerializer(many=True)


class ChoiceSerializer(serializers.Serializer):
    """A project with 1, its points, or its place within the envelope."""

    project = serializers.IntegerField(min_value=1, max_value=HIGHEST)
    value = serializers.IntegerField(min_value=0, max_value=HIGHEST, default=1)


class ChoicesSerializer(serializers.Serializer):
    """What is chosen."""

    choices = serializers.ListField(child=ChoiceSerializer(), max_length=MOST_CHOICES)

    @property
    def chosen(self) -> list[Choice]:
        """As the verbs take them."""
        return [Choice(choice["project"], choice["value"]) for choice in self.validated_data["choices"]]


class CastSerializer(ChoicesSerializer):
    """The whole ballot."""

    seen = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=HIGHEST,
        default=None,
        help_text="Version of the ballot in the box that you know of, 0 for none: a newer one is not replaced unseen.",
    )


class ReceiptSerializer(serializers.Serializer):
    """A receipt: proves that the ballot is in the box, not what it says."""

    code = serializers.CharField()
    cast_hour = serializers.DateTimeField(allow_null=True, help_text="The hour of casting.")
    version = serializers.IntegerField()
    replaces = serializers.CharField(
        allow_blank=True, help_text="The receipt that this one strikes, or empty."
    )
    change_until = serializers.DateTimeField(allow_null=True)
    is_current = serializers.BooleanField(help_text="False where the same voter has cast a newer ballot.")
    is_excluded = serializers.BooleanField(
        help_text="Two officials have left the ballot out of the count, by a written decision."
    )
    excluded_because = serializers.CharField(
        allow_blank=True, help_text="The public reason of that decision, or empty."
    )


class DraftSerializer(serializers.Serializer):
    """What is chosen now. `uncast`: something of it is not in the box."""

    choices = ChoiceSerializer(many=True)
    uncast = serializers.BooleanField()
    receipt = ReceiptSerializer(allow_null=True)
    on_paper = serializers.CharField(
        allow_blank=True,
        help_text="Why nothing can be cast here: `has-paper-ballot` or `voted-on-paper`; else empty.",
    )


class ReceiptStateSerializer(serializers.Serializer):
    """Whether the ballot with this receipt counts."""

    code = serializers.CharField()
    is_current = serializers.BooleanField(
        help_text="False where the same voter has cast a newer ballot, or the ballot is excluded."
    )
    is_excluded = serializers.BooleanField(help_text="It is left out of the count by a written decision.")
    excluded_because = serializers.CharField(
        allow_blank=True, help_text="The public reason of that decision, or empty."
    )


class AreaTurnoutSerializer(serializers.Serializer):
    """Null where so few people are meant that one could be recognised."""

    path = serializers.CharField()
    name = serializers.DictField(child=serializers.CharField(allow_blank=True))
    voted = serializers.IntegerField(allow_null=True)
    eligible = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True, help_text="Percent.")
    step = serializers.IntegerField(
        min_value=0,
        max_value=5,
        help_text="Of the map's shades: 1 below 5 percent, 2 below 10, 3 below 20, 4 below 40, 5; 0: not told.",
    )


class WayTurnoutSerializer(serializers.Serializer):
    """Null where so few have gone this way, or another, that one could be recognised."""

    way = serializers.ChoiceField(
        choices=[way.value for way in WAYS],
        help_text="`web`: with a letter's code or the identity service, also in a booth; `desk`: with a code of an "
        "officer's desk; `paper`.",
    )
    voted = serializers.IntegerField(allow_null=True)


class TurnoutSerializer(serializers.Serializer):
    """How many have voted. `totals`: votes by project, null while they are not shown."""

    voted = serializers.IntegerField()
    eligible = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Percent.")
    ballots = serializers.IntegerField()
    areas = AreaTurnoutSerializer(many=True)
    ways = WayTurnoutSerializer(many=True)
    totals = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


class LogHeadSerializer(serializers.Serializer):
    """The head of the book of acts: keep it, and you can tell later that the book was not written anew."""

    length = serializers.IntegerField(help_text="Entries.")
    head = serializers.CharField(help_text="SHA-256 of the last entry.")
    csv = serializers.CharField(help_text="Where the book is, without the words of reasons.")


class RulesSerializer(serializers.Serializer):
    """What was fixed at opening. `text`: canonical JSON, of which `sha256` is the hash."""

    cycle = serializers.SlugField()
    frozen_at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    text = serializers.CharField()
    log = LogHeadSerializer()


def vote(election: Election, time: queries.VoteTime | None) -> dict[str, Any]:
    """As `VoteSerializer`."""
    cycle = election.cycle
    return {
        "cycle": cycle.slug,
        "name": str(cycle),
        "area": str(cycle.area),
        "year": cycle.year,
        "opens_at": time.opens_at if time else None,
        "closes_at": time.closes_at if time else None,
        "is_open": bool(time and time.is_open),
        "is_over": bool(time and time.is_over),
        "ballot_kind": election.ballot_kind,
        "rules_sha256": election.frozen_hash,
        "identity_path": f"/vote/{cycle.slug}/identity/" if service_name() else "",
    }


def ballot(form: Form, pots: list[Pot], rows: list[queries.Row]) -> dict[str, Any]:
    """As `BallotSerializer`."""
    return {
        "kind": form.kind,
        "currency": form.currency,
        "min_length": form.min_length,
        "max_length": form.max_length,
        "min_sum_points": form.min_sum_points,
        "max_sum_points": form.max_sum_points,
        "max_points": form.max_points,
        "parts": [
            {
                "envelope": pot.slug,
                "name": str(pot),
                "money": str(pot.money),
                "projects": [_row(row) for row in rows if row.envelope == pot.pk],
            }
            for pot in pots
        ],
    }


def _row(row: queries.Row) -> dict[str, Any]:
    return {
        "project": row.pk,
        "project_id": row.project_id,
        "proposal": row.proposal,
        "title": row.title,
        "summary": row.summary,
        "language": row.language,
        "cost": str(row.cost),
        "area": row.area,
        "category": row.category,
    }


def receipt(told: Receipt) -> dict[str, Any]:
    """As `ReceiptSerializer`."""
    return {
        "code": told.code,
        "cast_hour": told.cast_hour,
        "version": told.version,
        "replaces": told.replaces,
        "change_until": told.change_until,
        "is_current": told.is_current,
        "is_excluded": told.is_excluded,
        "excluded_because": told.excluded_because,
    }


def draft(own: OwnBallot) -> dict[str, Any]:
    """As `DraftSerializer`."""
    return {
        "choices": [{"project": project, "value": value} for project, value in own.choices.items()],
        "uncast": own.uncast,
        "receipt": receipt(own.receipt) if own.receipt else None,
        "on_paper": own.on_paper.code if own.on_paper else "",
    }


def log_head(election: Election) -> dict[str, Any]:
    """As `LogHeadSerializer`."""
    head = acts.head_of(election)
    address = reverse("voting:log_file", args=[election.cycle.slug])
    return {"length": head.length, "head": head.hash, "csv": address}
