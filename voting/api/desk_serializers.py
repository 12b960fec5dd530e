"""The voting desk as JSON: shapes for the schema, and the dictionaries that have them."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from voting.counting import RULES
from voting.domain.codes import LARGEST_BATCH
from voting.domain.desk_votes import DeskVote, RollArea, Stage
from voting.domain.elections import BallotRules
from voting.domain.readiness import Check, Level
from voting.domain.turnout import drafts_never_cast
from voting.models import BallotKind, BallotProject, CodeBatch, Election, RollFile, RollFileState


class BallotRulesSerializer(serializers.Serializer):
    """The rules of a vote; null is no limit. Limits hold in each envelope."""

    ballot_kind = serializers.ChoiceField(choices=BallotKind.choices, default=BallotKind.APPROVAL)
    min_length = serializers.IntegerField(min_value=0, max_value=32_000, default=1)
    max_length = serializers.IntegerField(min_value=1, max_value=32_000, allow_null=True, default=None)
    min_sum_points = serializers.IntegerField(min_value=0, max_value=1_000_000, allow_null=True, default=None)
    max_sum_points = serializers.IntegerField(min_value=1, max_value=1_000_000, allow_null=True, default=None)
    max_points = serializers.IntegerField(min_value=1, max_value=1_000_000, allow_null=True, default=None)
    totals_live = serializers.BooleanField(default=False)
    rule = serializers.ChoiceField(choices=sorted(RULES), default="greedy")
    seed = serializers.CharField(max_length=64, allow_blank=True, default="")
    lot_source = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="A public drawing after the close, instead of a seed.",
    )


class DeskVoteSerializer(serializers.Serializer):
    """A vote as its officials see it. `rules` is null before anything was decided."""

    cycle = serializers.SlugField()
    name = serializers.CharField()
    year = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=[stage.value for stage in Stage])
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    projects = serializers.IntegerField()
    voters = serializers.IntegerField(help_text="People on the roll.")
    voted = serializers.IntegerField()
    rules = BallotRulesSerializer(allow_null=True)
    frozen_at = serializers.DateTimeField(allow_null=True)
    frozen_hash = serializers.CharField(help_text="SHA-256 of the published rules; empty before.")


class DeskVoteDetailSerializer(DeskVoteSerializer):
    """One vote with the number of drafts that were never cast."""

    drafts = serializers.IntegerField()


class CheckSerializer(serializers.Serializer):
    """One point to look at before the vote is opened."""

    code = serializers.SlugField()
    level = serializers.ChoiceField(choices=[level.value for level in Level])
    text = serializers.CharField()
    todo = serializers.CharField(help_text="What to do about it; empty where it is in order.")


class OpenSerializer(serializers.Serializer):
    """`reason`: why the vote is opened although there are warnings; needed only then."""

    reason = serializers.CharField(max_length=1_000, required=False, default="", allow_blank=True)


class DeskBallotRowSerializer(serializers.Serializer):
    """A project on the ballot."""

    id = serializers.IntegerField(help_text="For ordering.")
    project_id = serializers.CharField(help_text="Number on the ballot and in the .pb file.")
    position = serializers.IntegerField()
    proposal = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.CharField()
    envelope = serializers.SlugField()
    cost = serializers.DecimalField(max_digits=14, decimal_places=2)


class PutOnBallotSerializer(serializers.Serializer):
    """A reviewed proposal to put on the ballot."""

    proposal = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class OrderSerializer(serializers.Serializer):
    """Ids of ballot rows in their new order; what is not named follows."""

    order = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=5_000
    )


class RollAreaSerializer(serializers.Serializer):
    """The roll of one area."""

    area = serializers.IntegerField()
    name = serializers.CharField()
    people = serializers.IntegerField()
    without_code = serializers.IntegerField()


class CsvSerializer(serializers.Serializer):
    """A CSV file with the columns person_id, birth_year, area."""

    file = serializers.FileField()


class RollProblemSerializer(serializers.Serializer):
    """What is wrong with one line."""

    line = serializers.IntegerField()
    column = serializers.CharField()
    reason = serializers.CharField()
    is_error = serializers.BooleanField()


class RollReportSerializer(serializers.Serializer):
    """What a file does to the roll."""

    lines = serializers.IntegerField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    errors = RollProblemSerializer(many=True)  # type: ignore[assignment]  # a field of the answer
    error_count = serializers.IntegerField()
    warnings = RollProblemSerializer(many=True)
    warning_count = serializers.IntegerField()
    by_area = serializers.DictField(child=serializers.IntegerField())


class RollFileSerializer(serializers.Serializer):
    """A file for the roll: refused, checked, being taken in (`done` of `lines`), or taken in."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=RollFileState.choices)
    lines = serializers.IntegerField()
    done = serializers.IntegerField()
    report = RollReportSerializer()


