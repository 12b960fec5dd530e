"""Shapes of statements, answers and opinion groups in the API."""

from rest_framework import serializers

from commons.deliberation.models import Stance
from commons.deliberation.models.statements import LONGEST


class OpinionSharesSerializer(serializers.Serializer):
    """Percent of people, in steps of five; the three add up to 100."""

    agree = serializers.IntegerField(min_value=0, max_value=100)
    disagree = serializers.IntegerField(min_value=0, max_value=100)
    passed = serializers.IntegerField(min_value=0, max_value=100, help_text="Cannot say.")


class OpinionNumbersSerializer(OpinionSharesSerializer):
    """What those say who have answered a statement."""

    answered = serializers.IntegerField(min_value=5, help_text="People; never fewer than five.")


class OpinionStatementSerializer(serializers.Serializer):
    """A statement."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField(help_text="Of the text, BCP 47.")
    is_official = serializers.BooleanField(help_text="The town's, not a resident's.")
    created_at = serializers.DateTimeField()
    is_mine = serializers.BooleanField()
    hidden = serializers.CharField(help_text="Why others do not see it; told to its writer only, else empty.")
    my_answer = serializers.ChoiceField(choices=Stance.choices, allow_null=True)
    numbers = OpinionNumbersSerializer(
        allow_null=True,
        help_text="Null for fewer than five people, and while the asker could answer it and has not.",
    )


class TakingPartSerializer(serializers.Serializer):
    """How many take part."""

    people = serializers.IntegerField(help_text="Have answered a statement.")
    active = serializers.IntegerField(help_text="Have answered enough of them to make opinion groups of.")
    least_people = serializers.IntegerField(help_text="So many active people groups need.")
    least_answers = serializers.IntegerField(help_text="So many answers make a person active.")


class OpinionStatementsSerializer(TakingPartSerializer):
    """All statements, in an order drawn by lot for the asker and the day."""

    is_open = serializers.BooleanField(help_text="Whether statements and answers are taken now.")
    seed = serializers.IntegerField(help_text="Of the lot.")
    statements = OpinionStatementSerializer(many=True)


class TellingStatementSerializer(serializers.Serializer):
    """A statement that tells a group from the others."""

    statement = serializers.IntegerField()
    stance = serializers.ChoiceField(choices=["agree", "disagree"])
    here = serializers.IntegerField(help_text="Percent of the group that say so.")
    elsewhere = serializers.IntegerField(help_text="Percent of all others that say so.")


class OpinionGroupSharesSerializer(OpinionSharesSerializer):
    """The shares of one statement in a group."""

    statement = serializers.IntegerField()


class OpinionGroupSerializer(serializers.Serializer):
    """People whose answers are alike. Who they are is told to nobody."""

    group = serializers.CharField(help_text="A letter; A is the largest.")
    size = serializers.IntegerField(min_value=5)
    telling = TellingStatementSerializer(many=True)
    shares = OpinionGroupSharesSerializer(
        many=True, help_text="Only statements that five or more of every group have answered."
    )


class SharedOpinionSerializer(serializers.Serializer):
    """A statement that most people of every group answer alike; without groups, most people."""

    statement = serializers.IntegerField()
    stance = serializers.ChoiceField(choices=["agree", "disagree"])
    least = serializers.IntegerField(help_text="At least so many percent in every group.")


class OpinionsSerializer(TakingPartSerializer):
    """What people think together. Not a vote and not a representative sample."""

    version = serializers.IntegerField(help_text="Grows when the numbers are counted anew.")
    held_back = serializers.BooleanField(
        help_text="There is more, shown when the asker has answered every statement, or with numbers=all."
    )
    shared = SharedOpinionSerializer(many=True)
    groups = OpinionGroupSerializer(many=True)


class NewOpinionStatement(serializers.Serializer):
    """A statement to be added."""

    text = serializers.CharField(max_length=LONGEST, help_text="One thought, on one line.")
    language = serializers.CharField(max_length=12, help_text="Of the text, BCP 47.")
    although_similar = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The writer has seen what is like it; see the error looks-alike.",
    )
    is_official = serializers.BooleanField(
        required=False, default=False, help_text="The town's: for those who may review the proposal."
    )


class OpinionAnswer(serializers.Serializer):
    """What one says to a statement."""

    value = serializers.ChoiceField(choices=Stance.choices)


class OpinionAnsweredSerializer(serializers.Serializer):
    """One's answer now."""

    my_answer = serializers.ChoiceField(choices=Stance.choices, allow_null=True)
