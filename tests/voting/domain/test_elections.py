"""A vote is prepared as often as needed, checked, and then frozen for good."""

import datetime as dt
import hashlib
import json
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from commons.accounts.models import Role
from commons.audit.models import Link
from commons.http.errors import Invalid, NotAllowed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.paper import StationFactory
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.proposals import ProposalFactory
from tests.factories.voting import BallotProjectFactory, ElectionFactory, RollEntryFactory
from voting.domain import codes, elections, readiness
from voting.domain.elections import BallotRules
from voting.domain.errors import ElectionFrozen, NotOnBallot, NotReady, WarningsUnread
from voting.domain.readiness import Level, checks
from voting.models import BallotKind, BallotProject, Election, FrozenRules, LetterCode, StationShift

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> object:
    return official(Role.COORDINATOR)


def approved(pot: object, cost: int, **fields: object) -> object:
    return ProposalFactory(
        cycle=pot.cycle,  # type: ignore[attr-defined]
        envelope=pot,
        area=pot.area,  # type: ignore[attr-defined]
        cost=Decimal(cost),
        state="on_ballot",
        **fields,
    )


def test_rules_can_be_decided_again_until_opening(coordinator: object) -> None:
    cycle = CycleFactory()
    first = elections.set_up(actor=coordinator, cycle=cycle, ballot_rules=BallotRules(max_length=5))  # type: ignore[arg-type]

    again = elections.set_up(  # type: ignore[arg-type]
        actor=coordinator,
        cycle=cycle,
        ballot_rules=BallotRules(
            ballot_kind=BallotKind.POINTS, max_sum_points=10, max_points=5, totals_live=True
        ),
    )

    assert (again.pk, again.key_id) == (first.pk, first.key_id)
    row = Election.objects.values(
        "ballot_kind", "min_length", "max_length", "max_sum_points", "totals_live"
    ).get()
    assert row == {
        "ballot_kind": "points",
        "min_length": 1,
        "max_length": None,
        "max_sum_points": 10,
        "totals_live": True,
    }


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (BallotRules(min_length=3, max_length=2), "max_length"),
        (BallotRules(min_length=0, max_length=0), "max_length"),
        (BallotRules(ballot_kind=BallotKind.POINTS), "max_sum_points"),
        (BallotRules(max_sum_points=10), "max_sum_points"),
        (BallotRules(ballot_kind=BallotKind.POINTS, min_sum_points=11, max_sum_points=10), "min_sum_points"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(
    coordinator: object, chosen: BallotRules, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        elections.set_up(actor=coordinator, cycle=CycleFactory(), ballot_rules=chosen)  # type: ignore[arg-type]

    assert set(refusal.value.fields) == {field}
    assert not Election.objects.exists()


def test_the_ballot_is_filled_with_what_the_review_approved(coordinator: object) -> None:
    cycle = CycleFactory()
    pots = [EnvelopeFactory(cycle=cycle, position=place) for place in (1, 2)]
    wanted = {approved(pots[1], 5_000).pk, *(approved(pots[0], cost).pk for cost in (1_000, 2_000, 3_000))}  # type: ignore[attr-defined]
    ProposalFactory(cycle=cycle)
    approved(EnvelopeFactory(), 1_000)
    election = ElectionFactory(cycle=cycle)

    filled = elections.fill_ballot(actor=coordinator, election=election)  # type: ignore[arg-type]
    again = elections.fill_ballot(actor=coordinator, election=election)  # type: ignore[arg-type]

    rows = BallotProject.objects.order_by("position").values_list(
        "proposal", "envelope", "position", "project_id"
    )
    assert {row[0] for row in rows} == wanted
    assert [row[1] for row in rows] == [pots[0].pk] * 3 + [pots[1].pk]
    assert [row[2] for row in rows] == [1, 2, 3, 4]
    assert all(row[3] == str(row[0]) for row in rows)
    assert [p.proposal_id for p in filled] == [p.proposal_id for p in again] == [row[0] for row in rows]


def test_single_proposals_are_put_on_taken_off_and_ordered(coordinator: object) -> None:
    pot = EnvelopeFactory()
    election = ElectionFactory(cycle=pot.cycle)
    a, b, c = (
        elections.put_on_ballot(actor=coordinator, election=election, proposal=approved(pot, cost))  # type: ignore[arg-type]
        for cost in (1_000, 2_000, 3_000)
    )
    assert elections.put_on_ballot(actor=coordinator, election=election, proposal=b.proposal) == b  # type: ignore[arg-type]

    elections.put_in_order(actor=coordinator, election=election, order=[c.pk, a.pk])  # type: ignore[arg-type]
    elections.take_off_ballot(actor=coordinator, project=a)  # type: ignore[arg-type]

    assert list(BallotProject.objects.order_by("position")) == [c, b]


def test_a_proposal_that_is_not_approved_or_of_another_year_stays_off(coordinator: object) -> None:
    election = ElectionFactory()

    for proposal in (ProposalFactory(cycle=election.cycle), approved(EnvelopeFactory(), 1_000)):
        with pytest.raises(NotOnBallot):
            elections.put_on_ballot(actor=coordinator, election=election, proposal=proposal)  # type: ignore[arg-type]


@pytest.fixture
def ready() -> Election:
    town = AreaFactory()
    cycle = CycleFactory(area=town)
    pot = EnvelopeFactory(cycle=cycle, area=town)
    election = ElectionFactory(cycle=cycle)
    BallotProjectFactory(election=election, envelope=pot, cost=Decimal(10_000))
    BallotProjectFactory(election=election, envelope=pot, cost=Decimal(20_000))
    RollEntryFactory(election=election, area=town)
    codes.make_batch(actor=official(Role.VOTE_CLERK), election=election)
    open_phase(cycle, PhaseKind.VOTE)
    return election


def test_opening_publishes_the_rules_with_their_hash(coordinator: object, ready: Election) -> None:
    assert {check.level for check in checks(ready)} == {Level.OK}

    opened = elections.open_vote(actor=coordinator, election=ready)  # type: ignore[arg-type]

    stored = Election.objects.get(pk=ready.pk)
    text = FrozenRules.objects.get(election=ready).text
    assert stored.frozen_at == opened.frozen_at is not None
    assert stored.frozen_hash == hashlib.sha256(text.encode()).hexdigest()
    body = json.loads(text)
    assert body["rules"]["ballot_kind"] == "approval"
    assert (body["seed"], body["lot"]) == ("", {"commitment": stored.lot_commitment, "source": ""})
    assert len(stored.lot_commitment) == 64
    (pot,) = body["envelopes"]
    assert (pot["money"], [project["cost"] for project in pot["projects"]]) == (
        "50000.00",
        ["10000.00", "20000.00"],
    )


def test_after_opening_every_change_is_refused_by_name(coordinator: object, ready: Election) -> None:
    elections.open_vote(actor=coordinator, election=ready)  # type: ignore[arg-type]
    project = BallotProject.objects.first()
    assert project is not None
    who = {"actor": coordinator}

    for change in (
        lambda: elections.set_up(cycle=ready.cycle, ballot_rules=BallotRules(), **who),  # type: ignore[arg-type]
        lambda: elections.fill_ballot(election=ready, **who),  # type: ignore[arg-type]
        lambda: elections.put_on_ballot(election=ready, proposal=project.proposal, **who),  # type: ignore[arg-type]
        lambda: elections.take_off_ballot(project=project, **who),  # type: ignore[arg-type]
        lambda: elections.put_in_order(election=ready, order=[], **who),  # type: ignore[arg-type]
        lambda: elections.open_vote(election=ready, **who),  # type: ignore[arg-type]
    ):
        with pytest.raises(ElectionFrozen):
            change()


def test_a_vote_that_is_not_ready_says_what_is_missing(coordinator: object) -> None:
    election = ElectionFactory()
    EnvelopeFactory(cycle=election.cycle, source=False)
    closed_phase(election.cycle, PhaseKind.VOTE)

    with pytest.raises(NotReady) as refusal:
        elections.open_vote(actor=coordinator, election=election)  # type: ignore[arg-type]

    assert set(refusal.value.fields) == {"dates", "money", "projects", "roll"}
    assert not FrozenRules.objects.exists()


def test_the_list_before_opening_warns_of_ties_and_of_people_and_texts_left_out(ready: Election) -> None:
    pot = EnvelopeFactory(cycle=ready.cycle, name_sv="", area=AreaFactory())
    BallotProjectFactory(election=ready, envelope=pot, cost=Decimal(60_000))
    BallotProjectFactory(election=ready, envelope=pot, cost=Decimal(60_000))
    EnvelopeFactory(cycle=ready.cycle)
    RollEntryFactory(election=ready)

    warned = {check.code for check in checks(ready) if check.level == Level.WARNING}

    assert warned == {"projects", "affordable", "costs", "texts", "areas", "codes"}


def test_with_warnings_opening_needs_a_reason_which_goes_on_record(
    coordinator: object, ready: Election
) -> None:
    RollEntryFactory(election=ready, area=ready.cycle.area)  # moved to town after the letters were printed

    for nothing in ("", "  "):
        with pytest.raises(WarningsUnread) as refusal:
            elections.open_vote(actor=coordinator, election=ready, reason=nothing)  # type: ignore[arg-type]
        assert set(refusal.value.fields) == {"codes"}
    elections.open_vote(actor=coordinator, election=ready, reason="Kirje menee huomenna")  # type: ignore[arg-type]

    told = Link.objects.filter(verb="voting.open").values_list("reason", flat=True).distinct()
    assert list(told) == ["Kirje menee huomenna"]


def test_the_list_before_opening_says_by_which_ways_people_are_known(
    ready: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    def point() -> tuple[Level, str]:
        with translation.override("en"):
            found = next(check for check in checks(ready) if check.code == "verification")
            return found.level, str(found.text)

    nobody = "Nobody votes without being found on the roll: "
    assert point() == (Level.OK, nobody + "by letter or at a desk.")
    monkeypatch.setattr(readiness, "service_name", lambda: "Suomi.fi")
    assert point() == (Level.OK, nobody + "by letter, by the identity service (Suomi.fi) or at a desk.")
    LetterCode.objects.update(revoked_at=timezone.now())
    assert point() == (Level.OK, nobody + "by the identity service (Suomi.fi) or at a desk.")
    monkeypatch.setattr(readiness, "service_name", lambda: "")
    assert point()[0] == Level.WARNING


def test_the_list_before_opening_looks_for_people_at_the_stations(ready: Election) -> None:
    def point() -> tuple[Level, str]:
        with translation.override("en"):
            found = next(check for check in checks(ready) if check.code == "stations")
            return found.level, str(found.text)

    assert point() == (Level.OK, "No station is set: nobody votes on paper.")
    station = StationFactory(election=ready, name_en="Main library")
    assert point() == (Level.WARNING, "Nobody is on duty at: Main library.")
    now = timezone.now()
    StationShift.objects.create(
        station=station,
        officer=official(Role.VOTE_CLERK),
        begins_at=now,
        ends_at=now + dt.timedelta(hours=4),
    )
    assert point() == (Level.OK, "Stations for voting on paper: 1, all with people on duty.")


def test_each_point_that_is_not_in_order_says_what_to_do(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    election = ElectionFactory()
    AreaFactory(parent=election.cycle.area)

    found = {check.code: (check.level, bool(str(check.todo))) for check in checks(election)}

    assert found["mail"] == (Level.WARNING, True)
    assert found["cover"] == (Level.WARNING, True)
    assert [code for code, (level, told) in found.items() if (level == Level.OK) == told] == []


def test_only_the_coordinator_prepares_and_opens(ready: Election) -> None:
    for actor in (UserFactory(), *(official(role) for role in Role if role != Role.COORDINATOR)):
        for verb in (
            lambda actor: elections.set_up(actor=actor, cycle=ready.cycle, ballot_rules=BallotRules()),
            lambda actor: elections.fill_ballot(actor=actor, election=ready),
            lambda actor: elections.put_in_order(actor=actor, election=ready, order=[]),
            lambda actor: elections.open_vote(actor=actor, election=ready),
        ):
            with pytest.raises(NotAllowed):
                verb(actor)


def test_an_imported_election_is_frozen_without_the_list(coordinator: object) -> None:
    project = BallotProjectFactory()

    elections.freeze(project.election)

    assert Election.objects.get(pk=project.election_id).frozen_at is not None
    with pytest.raises(ElectionFrozen):
        elections.take_off_ballot(actor=coordinator, project=project)  # type: ignore[arg-type]
