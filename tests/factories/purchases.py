"""Purchases for tests."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from proposals.models import Purchase
from tests.factories.proposals import BallotProposalFactory


class PurchaseFactory(DjangoModelFactory):
    """An order of 100 € for a project."""

    class Meta:
        model = Purchase

    proposal = factory.SubFactory(BallotProposalFactory)
    reference = factory.Sequence(lambda n: f"T-{n}")
    what = "Laiturin puutavara"
    supplier = "Puutavara Oy"
    ordered_on = dt.date(2026, 3, 1)
    amount = Decimal(100)
