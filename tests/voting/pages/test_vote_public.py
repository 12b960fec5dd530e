"""Receipts, turnout and rules by page."""

from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import RefusedAddress
from commons.process.models import PhaseKind
from tests.factories.process import closed_phase
from tests.factories.voting import ElectionFactory, RollEntryFactory
from tests.voting.polling import Polling, Visitor, receipt_on
from voting.domain import ballots
from voting.domain.ballot_form import Choice
from voting.domain.voters import Voter
from voting.models import Ballot, Channel, RollEntry

pytestmark = pytest.mark.django_db


def test_changing_the_vote_gives_a_new_receipt_and_strikes_the_old_one() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    first = receipt_on(visitor.page(vote.url + "receipt/"))

    visitor.choose(vote.choose_url(), vote.own[1])
    between = visitor.page(vote.url + "receipt/")
    visitor.cast(vote.url + "review/")
    second = visitor.page(vote.url + "receipt/")

    assert "NOT YET CAST" in between
    assert receipt_on(between) == first
    assert f"This receipt replaces {first}, which is struck" in second
    told = [
        Visitor().post(vote.url + "check/", {"receipt": code.lower().replace("-", " ")}).content.decode()
        for code in (first, receipt_on(second))
    ]
    assert "This receipt is struck" in told[0]
    assert "is in the box and counts" in told[1]
    assert vote.own[1].proposal.title not in told[1]


@pytest.mark.parametrize(
    ("sent", "status"), [("AAAA-BBBB-CCCC", 400), ("", 400), ("x" * 500, 400), ("\x00", 400)]
)
def test_an_unknown_receipt_is_said_to_be_unknown(sent: str, status: int) -> None:
    vote = Polling()

    assert Visitor().post(vote.url + "check/", {"receipt": sent}).status_code == status


def test_the_receipt_page_can_be_loaded_again_and_after_the_close() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")

    pages = [receipt_on(visitor.page(vote.url + "receipt/")) for _load in range(2)]
    closed_phase(vote.cycle, PhaseKind.VOTE)
    late = receipt_on(vote.visitor().page(vote.url))

    assert {*pages, late} == {Ballot.objects.get().receipt}


def test_the_receipt_is_sent_by_mail_and_the_address_is_kept_nowhere(mailoutbox: Any) -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    mark = visitor.hidden(vote.choose_url())["voter"]

    wrong = visitor.post(vote.url + "receipt/", {"voter": mark, "email": "nobody"})
    answers = [
        visitor.post(vote.url + "receipt/", {"voter": mark, "email": "a@kuvala.example"}).status_code
        for _mail in range(6)
    ]

    assert wrong.status_code == 400
    assert 'value="nobody"' in wrong.content.decode()
    assert answers == [302] * 5 + [429]
    assert Ballot.objects.get().receipt in mailoutbox[0].body
    assert vote.own[0].proposal.title not in mailoutbox[0].body


def test_a_receipt_to_an_address_that_takes_no_mail_is_said_so_and_nothing_of_it_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    mark = visitor.hidden(vote.choose_url())["voter"]

    def refuse(*_how: Any) -> int:
        raise SMTPRecipientsRefused({"x": (550, b"no")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    answer = visitor.post(vote.url + "receipt/", {"voter": mark, "email": "vaarin@kuvala.example"})

    assert answer.status_code == 400
    assert 'value="vaarin@kuvala.example"' in answer.content.decode()
    assert "This address takes no mail" in answer.content.decode()
    assert not RefusedAddress.objects.exists()


def test_turnout_hides_small_groups_and_totals_until_the_close() -> None:
    vote = Polling()
    RollEntryFactory.create_batch(6, election=vote.election, area=vote.here)
    RollEntryFactory.create_batch(6, election=vote.election, area=vote.elsewhere)
    RollEntry.objects.filter(area=vote.here).update(voted_at=vote.phase.opens_at, channel=Channel.WEB)
    RollEntry.objects.filter(pk=RollEntry.objects.filter(area=vote.elsewhere)[0].pk).update(
        voted_at=vote.phase.opens_at, channel=Channel.WEB
    )
    ballots.cast(
        actor=Voter(vote.entry.pk, vote.election.pk),
        election=vote.election,
        choices=[Choice(vote.own[1].pk)],
        key="k",
    )

    page = Visitor().page(vote.url + "turnout/")
    closed_phase(vote.cycle, PhaseKind.VOTE)
    after = Visitor().page(vote.url + "turnout/")

    assert 'data-live="voted">8</strong> of 13 people entitled have voted' in page
    assert 'data-live="areas.0.voted">–</td>' in page
    assert 'data-live="areas.1.voted">–</td>' in page
    assert f'data-live="totals.{vote.own[1].pk}"' not in page
    assert f'data-live="totals.{vote.own[1].pk}">1</td>' in after
    assert f'data-live="totals.{vote.own[0].pk}">0</td>' in after


def test_totals_are_live_where_the_rules_say_so() -> None:
    vote = Polling(totals_live=True)

    assert f'data-live="totals.{vote.own[1].pk}">0</td>' in Visitor().page(vote.url + "turnout/")


def test_the_rules_can_be_downloaded_byte_for_byte() -> None:
    vote = Polling()

    page = Visitor().page(vote.url + "rules/")
    file = Visitor().get(vote.url + "rules.json")

    assert vote.election.frozen_hash in page
    assert vote.own[0].proposal.title in page
    assert (file.content, file["Content-Type"]) == (b"{}", "application/json")


def test_rules_that_are_not_fixed_yet_show_no_ballot() -> None:
    election = ElectionFactory()

    page = Visitor().page(f"/vote/{election.cycle.slug}/rules/")

    assert "The rules are not fixed yet" in page
    assert Visitor().get(f"/vote/{election.cycle.slug}/rules.json").status_code == 404


def test_pages_need_as_many_queries_for_thirty_projects_as_for_one() -> None:
    counts = []
    for number in (1, 30):
        vote = Polling(costs=range(1_000, 1_000 + number), max_length=None)
        visitor = vote.visitor()
        visitor.choose(vote.choose_url(), *vote.own)
        for page in (vote.choose_url(), vote.url + "review/", vote.url + "rules/", vote.url + "turnout/"):
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(page).status_code == 200
            counts.append(len(queries))

    assert counts[:4] == counts[4:]
    assert max(counts) <= 16
