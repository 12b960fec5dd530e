"""Shapes of themes: what is answered, what was told later, what could be done."""

from rest_framework import serializers

from commons.accounts.models import User
from hearings.api.shapes import Words
from hearings.models import AnswerKind, DecisionLevel


class AnswerShape(serializers.Serializer):
    """An answer to a theme."""

    kind = serializers.ChoiceField(choices=AnswerKind.choices)
    by_date = serializers.DateField(allow_null=True)
    text = Words()
    answered_by = serializers.CharField()
    answered_at = serializers.DateTimeField()


class DevelopmentShape(serializers.Serializer):
    """What could be done about a theme. `proposal`: the budget proposal that it became."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    proposal = serializers.IntegerField(allow_null=True)


class LaterShape(serializers.Serializer):
    """What was told after the answer."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    title = Words()
    text = Words()


class ThemeShape(serializers.Serializer):
    """A theme with its answer."""

    id = serializers.IntegerField()
    title = Words()
    summary = Words()
    notes = serializers.IntegerField()
    responsible = serializers.CharField()
    level = serializers.ChoiceField(choices=DecisionLevel.choices)
    due = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    is_unkept = serializers.BooleanField(help_text="A promised day has passed and nothing was told since.")
    answer = AnswerShape(allow_null=True)
    later = LaterShape(many=True)
    developments = DevelopmentShape(many=True)


class ThemeList(serializers.Serializer):
    """All themes in their order."""

    results = ThemeShape(many=True)


class Promise(serializers.Serializer):
    """Who answers a theme, by when."""

    responsible = serializers.CharField(allow_blank=True)
    due = serializers.DateField(allow_null=True, required=False, default=None)
    level = serializers.CharField(required=False, default=DecisionLevel.SERVICE)
    assignee = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True), allow_null=True, required=False, default=None
    )


class NewAnswer(serializers.Serializer):
    """An answer."""

    kind = serializers.CharField()
    by_date = serializers.DateField(allow_null=True, required=False, default=None)
    text = Words()
    answered_by = serializers.CharField(allow_blank=True)


class NewDevelopment(serializers.Serializer):
    """What could be done."""

    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True, required=False, default="")
    language = serializers.CharField(required=False, default="fi")
