"""Shapes of a hearing: its texts, its parts, its codes."""

from rest_framework import serializers

from hearings.api.part_shapes import OrganiserShape
from hearings.models import Channel, HearingState, Polarity


class Words(serializers.DictField):
    """A text by language: `fi`, `sv`, `en`."""

    child = serializers.CharField(allow_blank=True)


class QuestionShape(serializers.Serializer):
    """What is asked."""

    id = serializers.IntegerField()
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    text = Words()


class ServiceAreaShape(serializers.Serializer):
    """A service that is heard about, with its notes by what they say."""

    id = serializers.IntegerField()
    name = Words()
    is_sensitive = serializers.BooleanField()
    works = serializers.IntegerField()
    works_not = serializers.IntegerField()
    idea = serializers.IntegerField()


class EventShape(serializers.Serializer):
    """A meeting."""

    id = serializers.IntegerField()
    town = serializers.CharField()
    place = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    host = serializers.CharField()
    programme = Words()


class HearingRow(serializers.Serializer):
    """A hearing in the list."""

    slug = serializers.CharField()
    title = Words()
    state = serializers.ChoiceField(choices=HearingState.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    received = serializers.IntegerField()
    themes = serializers.IntegerField()


class HearingShape(serializers.Serializer):
    """One hearing whole."""

    slug = serializers.CharField()
    title = Words()
    purpose = Words()
    privacy = Words()
    hosts = serializers.CharField()
    organisers = OrganiserShape(many=True)
    languages = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=HearingState.choices)
    is_taking = serializers.BooleanField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    answers_due = serializers.DateField(allow_null=True)
    held_channels = serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices))
    questions = QuestionShape(many=True)
    service_areas = ServiceAreaShape(many=True)
    events = EventShape(many=True)
    received = serializers.IntegerField()
    shown = serializers.IntegerField()
    hidden = serializers.IntegerField()


class StationShape(serializers.Serializer):
    """Where a code leads."""

    code = serializers.CharField()
    hearing = serializers.CharField()
    event = serializers.IntegerField(allow_null=True)
    service_area = serializers.IntegerField(allow_null=True)
    is_taking = serializers.BooleanField()


class Move(serializers.Serializer):
    """The state that a hearing shall have."""

    state = serializers.CharField()


class HearingFields(serializers.Serializer):
    """Texts and times of a hearing."""

    title = Words(required=False)
    purpose = Words(required=False)
    privacy = Words(required=False)
    hosts = serializers.CharField(max_length=300, required=False, allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField(max_length=2), required=False)
    home_towns = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    answers_due = serializers.DateField(allow_null=True, required=False)
    held_channels = serializers.ListField(
        child=serializers.ChoiceField(choices=Channel.choices),
        required=False,
        help_text="Ways in whose notes are read before they are shown; all of them unless told.",
    )


class NewHearing(HearingFields):
    """A hearing to be prepared."""

    slug = serializers.SlugField(max_length=60)
    languages = serializers.ListField(child=serializers.CharField(max_length=2))


class NewServiceArea(serializers.Serializer):
    """A service. `service`: identifier of the responsible unit, or empty."""

    name = Words()
    service = serializers.CharField(required=False, allow_blank=True, default="")
    is_sensitive = serializers.BooleanField(required=False, default=False)


class NewQuestion(serializers.Serializer):
    """A question."""

    text = Words()
    polarity = serializers.CharField()


class NewEvent(serializers.Serializer):
    """A meeting."""

    town = serializers.CharField(max_length=60)
    place = serializers.CharField(max_length=160)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    host = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    programme = Words(required=False, default=dict)


class CodeRow(serializers.Serializer):
    """A code and what it stands for."""

    code = serializers.CharField()
    event = serializers.IntegerField(allow_null=True)
    service_area = serializers.IntegerField(allow_null=True)


class CodeList(serializers.Serializer):
    """All codes. `signs`: address of the signs to hang up, PDF; `?event=` narrows it to one event."""

    signs = serializers.CharField()
    results = CodeRow(many=True)
