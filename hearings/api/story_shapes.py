"""Shapes of stories."""

from rest_framework import serializers

from commons.moderation.api.effort import WorkedById
from hearings.models import Consent, TellersWord


class NewStory(WorkedById):
    """A story. `uuid` is made by the sender; the same one again is the same story."""

    uuid = serializers.UUIDField()
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    consent = serializers.ChoiceField(choices=Consent.choices, default=Consent.TEAM)
    service_area = serializers.IntegerField(allow_null=True, required=False, default=None)
    language = serializers.CharField(max_length=12, required=False, default="fi", help_text="BCP 47.")
    address = serializers.CharField(
        max_length=254, required=False, allow_blank=True, default="", help_text="Where to ask the teller."
    )


class ToldShape(serializers.Serializer):
    """That a story is stored."""

    receipt = serializers.CharField()
    is_new = serializers.BooleanField()


class StoryReceipt(serializers.Serializer):
    """The receipt of one's own story; in the body, so that it stands in no log."""

    receipt = serializers.CharField(max_length=40)


class Lowering(StoryReceipt):
    """A smaller permission."""

    consent = serializers.CharField()


class Judging(StoryReceipt):
    """Yes or no to the version for others."""

    accepted = serializers.BooleanField()
    objection = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)


class OwnStory(serializers.Serializer):
    """One's own story. `version`: what others would read, or read already."""

    receipt = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    consent = serializers.ChoiceField(choices=Consent.choices)
    withdrawn = serializers.BooleanField()
    version = serializers.CharField(allow_blank=True)
    word = serializers.ChoiceField(choices=TellersWord.choices, allow_blank=True)
    published = serializers.BooleanField()


class PublishedStory(serializers.Serializer):
    """A story that everybody may read."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    language = serializers.CharField()
    service_area = serializers.IntegerField(allow_null=True)
    consent = serializers.ChoiceField(choices=Consent.choices)


class StoryRow(serializers.Serializer):
    """A story in the officials' list, without a word of it."""

    id = serializers.IntegerField()
    service_area = serializers.IntegerField(allow_null=True)
    consent = serializers.ChoiceField(choices=Consent.choices)
    length = serializers.IntegerField()
    readings = serializers.IntegerField()
    offered = serializers.BooleanField()
    word = serializers.ChoiceField(choices=TellersWord.choices, allow_blank=True)
    published = serializers.BooleanField()


class StoryRows(serializers.Serializer):
    """Stories that were not withdrawn, oldest first."""

    results = StoryRow(many=True)
    withdrawn = serializers.IntegerField()


class OpenedStory(serializers.Serializer):
    """A story that an official opened. `marks`: `[start, end, kind]` of what screening found."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    marks = serializers.ListField(child=serializers.ListField())
    language = serializers.CharField()
    consent = serializers.ChoiceField(choices=Consent.choices)
    version = serializers.CharField(allow_blank=True)
    word = serializers.ChoiceField(choices=TellersWord.choices, allow_blank=True)
    objection = serializers.CharField(allow_blank=True)
    published = serializers.BooleanField()
    may_publish = serializers.BooleanField()


class NewVersion(serializers.Serializer):
    """The version for others."""

    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
