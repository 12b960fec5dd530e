"""Letters that the author's address did not take: told to officials, sent on paper, noted, undone."""

import datetime as dt
from email import message_from_string
from io import BytesIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from commons.accounts.domain import posting
from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from proposals.domain import letters, review_queue, undelivered
from proposals.domain.merging import mails as merging
from proposals.domain.merging import plans
from proposals.domain.review_queue import Wish
from proposals.domain.splitting import mails as splitting
from proposals.history import VERBS
from proposals.models import Letter, LetterKind, Proposal, SplitPlan, SplitState, State
from tests.factories.proposals import ProposalFactory, split_plan_of
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    return made


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the mail server answers to an address; without an entry it takes the mail."""
    found: dict[str, int] = {}
    send = mail.EmailMessage.send

    def through(message: mail.EmailMessage, *how: Any) -> int:
        if code := found.get(message.to[0]):
            raise SMTPRecipientsRefused({message.to[0]: (code, b"no")})
        return send(message, *how)

    monkeypatch.setattr(mail.EmailMessage, "send", through)
    return found


def address(proposal: Proposal) -> str:
    assert proposal.author is not None
    return proposal.author.email


def refused(proposal: Proposal, kind: LetterKind = LetterKind.RETURNED, **fields: Any) -> Letter:
    told = {"language": "fi", "subject": "Täydennä ehdotustasi", "body": "Hei!\n\nMissä?\n"}
    return Letter.objects.create(proposal=proposal, kind=kind, refused_at=timezone.now(), **(told | fields))


def test_a_refused_letter_is_tried_no_more_and_the_desk_and_the_queue_say_so(
    proposal: Proposal, reviewer: User, answers: dict[str, int], client: Client
) -> None:
    letter = letters.write_letter(proposal, LetterKind.RETURNED)
    assert letter is not None
    answers[address(proposal)] = 451
    with pytest.raises(SMTPRecipientsRefused):
        letters.send(letter.pk)
    letter.refresh_from_db()
    assert (letter.sent_at, letter.refused_at) == (None, None)
    answers[address(proposal)] = 550
    assert letters.send(letter.pk) is False
    answers.clear()
    assert letters.send(letter.pk) is False  # a job that runs again

    letter.refresh_from_db()
    assert (letter.sent_at, letter.refused_at is not None, mail.outbox) == (None, True, [])
    client.force_login(reviewer)
    english = {"accept-language": "en"}
    page = client.get(f"/desk/proposals/{proposal.pk}/", headers=english).content.decode()
    row = client.get("/desk/proposals/?tab=unreached", headers=english).context["tasks"][0]
    day = timezone.localtime(letter.refused_at)
    assert "The author" in page
    assert f"takes no mail since {day:%A} {day.day} {day:%B}" in page
    assert f"/desk/letters/{letter.pk}.pdf" in page
    assert (row["id"], row["flag"]) == (proposal.pk, "Send the letter on paper")


def test_the_letter_on_paper_is_noted_by_page_with_its_day_and_undone(
    proposal: Proposal, reviewer: User, client: Client
) -> None:
    letter = refused(proposal, created_at=timezone.now() - dt.timedelta(days=3))
    client.force_login(reviewer)
    pdf = client.get(f"/desk/letters/{letter.pk}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert "Missä?" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    day, url = timezone.localdate() - dt.timedelta(days=1), f"/desk/letters/{letter.pk}/paper/"
    waits = [Wish(tab="unreached")]
    for sent, wanted, left in (
        ({"day": "2999-01-01"}, None, 1),
        ({"day": "junk"}, None, 1),
        ({"day": "1999-01-01"}, None, 1),
        ({"day": day.isoformat()}, (day, reviewer), 0),
        ({"undo": "1"}, None, 1),
        ({}, (timezone.localdate(), reviewer), 0),
    ):
        answer = client.post(url, sent, follow=True)
        letter.refresh_from_db()
        assert (answer.status_code, answer.redirect_chain[0][0]) == (200, f"/desk/proposals/{proposal.pk}/")
        assert (letter.paper_on, letter.paper_by) == (wanted or (None, None)), sent
        assert review_queue.queue(actor=reviewer, wish=waits[0]).counts["unreached"] == left
    sent, undone = (str(VERBS[f"proposals.{name}"]) for name in ("send_on_paper", "undo_sent_on_paper"))
    acts = [str(entry.what) for entry in answer.context["entries"] if str(entry.what) in (sent, undone)]
    assert acts == [sent, undone, sent]


def test_the_same_by_api(proposal: Proposal, reviewer: User, client: Client) -> None:
    letter = refused(proposal)
    refused(proposal, LetterKind.RECEIVED)  # for the file only: nobody sends it on paper
    client.force_login(reviewer)
    (waits,) = client.get("/api/v1/letters/undelivered/").json()["results"]
    assert (waits["id"], waits["proposal"], waits["pdf"]) == (
        letter.pk,
        proposal.pk,
        f"/desk/letters/{letter.pk}.pdf",
    )
    (row,) = client.get("/api/v1/reviews/?unreached=true").json()["results"]
    assert (row["id"], row["is_unreached"]) == (proposal.pk, True)
    url, today = f"/api/v1/letters/{letter.pk}/paper/", timezone.localdate().isoformat()
    assert client.put(url, {"day": "2999-01-01"}, "application/json").status_code == 400
    assert client.put(url, {}, "application/json").json()["paper_on"] == today
    assert client.get("/api/v1/letters/undelivered/").json()["results"] == []
    assert client.get("/api/v1/reviews/?unreached=true").json()["results"] == []
    assert client.delete(url).json()["paper_on"] is None
    assert len(client.get("/api/v1/letters/undelivered/").json()["results"]) == 1
    assert client.put("/api/v1/letters/9999999/paper/", {}, "application/json").status_code == 404


def test_only_who_reviews_there_and_only_what_was_refused(
    town: Town, proposal: Proposal, reviewer: User, resident: User, anonymous: Any
) -> None:
    letter = refused(proposal)
    elsewhere = official(Role.REVIEWER, town.ranta)
    assert proposal.author is not None
    for actor, error in (
        (anonymous, SignInNeeded), (resident, NotAllowed), (elsewhere, NotAllowed), (proposal.author, NotAllowed),
    ):  # fmt: skip
        for act in (undelivered.send_on_paper, undelivered.undo):
            with pytest.raises(error):
                act(actor=actor, letter=letter)
    with pytest.raises(Invalid):
        undelivered.send_on_paper(actor=reviewer, letter=letter, day=dt.date(2999, 1, 1))
    mailed = refused(proposal, sent_at=timezone.now())
    Letter.objects.filter(pk=mailed.pk).update(refused_at=None)
    with pytest.raises(undelivered.NotRefused):
        undelivered.send_on_paper(actor=reviewer, letter=mailed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=mailed.pk).update(paper_on=timezone.localdate())


REPORT = """Content-Type: multipart/report; boundary=B

