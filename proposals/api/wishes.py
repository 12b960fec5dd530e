"""Shapes of what is sent to the API of proposals. What the words may be, the verbs decide, for the pages alike."""

from rest_framework import serializers

from commons.moderation.api.effort import WorkedBySigned
from proposals.models import TEXT_LENGTH, TITLE_LENGTH, Feasibility, Ground, Lapse, State


class DraftFields(serializers.Serializer):
    """What an author writes. Fields that are not sent stay as they are."""

    language = serializers.CharField(
        required=False, max_length=12, help_text="Of the text, BCP 47: fi, sv, en, ar, …"
    )
    title = serializers.CharField(required=False, allow_blank=True, max_length=TITLE_LENGTH)
    what = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH)
    why = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH)
    for_whom = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH)
    category = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=80, help_text="Its slug."
    )
    area = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1, help_text="Its id."
    )
    latitude = serializers.FloatField(required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.FloatField(required=False, allow_null=True, min_value=-180, max_value=180)
    place_name = serializers.CharField(required=False, allow_blank=True, max_length=160)
    rough_cost = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, min_value=0
    )


class NewDraft(WorkedBySigned, DraftFields):
    """A draft in a budget year that takes proposals."""

    cycle = serializers.SlugField(max_length=80, help_text="Identifier of the budget year.")


class NewPicture(serializers.Serializer):
    """A JPEG, PNG, WebP or GIF file of at most 10 MB."""

    image = serializers.FileField()
    alt = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class PictureText(serializers.Serializer):
    """What the picture shows."""

    alt = serializers.CharField(allow_blank=True, max_length=300)


class PictureOrder(serializers.Serializer):
    """Ids of all pictures in their new order."""

    order = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=5
    )


class ReviewerWish(serializers.Serializer):
    """Who shall review it; null: back to the queue."""

    reviewer = serializers.IntegerField(allow_null=True, min_value=1, max_value=2**63 - 1)
    due = serializers.DateField(required=False, allow_null=True, default=None)


class Findings(serializers.Serializer):
    """Findings so far. Nobody outside sees them."""

    feasibility = serializers.ChoiceField(choices=Feasibility.choices)
    cost = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None
    )
    ground = serializers.ChoiceField(
        choices=Ground.choices,
        required=False,
        allow_null=True,
        default=None,
        help_text="If it is not feasible.",
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH, default="")


class NewRemark(serializers.Serializer):
    """An internal remark."""

    text = serializers.CharField(max_length=TEXT_LENGTH)


class CompletionWish(serializers.Serializer):
    """What the author shall complete, and until when."""

    request = serializers.CharField(max_length=TEXT_LENGTH)
    until = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Moved to the next working day."
    )
    outcome = serializers.ChoiceField(
        choices=Lapse.choices, required=False, default=Lapse.CLOSE, help_text="What happens when it passes."
    )


class BallotWish(serializers.Serializer):
    """Onto the ballot of an envelope."""

    envelope = serializers.SlugField(max_length=80)
    cost = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        required=False,
        allow_null=True,
        default=None,
        help_text="Without it the recorded one.",
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH, default="")


class RefusalWish(serializers.Serializer):
    """Not feasible, with the ground and the reason that everybody reads; without them the recorded ones."""

    ground = serializers.ChoiceField(
        choices=Ground.choices,
        required=False,
        allow_null=True,
        default=None,
        help_text="Needed if none is recorded.",
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH, default="")


class WorkMove(serializers.Serializer):
    """How the work goes on. Cancelling needs a reason."""

    to = serializers.ChoiceField(
        choices=[
            (state, state.label) for state in (State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)
        ]
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH, default="")
