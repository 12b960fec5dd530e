"""Shapes of what a year taught. Texts are given in all languages."""

from rest_framework import serializers

from commons.process.models import ImprovementState, LessonTopic
from commons.texts.shapes import Texts


class LessonWords(serializers.Serializer):
    """What was promised, what happened, what is changed next time. A draft may lack languages."""

    topic = serializers.ChoiceField(choices=LessonTopic.choices)
    promised = Texts(required=False, default=dict)
    happened = Texts(required=False, default=dict)
    change = Texts(required=False, default=dict)
    link = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class LessonVersionShape(serializers.Serializer):
    """How a published lesson read until `until`."""

    until = serializers.DateTimeField()
    promised = Texts()
    happened = Texts()
    change = Texts()


class LessonShape(LessonWords):
    """A lesson. `versions`: what it said before, newest first."""

    id = serializers.IntegerField()
    is_published = serializers.BooleanField()
    versions = LessonVersionShape(many=True)


class ImprovementShape(serializers.Serializer):
    """A lesson of an earlier year on this one's checklist."""

    id = serializers.IntegerField()
    lesson = serializers.IntegerField()
    lesson_cycle = serializers.CharField(help_text="Identifier of the year that taught it.")
    change = Texts()
    state = serializers.ChoiceField(choices=ImprovementState.choices)
    words = Texts(help_text="What was done, or why not now.")
    settled_at = serializers.DateTimeField(allow_null=True)


class LearnedShape(serializers.Serializer):
    """What a year taught. Who sets the year up sees drafts and open improvements too."""

    lessons = LessonShape(many=True)
    improvements = ImprovementShape(many=True)


class Settling(serializers.Serializer):
    """`words`: needed in all languages for `not_now`."""

    state = serializers.ChoiceField(choices=ImprovementState.choices)
    words = Texts(required=False, default=dict)


class BringOver(serializers.Serializer):
    """`earlier`: identifier of the year whose lessons are brought over."""

    earlier = serializers.SlugField(max_length=80)
