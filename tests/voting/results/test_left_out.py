"""A ballot that officials have left out of the count: its voter is told so, and why, wherever a receipt is shown."""

import datetime as dt

import pytest
from django.core import mail
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import closed_phase
from tests.factories.voting import cast_ballot, made_public
from tests.voting.paper.desk import make_desk
from tests.voting.polling import Polling, Visitor, receipt_on
from voting.domain import anomalies, count
from voting.domain.paper import accepting, quarantine
from voting.models import Ballot, CaseState, Channel

pytestmark = pytest.mark.django_db
REASON = "Sama kone, sama minuutti."


def crowded() -> tuple[Polling, Visitor, str]:
    """A closed vote in which a voter's ballot is one of twelve alike in one hour; the voter, and the receipt."""
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    mine = Ballot.objects.get()
    for _ballot in range(11):
        cast_ballot(vote.election, [vote.own[0]], cast_hour=mine.cast_hour)
    for hours in range(8):
        cast_ballot(vote.election, vote.own[1:], cast_hour=mine.cast_hour - dt.timedelta(hours=1 + hours % 4))
    closed_phase(vote.cycle, PhaseKind.VOTE)
    anomalies.search(actor=official(Role.VOTE_CLERK), election=vote.election)
    return vote, visitor, mine.receipt


def decided(vote: Polling, state: CaseState) -> None:
    case = vote.election.anomaly_cases.get()
    anomalies.propose(actor=official(Role.COORDINATOR), case=case, state=state, reason=REASON)
    anomalies.agree(actor=official(Role.CERTIFIER), case=case)


def told_everywhere(vote: Polling, visitor: Visitor, code: str) -> dict[str, object]:
    """What receipt page, check page, both of the API and the mail say of one receipt."""
    program = vote.program()
    own = program.get(vote.api + "receipt/").json()
    page = visitor.page(vote.url + "receipt/")
    check = Visitor().post(vote.url + "check/", {"receipt": code}).content.decode()
    visitor.post(
        vote.url + "receipt/", visitor.hidden(vote.url + "receipt/", "email") | {"email": "a@example.fi"}
    )
    assert receipt_on(page) == own["code"] == code
    return {
        "own": (own["is_current"], own["is_excluded"], own["excluded_because"]),
        "draft": program.get(vote.api + "draft/").json()["receipt"]["excluded_because"],
        "public": APIClient().get(f"{vote.api}receipts/{code}/").json(),
        "page": ("left out of the count" in page, REASON in page, "Your ballot was counted" in page),
        "check": ("left out of the count" in check, REASON in check, "in the box and counts" in check),
        "mail": REASON in mail.outbox[-1].body,
    }


def test_the_voter_of_an_excluded_ballot_is_told_so_and_why_by_page_api_and_mail(
    django_capture_on_commit_callbacks: object,
) -> None:
    vote, visitor, code = crowded()
    decided(vote, CaseState.EXCLUDED)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        told = told_everywhere(vote, visitor, code)

    assert told == {
        "own": (True, True, REASON),
        "draft": REASON,
        "public": {"code": code, "is_current": False, "is_excluded": True, "excluded_because": REASON},
        "page": (True, True, False),
        "check": (True, True, False),
        "mail": True,
    }


def test_the_voter_of_a_ballot_that_counts_reads_so_when_the_result_is_public(
    django_capture_on_commit_callbacks: object,
) -> None:
    vote, visitor, code = crowded()
    decided(vote, CaseState.CLEARED)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=vote.election)
    assert "Your ballot was counted" not in visitor.page(vote.url + "receipt/")
    made_public(vote.election)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        told = told_everywhere(vote, visitor, code)

    assert told == {
        "own": (True, False, ""),
        "draft": "",
        "public": {"code": code, "is_current": True, "is_excluded": False, "excluded_because": ""},
        "page": (False, False, True),
        "check": (False, False, True),
        "mail": False,
    }


def test_a_receipt_of_a_batch_that_is_set_aside_tells_why_until_it_is_let_back() -> None:
    desk = make_desk()
    batch = desk.batch(size=3)
    for keyer in (desk.clerk, desk.second):
        desk.keyed(batch, keyer, {number: desk.line(0) for number in range(1, 4)})
    accepting.accept(actor=desk.third, batch=batch)
    code = Ballot.objects.filter(channel=Channel.PAPER).first().receipt
    url = f"/api/v1/vote/{batch.election.cycle.slug}/receipts/{code}/"

    def said() -> tuple[bool, bool, str]:
        told = APIClient().get(url).json()
        return told["is_current"], told["is_excluded"], told["excluded_because"]

    before = said()
    quarantine.begin(actor=desk.clerk, batch=batch, reason="Sinetti oli rikki")
    aside = said()
    quarantine.ask_back(actor=desk.clerk, batch=batch, reason="Tutkittu")
    quarantine.let_back(actor=desk.second, batch=batch)

    assert (before, aside, said()) == (
        (True, False, ""),
        (False, True, "Sinetti oli rikki"),
        (True, False, ""),
    )
