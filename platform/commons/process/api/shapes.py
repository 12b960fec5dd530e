"""Shapes of budget years in the API."""

from rest_framework import serializers

from commons.process.models import PhaseKind
from commons.texts.shapes import Texts


class CycleRowSerializer(serializers.Serializer):
    """A budget year in a list."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text="In the reader's language.")
    summary = serializers.CharField()
    area = serializers.CharField(help_text='Path of its town or district, e.g. "kuvala/".')
    year = serializers.IntegerField()
    currency = serializers.CharField(help_text="Three letters, ISO 4217.")
    is_published = serializers.BooleanField()
    is_imported = serializers.BooleanField(help_text="Made from an election file.")


class PhaseSerializer(serializers.Serializer):
    """A stretch of time, from `opens_at` until just before `closes_at`."""

    kind = serializers.ChoiceField(choices=PhaseKind.choices)
    name = serializers.CharField(help_text="In the reader's language.")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=["done", "now", "next"])


class SourceSerializer(serializers.Serializer):
    """Where money comes from."""

    name = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    carried_from = serializers.CharField(
        allow_null=True, help_text="The earlier year whose freed money this is; null: money of this year."
    )


class EnvelopeSerializer(serializers.Serializer):
    """A pot of money."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    area = serializers.CharField(allow_null=True, help_text="Path of its area; null: the whole town.")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="The sum of its sources.")
    sources = SourceSerializer(many=True)


class MovedDateSerializer(serializers.Serializer):
    """A change of a phase's dates, and why."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=PhaseKind.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    reason = serializers.CharField()


class CycleSerializer(CycleRowSerializer):
    """A budget year with its phases, its money and moved dates."""

    phases = PhaseSerializer(many=True)
    envelopes = EnvelopeSerializer(many=True)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="All its money.")
    moved_dates = MovedDateSerializer(many=True)


class CycleWords(serializers.Serializer):
    """What the year is called and about."""

    name = Texts()
    summary = Texts(required=False, default=dict)


class NewCycle(CycleWords):
    """A year that only officials see. `copied_from`: slug of a year whose phases, money and lessons are taken over."""

    area = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    year = serializers.IntegerField(min_value=1989, max_value=2200)
    currency = serializers.CharField(required=False, min_length=3, max_length=3, default="EUR")
    copied_from = serializers.SlugField(required=False, max_length=80, allow_null=True, default=None)


class NewPhase(serializers.Serializer):
    """The dates of a phase."""

    kind = serializers.ChoiceField(choices=PhaseKind.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class PhasePlan(serializers.Serializer):
    """All phases of the year; those not named are taken out. `reason`: public, for dates that were promised."""

    phases = NewPhase(many=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class NewSource(serializers.Serializer):
    """Money from somewhere."""

    name = Texts()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)


class NewEnvelope(serializers.Serializer):
    """An envelope with all its sources. `area` null: the whole town."""

    name = Texts()
    area = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1, default=None
    )
    sources = NewSource(many=True)
