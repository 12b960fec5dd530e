"""Shapes of notes: written, followed by receipt, read, moderated, counted."""

from rest_framework import serializers

from commons.moderation.api.effort import WorkedById
from commons.moderation.models import Moderation, Reason
from hearings.api.theme_shapes import AnswerShape
from hearings.models import Channel, Polarity


class BackgroundShape(serializers.Serializer):
    """Optional answers about oneself, kept apart from the note."""

    age_band = serializers.CharField(required=False, allow_blank=True, default="")
    gender = serializers.CharField(required=False, allow_blank=True, default="")
    home_town = serializers.CharField(required=False, allow_blank=True, default="")


class NewNote(WorkedById):
    """A note. `uuid` is made by the sender; the same one again is the same note."""

    uuid = serializers.UUIDField()
    code = serializers.CharField(max_length=40, help_text="The five letters of the station.")
    question = serializers.IntegerField(allow_null=True, required=False, default=None)
    service_area = serializers.IntegerField(
        allow_null=True, required=False, default=None, help_text="Not needed where the station gives it."
    )
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    language = serializers.CharField(max_length=12, required=False, default="fi", help_text="BCP 47.")
    written_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="By the phone's clock."
    )
    background = BackgroundShape(required=False)
    round = serializers.CharField(
        max_length=60,
        required=False,
        allow_blank=True,
        default="",
        help_text="The word in an organisation's link, where that led here. An unknown one is passed over.",
    )
    shared = serializers.BooleanField(
        required=False, default=False, help_text="From a tablet that many use: no background is kept."
    )


class WrittenFor(serializers.Serializer):
    """A note that an official writes down word by word."""

    uuid = serializers.UUIDField()
    question = serializers.IntegerField()
    service_area = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    language = serializers.CharField(max_length=12, required=False, default="fi")
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.SCRIBE)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class ReceivedShape(serializers.Serializer):
    """That a note is stored."""

    receipt = serializers.CharField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    is_new = serializers.BooleanField()


class Receipts(serializers.Serializer):
    """Receipts that one holds."""

    receipts = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=100, allow_empty=True
    )


class FateShape(serializers.Serializer):
    """What became of a note."""

    receipt = serializers.CharField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField(allow_blank=True)
    told = serializers.CharField(allow_blank=True, help_text="What its writer is told about a hiding.")
    text = serializers.CharField()
    language = serializers.CharField()
    theme = serializers.IntegerField(allow_null=True)
    answer = AnswerShape(allow_null=True)


class FateList(serializers.Serializer):
    """What became of several notes."""

    results = FateShape(many=True)


class NoteShape(serializers.Serializer):
    """A note that everybody may read."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    question = serializers.IntegerField()
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    service_area = serializers.IntegerField()
    event = serializers.IntegerField(allow_null=True)
    theme = serializers.IntegerField(allow_null=True)
    channel = serializers.ChoiceField(choices=Channel.choices)


class WaitingShape(NoteShape):
    """A note in the moderators' queue. `marks`: `[start, end, kind]` of what screening found."""

    marks = serializers.ListField(child=serializers.ListField())
    may_hide = serializers.BooleanField()


class WaitingList(serializers.Serializer):
    """The queue, oldest first."""

    results = WaitingShape(many=True)


class AsSeen(serializers.Serializer):
    """In which list the moderator read the note, if that shall be so still."""

    seen = serializers.ChoiceField(
        choices=["held", "hidden", "appealed"],
        required=False,
        default=None,
        help_text="Where it left this list meanwhile, nothing is decided: 409.",
    )


class Hiding(AsSeen):
    """Why a note is hidden."""

    reason = serializers.CharField(help_text=", ".join(Reason.values))


class NewAppeal(serializers.Serializer):
    """Asks to have a hidden note looked at again."""

    receipt = serializers.CharField(max_length=40)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class BlackingOut(AsSeen):
    """What is blacked out: marks by number, and words."""

    places = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)
    words = serializers.ListField(child=serializers.CharField(), required=False, default=list)


class Decided(serializers.Serializer):
    """A note after a decision."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField(allow_blank=True)
    text = serializers.CharField()


class BackgroundLine(serializers.Serializer):
    """One service. null: left out, so that nobody can be made out."""

    service_area = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True)
    cells = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    least = serializers.IntegerField()


class BackgroundTableShape(serializers.Serializer):
    """Who spoke: people by one kind of answer."""

    name = serializers.CharField()
    lines = BackgroundLine(many=True)


class Numbers(serializers.Serializer):
    """Empty until answering begins."""

    tables = BackgroundTableShape(many=True)
