"""Casting by page: once, however often and from however many windows it is sent."""

from typing import Any

import pytest

from commons.process.models import PhaseKind
from tests.factories.process import closed_phase
from tests.voting.polling import Polling, receipt_on
from voting.domain import ballots
from voting.models import Ballot, Channel, RollEntry

pytestmark = pytest.mark.django_db


def test_a_person_votes_from_the_letter_to_the_receipt() -> None:
    vote = Polling()
    visitor = vote.visitor()

    first = visitor.page(vote.url)
    next_page = visitor.choose(vote.choose_url(0), vote.whole[1])
    review = visitor.choose(vote.choose_url(1), vote.own[0], vote.own[2])
    looked = visitor.page(vote.url + "review/")
    done = visitor.cast(vote.url + "review/")
    receipt = visitor.page(vote.url + "receipt/")

    assert vote.whole[0].proposal.title in first
    assert vote.own[0].proposal.title not in first
    assert (next_page.status_code, next_page["Location"]) == (302, vote.choose_url(1))
    assert (review.status_code, review["Location"]) == (302, vote.url + "review/")
    assert "NOT YET CAST" in looked
    assert [vote.whole[1].proposal.title in looked, vote.own[1].proposal.title in looked] == [True, False]
    assert (done.status_code, done["Location"]) == (302, vote.url + "receipt/")
    assert vote.box() == [(False, {vote.whole[1].pk, vote.own[0].pk, vote.own[2].pk})]
    assert receipt_on(receipt) == Ballot.objects.get().receipt
    assert "NOT YET CAST" not in receipt
    assert vote.own[0].proposal.title not in receipt


def test_closed_while_looking_it_over_casts_nothing() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")
    closed_phase(vote.cycle, PhaseKind.VOTE)

    answer = visitor.post(vote.url + "review/", fields)

    assert answer.status_code == 409
    assert "Voting closed on" in answer.content.decode()
    assert vote.box() == []


def test_double_click_and_a_lost_answer_give_the_same_receipt() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")

    answers = [visitor.post(vote.url + "review/", fields)["Location"] for _click in range(3)]

    assert answers == [vote.url + "receipt/"] * 3
    assert len(vote.box()) == 1


def test_back_after_casting_shows_that_it_is_cast() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")

    review = visitor.get(vote.url + "review/")
    choose = visitor.get(vote.choose_url())

    assert "You have cast this ballot. You need not do anything more." in review.content.decode()
    assert 'name="key"' not in review.content.decode()
    assert "This is the ballot that you have cast." in choose.content.decode()
    assert {"no-store", "private"} <= set(review["Cache-Control"].split(", ")) & set(
        choose["Cache-Control"].split(", ")
    )


def test_a_second_window_does_not_replace_unseen_what_the_first_has_cast() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    old_window = visitor.hidden(vote.url + "review/", "key")
    visitor.choose(vote.choose_url(), vote.own[1])
    visitor.cast(vote.url + "review/")

    answer = visitor.post(vote.url + "review/", old_window)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You have cast a ballot in another window" in page
    assert vote.box() == [(False, {vote.own[1].pk})]
    again = dict.fromkeys(["voter", "choice"]) | {
        "voter": old_window["voter"],
        "choice": old_window["choice"],
    }
    visitor.post(vote.url + "review/", again | {"key": "another", "seen": "1"})
    assert vote.box() == [(True, {vote.own[1].pk}), (False, {vote.own[0].pk})]


def test_two_windows_with_two_envelopes_lose_nothing_of_each_other() -> None:
    vote = Polling()
    visitor = vote.visitor()

    visitor.choose(vote.choose_url(0), vote.whole[0])
    visitor.choose(vote.choose_url(1), vote.own[0])
    visitor.cast(vote.url + "review/")

    assert vote.box() == [(False, {vote.whole[0].pk, vote.own[0].pk})]


def test_somebody_who_voted_on_paper_is_told_so() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")
    RollEntry.objects.update(voted_at=vote.phase.opens_at, channel=Channel.PAPER)

    answer = visitor.post(vote.url + "review/", fields)

    assert answer.status_code == 409
    assert "You have already voted on paper" in answer.content.decode()


def test_without_its_key_a_page_casts_nothing() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")

    for key in ("", "k" * 201):
        assert visitor.post(vote.url + "review/", fields | {"key": key}).status_code == 400
    assert vote.box() == []


def test_the_same_key_with_other_choices_is_refused() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")
    visitor.post(vote.url + "review/", fields)

    answer = visitor.post(vote.url + "review/", fields | {"choice": [f"{vote.own[1].pk}:1"]})

    assert answer.status_code == 422
    assert len(vote.box()) == 1


def test_a_vote_is_not_changed_without_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(ballots, "MOST_VERSIONS", 2)
    vote = Polling()
    visitor = vote.visitor()
    for project in vote.own[:2]:
        visitor.choose(vote.choose_url(), project)
        visitor.cast(vote.url + "review/")

    visitor.choose(vote.choose_url(), vote.own[2])
    answer = visitor.cast(vote.url + "review/")

    assert answer.status_code == 429
    assert "Your vote has been changed very many times" in answer.content.decode()
    assert vote.box() == [(True, {vote.own[0].pk}), (False, {vote.own[1].pk})]
