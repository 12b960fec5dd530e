"""Envelopes and their sources."""

from decimal import Decimal

import pytest

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.domain import money
from commons.process.domain.errors import EnvelopeInUse, MoneyIsFixed
from commons.process.domain.money import Source
from commons.process.models import Cycle, Envelope, FundingSource, PhaseKind
from tests.factories.accounts import official
from tests.factories.process import CycleFactory, EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import BallotProposalFactory

pytestmark = pytest.mark.django_db

COUNCIL = Source({"fi": "Valtuusto", "sv": "Fullmäktige"}, Decimal("40000"))
STATE = Source({"fi": "Valtio"}, Decimal("1250.5"))


@pytest.fixture
def cycle() -> Cycle:
    made: Cycle = CycleFactory()
    return made


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR)


def save(coordinator: User, cycle: Cycle, *sources: Source, envelope: Envelope | None = None) -> Envelope:
    return money.save_envelope(
        actor=coordinator, cycle=cycle, name={"fi": "Harjula"}, sources=sources, envelope=envelope
    )


def test_an_envelope_holds_what_its_sources_give(cycle: Cycle, coordinator: User) -> None:
    pot = save(coordinator, cycle, COUNCIL, STATE)

    assert (pot.slug, pot.position, pot.area, pot.amount) == ("harjula", 0, None, Decimal("41250.50"))
    assert (save(coordinator, cycle, COUNCIL).slug, cycle.envelopes.count()) == ("harjula-2", 2)


def test_changing_the_sources_keeps_the_history_of_each(cycle: Cycle, coordinator: User) -> None:
    pot = save(coordinator, cycle, COUNCIL, STATE)
    more = Source(COUNCIL.name, Decimal(45_000))
    save(coordinator, cycle, more, envelope=pot)

    assert [(one.name_fi, one.amount) for one in pot.sources.all()] == [("Valtuusto", Decimal(45_000))]
    history = FundingSource.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert list(history.values_list("pgh_label", "name_fi", "amount")) == [
        ("insert", "Valtuusto", Decimal("40000.00")),
        ("insert", "Valtio", Decimal("1250.50")),
        ("update", "Valtuusto", Decimal("45000.00")),
        ("delete", "Valtio", Decimal("1250.50")),
    ]


@pytest.mark.parametrize(
    ("sources", "fields"),
    [
        ([], {"sources"}),
        ([Source({}, Decimal(5))], {"sources-0-name_fi"}),
        ([COUNCIL, Source({"fi": "Valtio"}, Decimal(0))], {"sources-1-amount"}),
        ([Source({"fi": "Valtio"}, Decimal("NaN"))], {"sources-0-amount"}),
        ([Source({"fi": "Valtio"}, Decimal("1e13"))], {"sources-0-amount"}),
    ],
)
def test_money_that_is_not_money(
    cycle: Cycle, coordinator: User, sources: list[Source], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        save(coordinator, cycle, *sources)

    assert set(refused.value.fields) == fields
    assert cycle.envelopes.count() == 0


def test_from_the_opening_of_the_vote_the_money_stays(cycle: Cycle, coordinator: User) -> None:
    coming_phase(cycle, PhaseKind.VOTE)
    pot = save(coordinator, cycle, COUNCIL)
    open_phase(cycle, PhaseKind.VOTE)
    with pytest.raises(MoneyIsFixed):
        save(coordinator, cycle, STATE, envelope=pot)
    with pytest.raises(MoneyIsFixed):
        save(coordinator, cycle, STATE)
    with pytest.raises(MoneyIsFixed):
        money.remove_envelope(actor=coordinator, envelope=pot)
    assert pot.amount == Decimal(40_000)


def test_an_envelope_with_proposals_stays(cycle: Cycle, coordinator: User) -> None:
    used, empty = EnvelopeFactory(cycle=cycle), EnvelopeFactory(cycle=cycle)
    BallotProposalFactory(cycle=cycle, envelope=used)
    with pytest.raises(EnvelopeInUse):
        money.remove_envelope(actor=coordinator, envelope=used)
    money.remove_envelope(actor=coordinator, envelope=empty)
    assert list(cycle.envelopes.all()) == [used]


def test_other_officials_leave_the_money_alone(cycle: Cycle) -> None:
    for role in set(Role) - {Role.COORDINATOR}:
        with pytest.raises(NotAllowed):
            save(official(role), cycle, COUNCIL)
