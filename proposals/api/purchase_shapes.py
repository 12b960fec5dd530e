"""Shapes of purchases."""

from rest_framework import serializers

from proposals.models import PurchaseState


def _money() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2)


class PurchaseSerializer(serializers.Serializer):
    """What was bought, and what of it is paid. `open`: ordered and not paid yet."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    what = serializers.CharField()
    ordered_on = serializers.DateField()
    state = serializers.ChoiceField(choices=PurchaseState.choices)
    line = serializers.IntegerField(allow_null=True, help_text="Number of the budget line.")
    account = serializers.CharField()
    amount = _money()
    paid = _money()
    open = _money()


class PurchaseListSerializer(serializers.Serializer):
    """The purchases of a project, oldest first."""

    results = PurchaseSerializer(many=True)


class KeptPurchaseSerializer(PurchaseSerializer):
    """A purchase as it was saved. Where its supplier may be a person, write “private person” instead."""

    supplier_may_be_a_person = serializers.BooleanField()


class PurchaseWish(serializers.Serializer):
    """A purchase as it should be. `supplier`: a company or organisation, read by officials only."""

    what = serializers.CharField(max_length=300)
    supplier = serializers.CharField(required=False, allow_blank=True, max_length=160, default="")
    ordered_on = serializers.DateField()
    amount = _money()
    line = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1
    )


class NewPurchase(PurchaseWish):
    """A new purchase with the number of its order."""

    reference = serializers.CharField(max_length=60)


class CancelWish(serializers.Serializer):
    """Why it is cancelled."""

    reason = serializers.CharField(max_length=300)
