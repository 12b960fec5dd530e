"""The review of one proposal at the desk, and the decisions with the letter before them."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.process.models import Envelope, PhaseKind
from proposals.domain import review
from proposals.models import Feasibility, Ground, Letter, Proposal, Remark, Review, State
from tests.factories.process import EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import ProposalFactory, RemarkFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    return made


@pytest.fixture
def envelope(town: Town) -> Envelope:
    made: Envelope = EnvelopeFactory(cycle=town.cycle)
    return made


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def address(proposal: Proposal, what: str = "") -> str:
    return f"/desk/proposals/{proposal.pk}/{what}"


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


def test_a_reviewer_takes_a_review_and_gives_it_back(
    desk: Client, proposal: Proposal, reviewer: User
) -> None:
    desk.post(address(proposal, "take/"))
    assert Review.objects.get().reviewer == reviewer
    desk.post(address(proposal, "take/"), {"back": "1"})
    assert Review.objects.get().reviewer is None


def test_who_comes_second_is_told_that_somebody_has_it(desk: Client, proposal: Proposal, town: Town) -> None:
    other = official(Role.REVIEWER, town.harjula)
    review.assign(actor=other, proposal=proposal, reviewer=other)

    response = desk.post(address(proposal, "take/"), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert Review.objects.get().reviewer == other


def test_findings_and_remarks_stay_inside(desk: Client, client: Client, proposal: Proposal) -> None:
    page = desk.get(address(proposal)).content.decode()
    desk.post(
        address(proposal),
        {
            "do": "record",
            "feasibility": "feasible",
            "cost": "91 837 264,50",
            "reason": "Sopii.",
            "seen": seen_on(page),
        },
    )
    desk.post(address(proposal), {"do": "remark", "text": "Soita puutarhurille."})

    found = Review.objects.get()
    assert (found.feasibility, found.cost, found.reason) == ("feasible", Decimal("91837264.50"), "Sopii.")
    inside = desk.get(address(proposal)).content.decode()
    assert ("Soita puutarhurille." in inside, "Sopii." in inside) == (True, True)
    outside = Client().get(f"/proposals/{proposal.pk}/").content.decode()
    seen = ("puutarhuri" in outside, "Sopii." in outside, "91837264" in "".join(outside.split()))
    assert seen == (False, False, False)
    assert Letter.objects.count() == 0


def test_two_at_once_lose_nothing(desk: Client, proposal: Proposal, coordinator: User) -> None:
    mine = seen_on(desk.get(address(proposal)).content.decode())
    review.record(
        actor=coordinator, proposal=proposal, feasibility=Feasibility.NOT_FEASIBLE, reason="Suojeltu ranta."
    )

    sent = {"do": "record", "feasibility": "feasible", "cost": "900", "reason": "Minun sanani.", "seen": mine}
    response = desk.post(address(proposal), sent)

    page = response.content.decode()
    assert response.status_code == 409
    assert ("Minun sanani." in page, "Suojeltu ranta." in page) == (True, True)
    assert Review.objects.get().reason == "Suojeltu ranta."
    # Whoever has seen theirs may save over it.
    assert desk.post(address(proposal), {**sent, "seen": seen_on(page)}).status_code == 302
    assert Review.objects.get().reason == "Minun sanani."


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"do": "record", "feasibility": "feasible", "cost": "paljon", "reason": "Pidä tämä."}, "Pidä tämä."),
        ({"do": "record", "feasibility": "feasible", "cost": "-5", "reason": "Pidä tämä."}, "Pidä tämä."),
        ({"do": "record", "feasibility": "?", "cost": "5", "reason": "Pidä tämä."}, "Pidä tämä."),
        ({"do": "remark", "text": " "}, ""),
        ({"do": "remark", "text": "Pidä" + "x" * 5001}, "Pidä"),
        ({"do": "jotain"}, ""),
        ({}, ""),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(
    desk: Client, proposal: Proposal, sent: dict[str, str], kept: str
) -> None:
    response = desk.post(address(proposal), sent)

    assert (response.status_code, kept in response.content.decode()) == (400, True)
    assert (Remark.objects.count(), Review.objects.exclude(reason="").count()) == (0, 0)


def test_a_coordinator_names_a_reviewer_of_that_area_only(
    client: Client, town: Town, proposal: Proposal, coordinator: User, reviewer: User
) -> None:
    elsewhere = official(Role.REVIEWER, town.ranta)
    client.force_login(coordinator)
    assert client.post(address(proposal), {"do": "assign", "reviewer": elsewhere.pk}).status_code == 400
    client.post(address(proposal), {"do": "assign", "reviewer": reviewer.pk, "due": "2030-01-02"})
    assert list(Review.objects.values_list("reviewer", "due")) == [(reviewer.pk, dt.date(2030, 1, 2))]


DECISIONS = [
    ("ballot/", {"cost": "1500", "reason": "Tilaa on."}, State.ON_BALLOT, "on_ballot", "Tilaa on."),
    (
        "refuse/",
        {"ground": "plan", "reason": "Ranta on suojeltu."},
        State.NOT_FEASIBLE,
        "not_feasible",
        "Ranta on suojeltu.",
    ),
    ("return/", {"request": "Mihin kohtaan?"}, State.RETURNED, "returned", "Mihin kohtaan?"),
]


@pytest.mark.parametrize(("what", "sent", "state", "kind", "words"), DECISIONS)
def test_the_letter_is_seen_before_anything_happens(
    desk: Client,
    proposal: Proposal,
    envelope: Envelope,
    what: str,
    sent: dict[str, str],
    state: State,
    kind: str,
    words: str,
) -> None:
    sent = {**sent, "envelope": str(envelope.pk)} if what == "ballot/" else sent
    assert desk.get(address(proposal, what)).status_code == 200

    looked = desk.post(address(proposal, what), {**sent, "step": "look"})

    proposal.refresh_from_db()
    shown = looked.context["letter"]
    assert (looked.status_code, words in shown.body) == (200, True)
    assert (proposal.state, Letter.objects.count()) == (State.SUBMITTED, 0)

    desk.post(address(proposal, what), {**sent, "step": "do"})

    proposal.refresh_from_db()
    letter = Letter.objects.get()
    assert (proposal.state, letter.kind, letter.body) == (state, kind, shown.body)


def test_going_back_from_the_letter_keeps_the_words(desk: Client, proposal: Proposal) -> None:
    response = desk.post(address(proposal, "refuse/"), {"reason": "Ranta on suojeltu.", "step": "edit"})

    assert (response.status_code, "Ranta on suojeltu." in response.content.decode()) == (200, True)
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("what", "sent", "field"),
    [
        ("ballot/", {"cost": "1500"}, "envelope"),
        ("ballot/", {"cost": "60000"}, "cost"),
        ("ballot/", {"cost": ""}, "cost"),
        ("refuse/", {"ground": "plan", "reason": " "}, "reason"),
        ("refuse/", {"reason": "Ranta on suojeltu."}, "ground"),
        ("refuse/", {"ground": "?", "reason": "Ranta on suojeltu."}, "ground"),
        ("return/", {"request": ""}, "request"),
        ("return/", {"request": "Mihin?", "until": "2020-01-01"}, "until"),
    ],
)
def test_a_decision_that_lacks_something_is_told_at_the_field(
    desk: Client, proposal: Proposal, envelope: Envelope, what: str, sent: dict[str, str], field: str
) -> None:
    if what == "ballot/" and field != "envelope":
        sent = {**sent, "envelope": str(envelope.pk)}
    for step in ("look", "do"):
        response = desk.post(address(proposal, what), {**sent, "step": step})
        assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert Letter.objects.count() == 0


def test_a_decision_that_came_too_late_is_a_clear_conflict(
    desk: Client, proposal: Proposal, coordinator: User
) -> None:
    review.refuse(actor=coordinator, proposal=proposal, ground=Ground.PLAN, reason="Suojeltu.")

    response = desk.post(address(proposal, "return/"), {"request": "Mihin kohtaan?", "step": "do"})

    assert (response.status_code, "Mihin kohtaan?" in response.content.decode()) == (409, True)
    assert Letter.objects.count() == 1


def test_from_the_opening_of_the_vote_nothing_is_decided(
    desk: Client, town: Town, proposal: Proposal, envelope: Envelope
) -> None:
    open_phase(town.cycle, PhaseKind.VOTE)
    response = desk.post(address(proposal, "ballot/"), {"envelope": envelope.pk, "cost": "100", "step": "do"})
    proposal.refresh_from_db()
    assert (response.status_code, proposal.state) == (409, State.SUBMITTED)


def test_a_finished_review_is_opened_again_until_the_vote(
    desk: Client, town: Town, proposal: Proposal, coordinator: User
) -> None:
    coming_phase(town.cycle, PhaseKind.VOTE)
    review.refuse(actor=coordinator, proposal=proposal, ground=Ground.PLAN, reason="Suojeltu.")
    desk.post(address(proposal, "reopen/"))
    proposal.refresh_from_db()
    assert proposal.state == State.IN_REVIEW


def test_nobody_reviews_their_own_proposal(client: Client, town: Town, reviewer: User) -> None:
    own = ProposalFactory(author=reviewer, cycle=town.cycle, area=town.harjula)
    RemarkFactory(proposal=own)
    client.force_login(reviewer)
    assert client.get(address(own)).status_code == 403


def test_an_unknown_proposal_and_a_draft_are_not_there(desk: Client, town: Town) -> None:
    draft = ProposalFactory(cycle=town.cycle, area=town.harjula, state=State.DRAFT)
    assert [desk.get(f"/desk/proposals/{pk}/").status_code for pk in (0, draft.pk, 2**60)] == [404, 404, 404]


def test_the_page_costs_the_same_however_much_was_written(
    desk: Client, proposal: Proposal, reviewer: User
) -> None:
    review.assign(actor=reviewer, proposal=proposal, reviewer=reviewer, due=timezone.localdate())
    RemarkFactory(proposal=proposal, author=reviewer)
    desk.get(address(proposal))
    counts = []
    for more in (0, 20):
        for _ in range(more):
            RemarkFactory(proposal=proposal, author=reviewer)
        with CaptureQueriesContext(connection) as found:
            desk.get(address(proposal))
        counts.append(len(found))
    assert counts[0] == counts[1]
