"""What a request without an account may carry, so that it counts like a person's."""

from typing import Any

from rest_framework import serializers

from commons.moderation.proof import Effort


class WorkedById(serializers.Serializer):
    """`answer`: a number in digits, so that the SHA-256 of `PURPOSE:ID:ANSWER` begins with `bits_of_id` zero bits (of
    `GET /api/v1/reports/`); ID is the thing's own, in lower case. Not required."""

    answer = serializers.CharField(
        max_length=12,
        required=False,
        allow_blank=True,
        default="",
        help_text="Proof of work, see `GET /api/v1/reports/`. Without it a slower limit holds, and what "
        "would be shown at once is looked at first.",
    )
    website = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="Leave it empty."
    )


class WorkedBySigned(WorkedById):
    """As above, on a word that was fetched: good for four hours and once."""

    challenge = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="A word of `GET /api/v1/reports/`, which `answer` works on.",
    )


def effort_of(sent: dict[str, Any]) -> Effort:
    """Take the effort out of what was sent."""
    return Effort(
        trap=sent.pop("website", ""), challenge=sent.pop("challenge", ""), answer=sent.pop("answer", "")
    )
