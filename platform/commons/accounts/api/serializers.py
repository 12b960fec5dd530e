"""Shapes of the API of accounts."""

from rest_framework import serializers

from commons.accounts.models import Role
from commons.texts.translated import Language


class HeldRole(serializers.Serializer):
    """A role in force."""

    role = serializers.ChoiceField(choices=Role.choices)
    area = serializers.CharField(
        allow_null=True, help_text="Path of the area, e.g. kuvala/harjula/; null: the whole town."
    )
    service = serializers.CharField(
        allow_null=True, help_text="Identifier of the service; null: every service."
    )
    ends_at = serializers.DateTimeField(allow_null=True)


class Me(serializers.Serializer):
    """The person who is signed in."""

    id = serializers.IntegerField(read_only=True)
    email = serializers.EmailField(read_only=True)
    display_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=Language.choices, required=False)
    roles = HeldRole(many=True, read_only=True)


class Session(serializers.Serializer):
    """Who is signed in, and what a program with a session needs to send."""

    user = Me(allow_null=True)
    language = serializers.CharField(help_text="In which errors and texts are answered.")
    csrf_token = serializers.CharField(
        help_text="Send it back in the header X-CSRFToken with every POST, PATCH and DELETE."
    )


class CodeRequest(serializers.Serializer):
    """Where a sign-in code shall be sent."""

    email = serializers.EmailField(max_length=254)


class CodeAnswer(serializers.Serializer):
    """The code from the mail; spaces and dashes do not matter."""

    code = serializers.CharField(max_length=40)