class LettersSerializer(serializers.Serializer):
    """For whom letters are made."""

    area = serializers.IntegerField(required=False, allow_null=True, default=None, max_value=2**63 - 1)
    most = serializers.IntegerField(min_value=1, max_value=LARGEST_BATCH, default=LARGEST_BATCH)


class PersonSerializer(serializers.Serializer):
    """Whose letter is replaced: a person id, or the number of the old letter."""

    person = serializers.CharField(max_length=100)


class RevokeSerializer(serializers.Serializer):
    """Why the codes of a batch stop working."""

    reason = serializers.CharField(max_length=300)


class BatchSerializer(serializers.Serializer):
    """A batch of letters."""

    id = serializers.IntegerField()
    area = serializers.IntegerField(allow_null=True)
    made_at = serializers.DateTimeField()
    size = serializers.IntegerField()
    working = serializers.IntegerField(help_text="Letters whose code works.")
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_reason = serializers.CharField()


def desk_vote(vote: DeskVote) -> dict[str, Any]:
    """As `DeskVoteSerializer`."""
    election = vote.election
    return {
        "cycle": vote.cycle.slug,
        "name": str(vote.cycle),
        "year": vote.cycle.year,
        "stage": vote.stage.value,
        "opens_at": _moment(vote.opens_at),
        "closes_at": _moment(vote.closes_at),
        "projects": vote.projects,
        "voters": vote.voters,
        "voted": vote.voted,
        "rules": ballot_rules(election) if election else None,
        "frozen_at": _moment(election.frozen_at) if election else None,
        "frozen_hash": election.frozen_hash if election else "",
    }


def desk_vote_detail(vote: DeskVote) -> dict[str, Any]:
    """As `DeskVoteDetailSerializer`."""
    return desk_vote(vote) | {"drafts": drafts_never_cast(vote.election) if vote.election else 0}


def ballot_rules(election: Election) -> dict[str, Any]:
    """As `BallotRulesSerializer`."""
    return {name: getattr(election, name) for name in BallotRules.__dataclass_fields__}


def check(found: Check) -> dict[str, Any]:
    """As `CheckSerializer`."""
    return {"code": found.code, "level": found.level.value, "text": str(found.text), "todo": str(found.todo)}


def ballot_row(row: BallotProject) -> dict[str, Any]:
    """As `DeskBallotRowSerializer`."""
    return {
        "id": row.pk,
        "project_id": row.project_id,
        "position": row.position,
        "proposal": row.proposal_id,
        "title": row.proposal.title,
        "language": row.proposal.language,
        "envelope": row.envelope.slug,
        "cost": str(row.cost),
    }


def roll_area(area: RollArea) -> dict[str, Any]:
    """As `RollAreaSerializer`."""
    return {"area": area.area, "name": area.name, "people": area.people, "without_code": area.without_code}


def roll_file(file: RollFile) -> dict[str, Any]:
    """As `RollFileSerializer`."""
    return {
        "id": str(file.pk),
        "state": file.state,
        "lines": file.lines,
        "done": file.done,
        "report": file.report,
    }


def batch(found: CodeBatch) -> dict[str, Any]:
    """As `BatchSerializer`. `found`: of `desk_votes.batches`."""
    return {
        "id": found.pk,
        "area": found.area_id,
        "made_at": _moment(found.made_at),
        "size": found.size,
        "working": found.working,  # type: ignore[attr-defined]
        "revoked_at": _moment(found.revoked_at),
        "revoked_reason": found.revoked_reason,
    }


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
