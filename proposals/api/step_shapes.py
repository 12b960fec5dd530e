"""Shapes of the API of review steps: what is sent and what is answered. All of it is for officials."""

from rest_framework import serializers

from proposals.models import MOST_DAYS, TEXT_LENGTH, StepKind, TaskState

BIGGEST = 2**63 - 1


class StepSerializer(serializers.Serializer):
    """A step that reviews take. `days`: working days. `service`: the department's slug, or null."""

    kind = serializers.ChoiceField(choices=StepKind.choices)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)
    service = serializers.CharField(allow_null=True, required=False, default=None, max_length=50)


class ReviewPlanSerializer(serializers.Serializer):
    """The steps of a year, or of one category of it. `category`: its slug; null: all that have none of their own."""

    category = serializers.CharField(allow_null=True, required=False, default=None, max_length=80)
    steps = StepSerializer(many=True)


class PlanListSerializer(serializers.Serializer):
    """All steps of a year."""

    results = ReviewPlanSerializer(many=True)


class PersonSerializer(serializers.Serializer):
    """An official."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TaskSerializer(serializers.Serializer):
    """An official's or a department's part in a step. Never public."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=StepKind.choices)
    state = serializers.ChoiceField(choices=TaskState.choices)
    service = serializers.CharField(allow_null=True)
    reviewer = PersonSerializer(allow_null=True)
    due = serializers.DateField()
    passed = serializers.BooleanField(allow_null=True)
    note = serializers.CharField()
    done_by = PersonSerializer(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)


class QuestionSerializer(serializers.Serializer):
    """A question between officials. Never public."""

    id = serializers.IntegerField()
    asked_by = PersonSerializer(allow_null=True)
    asked_of = PersonSerializer(allow_null=True)
    text = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_by = PersonSerializer(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class CourseSerializer(serializers.Serializer):
    """How a review goes: planned steps, tasks, questions."""

    steps = StepSerializer(many=True)
    tasks = TaskSerializer(many=True)
    questions = QuestionSerializer(many=True)


class GiveWish(serializers.Serializer):
    """Who does a task. `due` null keeps the day."""

    reviewer = serializers.IntegerField(allow_null=True, min_value=1, max_value=BIGGEST)
    service = serializers.CharField(allow_null=True, max_length=50)
    due = serializers.DateField(required=False, allow_null=True, default=None)


class AddWish(serializers.Serializer):
    """One more person or department in a step."""

    kind = serializers.ChoiceField(choices=StepKind.choices)
    reviewer = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=BIGGEST
    )
    service = serializers.CharField(required=False, allow_null=True, default=None, max_length=50)
    days = serializers.IntegerField(required=False, default=5)


class FinishWish(serializers.Serializer):
    """What a check found."""

    passed = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT_LENGTH)


class AskWish(serializers.Serializer):
    """A question to a colleague, or (null) to whoever knows."""

    of = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=BIGGEST
    )
    text = serializers.CharField(max_length=TEXT_LENGTH)


class AnswerWish(serializers.Serializer):
    """An answer to a colleague."""

    answer = serializers.CharField(max_length=TEXT_LENGTH)
