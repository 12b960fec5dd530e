"""Dates of phases: what may move, and what people can rely on."""

import datetime as dt

import pytest
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.domain import phases, queries
from commons.process.domain.phases import Span
from commons.process.models import Cycle, PhaseKind
from tests.factories.accounts import official
from tests.factories.process import CycleFactory, closed_phase, coming_phase, open_phase

pytestmark = pytest.mark.django_db
K = PhaseKind


@pytest.fixture
def cycle() -> Cycle:
    made: Cycle = CycleFactory(year=timezone.localdate().year)
    return made


@pytest.fixture
def coordinator(cycle: Cycle) -> User:
    return official(Role.COORDINATOR, area=cycle.area)


def days(opens: float, closes: float) -> Span:
    now = timezone.now().replace(microsecond=0)
    return Span(now + dt.timedelta(days=opens), now + dt.timedelta(days=closes))


def spans_of(cycle: Cycle) -> dict[PhaseKind, Span]:
    return {PhaseKind(one.kind): Span(one.opens_at, one.closes_at) for one in cycle.phases.all()}


def test_phases_overlap_as_the_town_likes(cycle: Cycle, coordinator: User) -> None:
    wanted = {
        K.PROPOSE: days(1, 30),
        K.REVIEW: days(10, 60),
        K.DELIBERATE: days(1, 90),
        K.VOTE: days(70, 90),
    }
    phases.plan(actor=coordinator, cycle=cycle, spans=wanted)
    assert spans_of(cycle) == wanted

    del wanted[K.DELIBERATE]
    wanted[K.VOTE] = days(75, 90)
    phases.plan(actor=coordinator, cycle=cycle, spans=wanted)
    assert spans_of(cycle) == wanted


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ({K.PROPOSE: days(5, 5)}, {K.PROPOSE}),
        ({K.PROPOSE: days(5, 3)}, {K.PROPOSE}),
        ({K.PROPOSE: days(1, 20), K.VOTE: days(19, 30)}, {K.VOTE}),
        ({K.REVIEW: days(1, 20), K.VOTE: days(19, 30)}, {K.VOTE}),
        ({K.VOTE: days(1, 20), K.COUNT: days(19, 30)}, {K.COUNT}),
        ({K.VOTE: days(1, 20), K.COUNCIL: days(19, 30)}, {K.COUNCIL}),
        ({K.VOTE: days(4000, 4010)}, {K.VOTE}),
    ],
)
def test_nonsense_is_told_at_the_phase(
    cycle: Cycle, coordinator: User, wanted: dict[PhaseKind, Span], where: set[PhaseKind]
) -> None:
    with pytest.raises(Invalid) as refused:
        phases.plan(actor=coordinator, cycle=cycle, spans=wanted)

    assert set(refused.value.fields) == where
    assert spans_of(cycle) == {}


def test_what_has_begun_keeps_its_beginning_and_stays(cycle: Cycle, coordinator: User) -> None:
    propose = open_phase(cycle, K.PROPOSE)
    for wanted in ({}, {K.PROPOSE: Span(propose.opens_at - dt.timedelta(days=1), propose.closes_at)}):
        with pytest.raises(Invalid) as refused:
            phases.plan(actor=coordinator, cycle=cycle, spans=wanted, reason="Muutos.")
        assert set(refused.value.fields) == {K.PROPOSE}


def test_the_end_of_what_has_begun_moves_with_a_public_reason(cycle: Cycle, coordinator: User) -> None:
    propose = open_phase(cycle, K.PROPOSE)
    later = Span(propose.opens_at, propose.closes_at + dt.timedelta(days=7))
    with pytest.raises(Invalid) as refused:
        phases.plan(actor=coordinator, cycle=cycle, spans={K.PROPOSE: later})
    assert set(refused.value.fields) == {"reason"}

    phases.plan(actor=coordinator, cycle=cycle, spans={K.PROPOSE: later}, reason=" Hiihtoloma   väliin. ")

    assert spans_of(cycle) == {K.PROPOSE: later}
    assert [(one.kind, one.closes_at, one.reason) for one in queries.changes_of(cycle)] == [
        (K.PROPOSE, later.closes_at, "Hiihtoloma väliin.")
    ]


def test_an_open_vote_is_prolonged_but_never_shortened(cycle: Cycle, coordinator: User) -> None:
    vote = open_phase(cycle, K.VOTE)
    for closes in (vote.closes_at - dt.timedelta(days=1), timezone.now() - dt.timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            phases.plan(
                actor=coordinator, cycle=cycle, spans={K.VOTE: Span(vote.opens_at, closes)}, reason="Kiire."
            )
        assert set(refused.value.fields) == {K.VOTE}
    longer = {K.VOTE: Span(vote.opens_at, vote.closes_at + dt.timedelta(days=2))}
    phases.plan(actor=coordinator, cycle=cycle, spans=longer, reason="Palvelin oli poissa.")
    assert spans_of(cycle) == longer


def test_a_closed_vote_stays_closed(cycle: Cycle, coordinator: User) -> None:
    vote = closed_phase(cycle, K.VOTE)
    with pytest.raises(Invalid) as refused:
        phases.plan(
            actor=coordinator,
            cycle=cycle,
            spans={K.VOTE: Span(vote.opens_at, timezone.now() + dt.timedelta(days=2))},
            reason="Vielä yksi.",
        )
    assert set(refused.value.fields) == {K.VOTE}


def test_a_closed_phase_does_not_hinder_the_next_ones(cycle: Cycle, coordinator: User) -> None:
    propose, vote = closed_phase(cycle, K.PROPOSE), coming_phase(cycle, K.VOTE)
    moved = {
        K.PROPOSE: Span(propose.opens_at, propose.closes_at),
        K.VOTE: Span(vote.opens_at, vote.closes_at + dt.timedelta(days=1)),
    }
    phases.plan(actor=coordinator, cycle=cycle, spans=moved)
    assert spans_of(cycle) == moved


def test_other_officials_leave_the_dates_alone(cycle: Cycle) -> None:
    for role in set(Role) - {Role.COORDINATOR}:
        with pytest.raises(NotAllowed):
            phases.plan(actor=official(role), cycle=cycle, spans={})
