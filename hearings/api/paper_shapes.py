"""Shapes of what the API takes and gives about cards and keyed papers."""

from rest_framework import serializers

from hearings.api.note_shapes import BackgroundShape
from hearings.models import CardKind, CardState


class NewRun(serializers.Serializer):
    """A run of cards; without question or service the writer chooses."""

    kind = serializers.ChoiceField(choices=CardKind.choices)
    count = serializers.IntegerField()
    question = serializers.IntegerField(required=False, allow_null=True, default=None)
    service_area = serializers.IntegerField(required=False, allow_null=True, default=None)
    event = serializers.IntegerField(required=False, allow_null=True, default=None)


class RunShape(serializers.Serializer):
    """A run of cards with how many are in which state, and where its PDF is. No `keyed` and `checked` where the cards
    were made for an organisation."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=CardKind.choices)
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    question = serializers.IntegerField(allow_null=True)
    service_area = serializers.IntegerField(allow_null=True)
    event = serializers.IntegerField(allow_null=True)
    states = serializers.DictField(child=serializers.IntegerField())
    pdf = serializers.CharField()


class RunList(serializers.Serializer):
    """The runs of a hearing."""

    results = RunShape(many=True)


class CardMarking(serializers.Serializer):
    """Cards that were given out or spoilt."""

    state = serializers.ChoiceField(choices=[CardState.GIVEN, CardState.SPOILT])
    first = serializers.IntegerField()
    last = serializers.IntegerField()


class MarkedShape(serializers.Serializer):
    """How many cards were marked."""

    marked = serializers.IntegerField()


class CardShape(serializers.Serializer):
    """A card: what it asks, where it is, and the same in words."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=CardKind.choices)
    state = serializers.ChoiceField(choices=CardState.choices)
    question = serializers.IntegerField(allow_null=True)
    service_area = serializers.IntegerField(allow_null=True)
    words = serializers.CharField()


class NewPile(serializers.Serializer):
    """A pile of papers."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=CardKind.choices)
    event = serializers.IntegerField(required=False, allow_null=True, default=None)
    expected = serializers.IntegerField(required=False, allow_null=True, default=None)


class PileShape(serializers.Serializer):
    """A pile with how far it is. `for_me`: papers that the reader may check."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=CardKind.choices)
    event = serializers.IntegerField(allow_null=True)
    expected = serializers.IntegerField(allow_null=True)
    keyed = serializers.IntegerField()
    checked = serializers.IntegerField()
    corrected = serializers.IntegerField()
    for_me = serializers.IntegerField()


class PileList(serializers.Serializer):
    """The piles of a hearing."""

    results = PileShape(many=True)


class CheckedSheet(serializers.Serializer):
    """What stands on a paper, as whoever compares reads it."""

    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    question = serializers.IntegerField(required=False, allow_null=True, default=None)
    service_area = serializers.IntegerField(required=False, allow_null=True, default=None)
    language = serializers.CharField(max_length=12, required=False, default="fi")
    background = BackgroundShape(
        required=False,
        allow_null=True,
        default=None,
        help_text="What the writer ticked on a postcard. Left out at the check: as it was keyed.",
    )


class NewSheet(CheckedSheet):
    """What somebody reads on a paper; with the same `uuid` again it is the same paper. By `multipart/form-data` with
    a photo. Question and service may be left out where the card has them."""

    uuid = serializers.UUIDField()
    card = serializers.CharField(
        max_length=120,
        required=False,
        allow_blank=True,
        default="",
        help_text="Number and letters: 4217-KMRT.",
    )
    image = serializers.FileField(required=False, allow_null=True, default=None)


class KeyedShape(serializers.Serializer):
    """A keyed paper that waits for its check."""

    id = serializers.IntegerField()
    card = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    question = serializers.IntegerField()
    service_area = serializers.IntegerField()
    language = serializers.CharField()
    has_photo = serializers.BooleanField()
    background = BackgroundShape()


class ToCheck(serializers.Serializer):
    """The next paper that the reader may check, or null."""

    next = KeyedShape(allow_null=True)


class CheckedShape(serializers.Serializer):
    """The note that a paper became."""

    note = serializers.IntegerField()
