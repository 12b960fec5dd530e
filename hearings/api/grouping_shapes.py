"""Shapes of grouping notes into themes."""

from rest_framework import serializers

from hearings.api.shapes import Words


class NewTheme(serializers.Serializer):
    """Words of a theme, in each language of the hearing."""

    title = Words()
    summary = Words(required=False, default=dict)


class Placing(serializers.Serializer):
    """Notes for a theme; theme null: out of theirs. `seen`: note → theme as read; what moved since stays."""

    notes = serializers.ListField(child=serializers.IntegerField(), allow_empty=True)
    theme = serializers.IntegerField(allow_null=True)
    seen = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), required=False, default=dict
    )


class Moved(serializers.Serializer):
    """How many notes moved."""

    moved = serializers.IntegerField()


class PlacedShape(Moved):
    """How many moved, and how many somebody else had moved since."""

    elsewhere = serializers.IntegerField()