--B
Content-Type: message/delivery-status

Action: failed
Status: 5.1.1

--B
Content-Type: text/rfc822-headers

{header}: {signed}

--B--
"""


def test_a_report_that_comes_later_makes_the_same_of_the_letter(proposal: Proposal, reviewer: User) -> None:
    letter = letters.write_letter(proposal, LetterKind.NOT_FEASIBLE)
    assert letter is not None
    assert letters.send(letter.pk) is True
    signed = mail.outbox[0].extra_headers[posting.READER]
    report = message_from_string(REPORT.format(header=posting.READER, signed=signed))
    assert posting.came_back(report) is True
    assert [one.pk for one in undelivered.waiting(reviewer)] == [letter.pk]


@pytest.mark.parametrize("what", ["merging", "splitting"])
def test_a_question_with_a_deadline_that_never_came_waits_for_paper_too(
    town: Town, proposal: Proposal, coordinator: User, answers: dict[str, int], what: str
) -> None:
    answers[address(proposal)] = 550
    if what == "merging":
        other = ProposalFactory(cycle=town.cycle, area=town.harjula)
        plan = plans.propose(actor=coordinator, lead=proposal, others=[other], reason="Sama mäki.")
        sent = [merging.tell_author(part.pk, "asked") for part in plan.parts.order_by("-is_lead")]
    else:
        made = split_plan_of(proposal)
        until = timezone.now() + dt.timedelta(days=14)
        SplitPlan.objects.filter(pk=made.pk).update(state=SplitState.ASKING, answer_until=until)
        assert proposal.author is not None
        sent = [splitting.tell_author(made.pk, proposal.author.pk, "asked")]

    assert sent == [False, True][: len(sent)]
    (letter,) = undelivered.waiting(coordinator)
    assert (letter.kind, letter.proposal, letter.language) == (what, proposal, "fi")
    assert "http" in letter.body


def test_the_queue_costs_the_same_with_many_letters(town: Town, reviewer: User, client: Client) -> None:
    client.force_login(reviewer)
    counts = []
    for more in (1, 29):
        for _n in range(more):
            refused(ProposalFactory(cycle=town.cycle, area=town.harjula, state=State.SUBMITTED))
        with CaptureQueriesContext(connection) as page:
            assert client.get("/desk/proposals/?tab=unreached").status_code == 200
        with CaptureQueriesContext(connection) as api:
            assert client.get("/api/v1/letters/undelivered/").status_code == 200
        counts.append((len(page), len(api)))
    assert counts[0] == counts[1]
