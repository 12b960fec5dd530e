"""The test factories of the budget year themselves."""

from decimal import Decimal

import pytest

from commons.process.domain.gate import open_kinds
from commons.process.models import PhaseKind
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, coming_phase, open_phase

pytestmark = pytest.mark.django_db


def test_phases_are_where_the_factory_says():
    cycle = CycleFactory()
    closed_phase(cycle, PhaseKind.PROPOSE)
    open_phase(cycle, PhaseKind.VOTE)
    coming_phase(cycle, PhaseKind.COUNT)
    assert open_kinds(cycle) == {PhaseKind.VOTE}
    open_phase(cycle, PhaseKind.PROPOSE)
    assert open_kinds(cycle) == {PhaseKind.PROPOSE, PhaseKind.VOTE}


def test_an_envelope_holds_what_its_source_gives():
    assert EnvelopeFactory().amount == Decimal("50000.00")
    assert EnvelopeFactory(source=Decimal("12500.50")).amount == Decimal("12500.50")
    assert EnvelopeFactory(source=False).amount == Decimal(0)
