"""Voting on paper: the mark on the roll, and that nobody votes both ways, whatever our own code does."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.http.errors import Invalid, NotAllowed
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import closed_phase
from tests.factories.voting import RollEntryFactory
from tests.voting.polling import Polling, Visitor
from voting.domain import ballots, drafts, paper_voters
from voting.domain.ballot_form import Choice
from voting.domain.errors import (
    HasPaperBallot,
    HoldsPaper,
    NoPaperOut,
    PaperInBox,
    VotedOnline,
    VotedOnPaper,
)
from voting.domain.voters import Voter
from voting.models import Ballot, BallotDraft, Channel, DeskAct, DeskDeed, RollEntry

pytestmark = pytest.mark.django_db


def voter(vote: Polling) -> Voter:
    return Voter(vote.entry.pk, vote.election.pk)


def cast(vote: Polling, key: str = "k") -> ballots.Receipt:
    return ballots.cast(actor=voter(vote), election=vote.election, choices=[Choice(vote.own[0].pk)], key=key)


def save(vote: Polling) -> drafts.OwnBallot:
    return drafts.save(actor=voter(vote), election=vote.election, choices=[Choice(vote.own[0].pk)])


def row(vote: Polling) -> tuple[bool, bool, str]:
    """Holds or has used a paper ballot, has voted, channel."""
    entry = RollEntry.objects.get(pk=vote.entry.pk)
    return entry.paper_since is not None, entry.voted_at is not None, entry.channel


def test_whoever_holds_a_ballot_on_paper_casts_nothing_online_and_keeps_what_was_chosen() -> None:
    vote = Polling()
    save(vote)

    paper_voters.take_paper(actor=operator(), entry=vote.entry)

    for attempt in (cast, save):
        with pytest.raises(HasPaperBallot):
            attempt(vote)
    assert Ballot.objects.count() == 0
    assert BallotDraft.objects.get().choices == {str(vote.own[0].pk): 1}
    assert drafts.uncast_in(voter(vote)) is None
    assert row(vote) == (True, False, "")


def test_a_ballot_that_came_back_lets_the_person_vote_in_any_way_again() -> None:
    vote = Polling()
    clerk = operator()
    paper_voters.take_paper(actor=clerk, entry=vote.entry)
    paper_voters.give_back(actor=clerk, entry=vote.entry, how=DeskDeed.PAPER_SPOILT)
    paper_voters.take_paper(actor=clerk, entry=vote.entry)
    paper_voters.give_back(actor=clerk, entry=vote.entry, how=DeskDeed.PAPER_RETURNED)

    cast(vote)

    assert row(vote) == (False, True, Channel.WEB)


def test_what_is_in_the_box_stays_there_and_counts_as_voted() -> None:
    vote = Polling()
    clerk = operator()
    paper_voters.take_paper(actor=clerk, entry=vote.entry)
    assert paper_voters.papers(vote.election) == {"out": 1, "in_box": 0}

    paper_voters.put_in_box(actor=clerk, entry=vote.entry)

    assert row(vote) == (True, True, Channel.PAPER)
    assert paper_voters.papers(vote.election) == {"out": 0, "in_box": 1}
    with pytest.raises(VotedOnPaper):
        cast(vote)
    with pytest.raises(PaperInBox):
        paper_voters.take_paper(actor=clerk, entry=vote.entry)
    with pytest.raises(NoPaperOut):
        paper_voters.put_in_box(actor=clerk, entry=vote.entry)
    with pytest.raises(NoPaperOut):
        paper_voters.give_back(actor=clerk, entry=vote.entry, how=DeskDeed.PAPER_RETURNED)


def test_whoever_has_voted_online_is_given_no_paper() -> None:
    vote = Polling()
    cast(vote)

    with pytest.raises(VotedOnline):
        paper_voters.take_paper(actor=operator(), entry=vote.entry)
    with pytest.raises(NoPaperOut):
        paper_voters.put_in_box(actor=operator(), entry=vote.entry)


def test_a_second_ballot_is_given_only_for_the_first() -> None:
    vote = Polling()
    paper_voters.take_paper(actor=operator(), entry=vote.entry)

    with pytest.raises(HoldsPaper):
        paper_voters.take_paper(actor=operator(), entry=vote.entry)


def test_paper_is_given_while_the_vote_is_open_and_noted_as_in_the_box_also_in_the_evening() -> None:
    vote = Polling()
    late = RollEntryFactory(election=vote.election, area=vote.here)
    paper_voters.take_paper(actor=operator(), entry=vote.entry)
    closed_phase(vote.cycle, PhaseKind.VOTE)

    with pytest.raises(PhaseClosed):
        paper_voters.take_paper(actor=operator(), entry=late)
    paper_voters.put_in_box(actor=operator(), entry=vote.entry)

    assert row(vote) == (True, True, Channel.PAPER)


def test_a_mistaken_mark_is_corrected_by_the_coordinator_with_a_reason() -> None:
    vote = Polling()
    clerk, coordinator = official(Role.VOTE_CLERK), official(Role.COORDINATOR)
    paper_voters.take_paper(actor=clerk, entry=vote.entry, station=" Pääkirjasto ")
    paper_voters.put_in_box(actor=clerk, entry=vote.entry)

    with pytest.raises(NotAllowed):
        paper_voters.correct(actor=clerk, entry=vote.entry, reason="Another person.")
    with pytest.raises(Invalid):
        paper_voters.correct(actor=coordinator, entry=vote.entry, reason=" ")
    paper_voters.correct(actor=coordinator, entry=vote.entry, reason="Another person.")

    assert row(vote) == (True, False, "")
    assert list(DeskAct.objects.order_by("pk").values_list("deed", "station", "reason", "made_by")) == [
        ("paper", "Pääkirjasto", "", clerk.pk),
        ("paper_in", "", "", clerk.pk),
        ("corrected", "", "Another person.", coordinator.pk),
    ]


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_vote_clerk_ticks_people_off(role: Role | None) -> None:
    vote = Polling()
    actor = official(role) if role else UserFactory()
    expected = NoPaperOut if role == Role.VOTE_CLERK else NotAllowed
    with pytest.raises(expected):
        paper_voters.put_in_box(actor=actor, entry=vote.entry)
    with pytest.raises(expected):
        paper_voters.give_back(actor=actor, entry=vote.entry, how=DeskDeed.PAPER_SPOILT)
    if role != Role.VOTE_CLERK:
        with pytest.raises(NotAllowed):
            paper_voters.take_paper(actor=actor, entry=vote.entry)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"paper_since": True}, {"voted_at": True, "channel": "web"}),
        ({"paper_since": True}, {"voted_at": True, "channel": "desk"}),
        ({"voted_at": True, "channel": "web"}, {"paper_since": True}),
        ({"voted_at": True, "channel": "desk"}, {"paper_since": True}),
        ({"voted_at": True, "channel": "paper"}, {"channel": "web"}),
        ({"voted_at": True, "channel": "web"}, {"channel": "paper"}),
        ({"voted_at": True, "channel": "web"}, {"voted_at": None, "channel": ""}),
    ],
)
def test_the_database_refuses_both_ways_when_the_verbs_are_bypassed(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    vote = Polling()

    def change(fields: dict[str, Any]) -> None:
        values = {name: vote.phase.opens_at if value is True else value for name, value in fields.items()}
        RollEntry.objects.filter(pk=vote.entry.pk).update(**values)

    change(before)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(after)


def test_a_cast_that_forgot_to_ask_is_stopped_by_the_roll(monkeypatch: pytest.MonkeyPatch) -> None:
    vote = Polling()
    paper_voters.take_paper(actor=operator(), entry=vote.entry)
    paper_voters.put_in_box(actor=operator(), entry=vote.entry)
    found = ballots.entry_of

    def forgetful(*args: Any, **options: Any) -> RollEntry:
        entry = found(*args, **options)
        entry.paper_since, entry.channel = None, ""
        return entry

    monkeypatch.setattr(ballots, "entry_of", forgetful)
    with pytest.raises(DatabaseError), transaction.atomic():
        cast(vote)
    assert Ballot.objects.count() == 0


def test_what_was_done_at_the_desk_is_never_changed() -> None:
    vote = Polling()
    paper_voters.take_paper(actor=operator(), entry=vote.entry)

    for change in (
        lambda: DeskAct.objects.update(deed=DeskDeed.PAPER_SPOILT),
        lambda: DeskAct.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_voter_with_a_code_is_told_about_the_paper_on_every_page_of_the_ballot() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    paper_voters.take_paper(actor=operator(), entry=vote.entry)

    for url in (vote.url, vote.choose_url(), vote.url + "review/"):
        assert "You have been given a ballot on paper" in visitor.page(url)
    paper_voters.put_in_box(actor=operator(), entry=vote.entry)
    assert "You have already voted on paper" in visitor.page(vote.url)

    late = Visitor()
    late.post("/vote/", {"code": vote.code})
    assert "You have already voted on paper" in late.page(vote.url)


def test_a_program_is_told_the_same() -> None:
    vote = Polling()
    client = vote.program()
    paper_voters.take_paper(actor=operator(), entry=vote.entry)

    assert client.get(vote.api + "draft/").json()["on_paper"] == "has-paper-ballot"
    answer = client.put(vote.api + "draft/", {"choices": [{"project": vote.own[0].pk}]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "has-paper-ballot")
