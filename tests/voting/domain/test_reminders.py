"""The un-forgettable ballot: one mail before the close to whoever asked for it and has not cast."""

import datetime as dt
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.http.errors import Invalid
from tests.voting.desk.making import signed_in
from tests.voting.polling import Polling
from voting import tasks
from voting.domain import ballots, drafts, paper_voters, reminders
from voting.domain.ballot_form import Choice
from voting.domain.errors import NoDraft
from voting.domain.voters import Voter
from voting.models import BallotDraft

pytestmark = pytest.mark.django_db

ADDRESS = "maija@kuvala.example"


class Reminded(Polling):
    """A voter who has chosen something, not cast it, and asked for a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.voter = Voter(self.entry.pk, self.election.pk)
        drafts.save(actor=self.voter, election=self.election, choices=[Choice(self.own[0].pk)])
        self.ask()

    def ask(self, address: str = ADDRESS) -> None:
        reminders.remind_me(actor=self.voter, election=self.election, address=address, language="en")

    def closes_in(self, **time: int) -> None:
        self.phase.closes_at = timezone.now() + dt.timedelta(**time)
        self.phase.save()

    def address(self) -> list[str]:
        return list(BallotDraft.objects.values_list("remind_at_address", flat=True))


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Any:
    def hourly() -> int:
        """The hourly task; gives how many mails it sent."""
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            tasks.remind_of_drafts.func(0)
        return len(mail.outbox) - before

    return hourly


def test_the_mail_comes_two_days_before_the_close_and_once(run: Any) -> None:
    vote = Reminded()
    sent = []
    for hours in (100, 49, 47, 24, 1):
        vote.closes_in(hours=hours)
        sent.append(run())

    assert sent == [0, 0, 1, 0, 0]
    (told,) = mail.outbox
    assert (told.to, told.extra_headers["Content-Language"]) == ([ADDRESS], "en")
    assert told.subject.startswith("Your ballot is not cast yet")
    assert f"/vote/{vote.slug}/" in str(told.body)
    assert vote.address() == [""]


def test_a_mail_server_that_does_not_answer_is_tried_next_hour_and_an_address_that_takes_none_is_not(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Reminded(), Reminded()
    second.ask("toinen@kuvala.example")
    for vote in (first, second):
        vote.closes_in(hours=10)
    answers = {ADDRESS: 550, "toinen@kuvala.example": 451}
    send = mail.EmailMultiAlternatives.send

    def refuse(message: mail.EmailMultiAlternatives, *how: Any) -> int:
        if code := answers.get(message.to[0]):
            raise SMTPRecipientsRefused({message.to[0]: (code, b"no")})
        return send(message, *how)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)

    assert run() == 0
    assert sorted(first.address()) == ["", "toinen@kuvala.example"]
    answers.clear()
    assert [run(), run()] == [1, 0]
    assert [one.to for one in mail.outbox] == [["toinen@kuvala.example"]]


def test_whoever_asks_in_the_last_hour_is_reminded_too(run: Any) -> None:
    vote = Reminded()
    vote.closes_in(minutes=50)

    assert run() == 1


def test_whoever_has_cast_is_not_reminded_and_the_address_is_gone(run: Any) -> None:
    vote = Reminded()
    ballots.cast(actor=vote.voter, election=vote.election, choices=[Choice(vote.own[0].pk)], key="k")
    vote.closes_in(hours=10)

    assert run() == 0
    assert vote.address() == []


def test_whoever_holds_a_ballot_on_paper_is_not_reminded(run: Any) -> None:
    vote = Reminded()
    paper_voters.take_paper(actor=operator(), entry=vote.entry)
    vote.closes_in(hours=10)

    assert run() == 0


def test_after_the_close_nothing_is_sent_and_the_address_is_deleted(run: Any) -> None:
    vote = Reminded()
    vote.closes_in(seconds=-1)

    assert run() == 0
    assert vote.address() == [""]


def test_the_draft_can_change_and_the_reminder_stays() -> None:
    vote = Reminded()
    drafts.save(actor=vote.voter, election=vote.election, choices=[Choice(vote.own[1].pk)])

    assert vote.address() == [ADDRESS]


def test_without_a_draft_no_address_is_kept() -> None:
    vote = Polling()
    with pytest.raises(NoDraft):
        reminders.remind_me(
            actor=Voter(vote.entry.pk, vote.election.pk),
            election=vote.election,
            address=ADDRESS,
            language="fi",
        )


def test_what_is_no_address_is_said() -> None:
    with pytest.raises(Invalid):
        Reminded().ask("no address")


def test_it_is_asked_for_and_taken_back_on_the_page_of_the_last_look() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    review = vote.url + "review/"
    fields = {"voter": visitor.hidden(review)["voter"]}

    visitor.post(vote.url + "remind/", fields | {"email": ADDRESS})
    assert list(BallotDraft.objects.values_list("remind_at_address", flat=True)) == [ADDRESS]
    assert "A mail will be sent two days before the vote closes" in visitor.page(review)
    wrong = visitor.post(vote.url + "remind/", fields | {"email": "x"}, follow=True)
    assert "valid email address" in wrong.content.decode()
    visitor.post(vote.url + "remind/", fields | {"email": ""})
    assert list(BallotDraft.objects.values_list("remind_at_address", flat=True)) == [""]


def test_a_program_asks_for_it_too() -> None:
    vote = Polling()
    client = vote.program()
    early = client.put(vote.api + "reminder/", {"email": ADDRESS}, format="json")
    client.put(vote.api + "draft/", {"choices": [{"project": vote.own[0].pk}]}, format="json")
    kept = client.put(vote.api + "reminder/", {"email": ADDRESS}, format="json")

    assert (early.status_code, early.json()["code"], kept.status_code) == (409, "no-draft", 204)


def test_officials_see_how_many_ballots_are_chosen_and_not_cast() -> None:
    vote = Reminded()
    client = signed_in(Role.VOTE_CLERK)

    page = client.get(f"/desk/votes/{vote.slug}/")
    assert page.context["drafts"] == 1
    assert client.get(f"/api/v1/desk/votes/{vote.slug}/").json()["drafts"] == 1
    assert ADDRESS not in page.content.decode()
