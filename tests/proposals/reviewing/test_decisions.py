"""What becomes of a review: the author's clock, the estimate, the decision, the appeal."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from pypdf import PdfReader

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.domain import working_days
from commons.process.models import PhaseKind
from proposals.domain import letters, review, submission
from proposals.domain.errors import AppealOpen, DecidedAlready, WrongState
from proposals.domain.reviewing import appeals, completion, estimates, verdicts
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.domain.together import authors
from proposals.models import (
    Appeal,
    CostLine,
    Feasibility,
    Ground,
    Lapse,
    Letter,
    LetterKind,
    Proposal,
    Review,
    State,
    Verdict,
)
from tests.factories.process import EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def proposal(town: Town) -> Proposal:
    coming_phase(town.cycle, PhaseKind.VOTE)
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    return made


@pytest.fixture
def other(town: Town) -> User:
    """A second reviewer of the same district."""
    return official(Role.REVIEWER, town.harjula)


def kinds(proposal: Proposal) -> list[str]:
    return list(Letter.objects.filter(proposal=proposal).values_list("kind", flat=True))


def returned(proposal: Proposal, reviewer: User, until: date, outcome: Lapse = Lapse.CLOSE) -> date:
    """Return it; the day on which its time ends."""
    review.return_for_completion(
        actor=reviewer, proposal=proposal, request="Missä?", until=until, outcome=outcome
    )
    day = Review.objects.get(proposal=proposal).request_until
    assert day is not None
    return day


def test_the_last_day_is_never_a_holiday(proposal: Proposal, reviewer: User) -> None:
    assert returned(proposal, reviewer, date(2028, 12, 24)) == date(2028, 12, 27)
    assert "27. joulukuuta 2028" in Letter.objects.get().body.replace("\xa0", " ")


def test_an_author_is_reminded_once_and_then_the_time_is_over(proposal: Proposal, reviewer: User) -> None:
    until = returned(proposal, reviewer, timezone.localdate() + 30 * DAY)
    early = working_days.end_of(working_days.before(until, 4) - DAY)
    near = working_days.end_of(working_days.before(until, 3) - DAY)
    assert [completion.remind(early), completion.remind(near), completion.remind(near)] == [0, 1, 0]
    over = working_days.end_of(until)
    assert [completion.lapse(over - timedelta(seconds=1)), completion.lapse(over)] == [0, 1]
    proposal.refresh_from_db()
    assert (proposal.state, kinds(proposal)) == (
        State.NOT_FEASIBLE,
        [LetterKind.RETURNED, LetterKind.REMINDER, LetterKind.NOT_FEASIBLE],
    )
    assert f"{until.day}.{until.month}.{until.year}" in proposal.public_reason
    verdict = Verdict.objects.get()
    assert (verdict.outcome, verdict.decided_by, verdict.appeal_until is not None) == (
        "not_feasible",
        None,
        True,
    )
    assert completion.lapse(over) == 0


@pytest.mark.parametrize(
    ("until", "still", "over"),
    [
        (
            date(2027, 3, 29),
            "2027-03-30T20:59:59Z",
            "2027-03-30T21:00:00Z",
        ),  # Easter Monday, and the clocks moved
        (date(2027, 10, 31), "2027-11-01T21:59:59Z", "2027-11-01T22:00:00Z"),  # a Sunday with 25 hours
    ],
)
def test_the_time_ends_at_midnight_after_a_working_day(
    proposal: Proposal, reviewer: User, until: date, still: str, over: str
) -> None:
    returned(proposal, reviewer, until)
    assert completion.lapse(datetime.fromisoformat(still)) == 0
    assert completion.lapse(datetime.fromisoformat(over)) == 1


def test_the_review_can_go_on_with_what_there_is(proposal: Proposal, reviewer: User) -> None:
    review.assign(actor=reviewer, proposal=proposal, reviewer=reviewer)
    until = returned(proposal, reviewer, timezone.localdate() + 9 * DAY, Lapse.GO_ON)
    completion.lapse(working_days.end_of(until))
    proposal.refresh_from_db()
    assert (proposal.state, kinds(proposal)[-1]) == (State.IN_REVIEW, LetterKind.GOES_ON)


def test_who_completes_in_time_hears_nothing_more(proposal: Proposal, reviewer: User) -> None:
    open_phase(proposal.cycle, PhaseKind.REVIEW)
    until = returned(proposal, reviewer, timezone.localdate() + 9 * DAY)
    submission.resubmit(actor=proposal.author, proposal=proposal)
    over = working_days.end_of(until)
    assert (completion.remind(over - DAY), completion.lapse(over)) == (0, 0)


def test_more_time_needs_a_later_day_and_a_reason(proposal: Proposal, reviewer: User) -> None:
    until = returned(proposal, reviewer, timezone.localdate() + 9 * DAY)
    for day, reason, field in ((until, "Loma.", "until"), (until + 9 * DAY, " ", "reason")):
        with pytest.raises(Invalid) as refused:
            completion.extend(actor=reviewer, proposal=proposal, until=day, reason=reason)
        assert list(refused.value.fields) == [field]
    with pytest.raises(NotAllowed):
        completion.extend(actor=proposal.author, proposal=proposal, until=until + 9 * DAY, reason="Loma.")
    completion.extend(actor=reviewer, proposal=proposal, until=until + 9 * DAY, reason="Olit lomalla.")
    found = Review.objects.get()
    assert found.request_until == working_days.next_working(until + 9 * DAY)
    assert (kinds(proposal)[-1], "Olit lomalla." in Letter.objects.last().body) == (LetterKind.EXTENDED, True)  # type: ignore[union-attr]
    assert completion.lapse(working_days.end_of(until)) == 0
    submission.withdraw(actor=proposal.author, proposal=proposal)
    with pytest.raises(WrongState):
        completion.extend(actor=reviewer, proposal=proposal, until=until + 30 * DAY, reason="Vielä.")


def test_the_clock_runs_out_for_an_author_who_left(proposal: Proposal, reviewer: User) -> None:
    until = returned(proposal, reviewer, timezone.localdate() + 9 * DAY)
    Proposal.objects.filter(pk=proposal.pk).update(author=None)
    near = working_days.end_of(until) - DAY / 2
    assert (completion.remind(near), completion.lapse(near + DAY)) == (0, 1)
    assert (kinds(proposal), Verdict.objects.count()) == ([LetterKind.RETURNED], 1)


LINES = [Line("Penkit", Decimal("1000.10")), Line("Perustukset", Decimal(500))]


def test_the_cost_is_the_sum_of_its_lines(town: Town, proposal: Proposal, reviewer: User) -> None:
    wish = Estimate(LINES, Decimal(10), Decimal(120), "Puitesopimus 2026")
    saved = estimates.estimate(actor=reviewer, proposal=proposal, wish=wish)
    assert (saved.cost, saved.contingency, saved.upkeep) == (Decimal("1650.11"), Decimal(10), Decimal(120))
    for act in (
        lambda: review.record(
            actor=reviewer, proposal=proposal, feasibility=Feasibility.FEASIBLE, cost=Decimal(9)
        ),
        lambda: review.place_on_ballot(
            actor=reviewer, proposal=proposal, envelope=EnvelopeFactory(cycle=town.cycle), cost=Decimal(9)
        ),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert list(refused.value.fields) == ["cost"]
    review.record(actor=reviewer, proposal=proposal, feasibility=Feasibility.FEASIBLE, reason="Sopii.")
    review.place_on_ballot(actor=reviewer, proposal=proposal, envelope=EnvelopeFactory(cycle=town.cycle))
    proposal.refresh_from_db()
    kept = Verdict.objects.get()
    assert (proposal.cost, kept.cost, kept.lines, kept.cost_source) == (
        Decimal("1650.11"),
        Decimal("1650.11"),
        [{"label": "Penkit", "amount": "1000.10"}, {"label": "Perustukset", "amount": "500.00"}],
        "Puitesopimus 2026",
    )


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Estimate([Line("", Decimal(1))]), "lines"),
        (Estimate([Line("Penkki", Decimal(0))]), "lines"),
        (Estimate([Line("Penkki", Decimal("NaN"))]), "lines"),
        (Estimate([Line("Penkki", Decimal("999999999999"))], Decimal(100)), "lines"),
        (Estimate([Line("Penkki", Decimal(1))] * 41), "lines"),
        (Estimate([], Decimal(101)), "contingency"),
        (Estimate([], upkeep=Decimal(-1)), "upkeep"),
    ],
)
def test_an_estimate_that_does_not_fit_says_where(
    proposal: Proposal, reviewer: User, wish: Estimate, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        estimates.estimate(actor=reviewer, proposal=proposal, wish=wish)
    assert (list(refused.value.fields), CostLine.objects.count()) == ([field], 0)


def test_without_lines_the_cost_is_free_again(proposal: Proposal, reviewer: User) -> None:
    estimates.estimate(actor=reviewer, proposal=proposal, wish=Estimate(LINES))
    assert estimates.estimate(actor=reviewer, proposal=proposal, wish=Estimate([])).cost is None
    review.record(actor=reviewer, proposal=proposal, feasibility=Feasibility.OPEN, cost=Decimal(7))
    assert Review.objects.get().cost == Decimal(7)


def refused(proposal: Proposal, reviewer: User) -> Verdict:
    review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Ranta on suojeltu.")
    return Verdict.objects.get(proposal=proposal)


def test_the_second_official_learns_what_the_first_decided(
    town: Town, proposal: Proposal, reviewer: User, other: User
) -> None:
    envelope = EnvelopeFactory(cycle=town.cycle)
    refused(proposal, reviewer)
    for act in (
        lambda: review.refuse(actor=other, proposal=proposal, ground=Ground.PLAN, reason="Liian kallis."),
        lambda: review.place_on_ballot(actor=other, proposal=proposal, envelope=envelope, cost=Decimal(1)),
        lambda: review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Toinen syy."),
    ):
        with pytest.raises(DecidedAlready) as told:
            act()
        with translation.override("en"):
            said = str(told.value)
        assert all(words in said for words in (str(reviewer), "Ranta on suojeltu.", "Not feasible"))
    review.refuse(actor=reviewer, proposal=proposal, ground=Ground.PLAN, reason="Ranta on suojeltu.")
    assert (Verdict.objects.count(), kinds(proposal)) == (1, [LetterKind.NOT_FEASIBLE])


def test_an_appeal_is_decided_by_somebody_else(
    town: Town, proposal: Proposal, reviewer: User, other: User
) -> None:
    verdict = refused(proposal, reviewer)
    assert verdict.appeal_until == working_days.next_working(timezone.localdate() + 21 * DAY)
    made = appeals.appeal(actor=proposal.author, proposal=proposal, text="Paikka on toinen.")
    assert appeals.appeal(actor=proposal.author, proposal=proposal, text="Uudestaan") == made
    with pytest.raises(AppealOpen):
        review.reopen(actor=reviewer, proposal=proposal)
    envelope = EnvelopeFactory(cycle=town.cycle)
    with pytest.raises(appeals.OwnDecision):
        appeals.uphold(actor=reviewer, proposal=proposal, reason="Ei.")
    with pytest.raises(appeals.OwnDecision):
        appeals.grant(actor=reviewer, proposal=proposal, envelope=envelope, cost=Decimal(5), reason="Joo.")
    with pytest.raises(Invalid):
        appeals.uphold(actor=other, proposal=proposal, reason=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(
            proposal=proposal,
            outcome="not_feasible",
            ground="land",
            reason="Ei.",
            answers=made,
            decided_by=reviewer,
        )
    appeals.grant(actor=other, proposal=proposal, envelope=envelope, cost=Decimal(5), reason="Paikka sopii.")
    proposal.refresh_from_db()
    last = verdicts.latest(proposal)
    assert last is not None
    assert (proposal.state, proposal.public_reason, last.decided_by, last.answers) == (
        State.ON_BALLOT,
        "Paikka sopii.",
        other,
        made,
    )
    assert kinds(proposal) == [LetterKind.NOT_FEASIBLE, LetterKind.APPEALED, LetterKind.ON_BALLOT]
    with pytest.raises(appeals.NoAppeal):
        appeals.uphold(actor=other, proposal=proposal, reason="Ei.")


def test_an_upheld_decision_is_final(proposal: Proposal, reviewer: User, other: User) -> None:
    refused(proposal, reviewer)
    appeals.appeal(actor=proposal.author, proposal=proposal, text="Paikka on toinen.")
    appeals.uphold(actor=other, proposal=proposal, reason="Sekin on suojeltu.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.public_reason) == (State.NOT_FEASIBLE, "Sekin on suojeltu.")
    with pytest.raises(appeals.NoAppeal):
        appeals.appeal(actor=proposal.author, proposal=proposal, text="Vielä kerran.")
    letter = Letter.objects.get(kind=LetterKind.UPHELD)
    assert letter.body.startswith("Sekin on suojeltu.")


def test_an_appeal_from_paper_counts_from_the_day_it_came(proposal: Proposal, reviewer: User) -> None:
    verdict = refused(proposal, reviewer)
    today = timezone.localdate()
    for day in (today + DAY, date(2040, 1, 1)):
        with pytest.raises(Invalid) as wrong:
            appeals.enter(actor=reviewer, proposal=proposal, text="Kirje.", received_on=day)
        assert list(wrong.value.fields) == ["received_on"]
    with pytest.raises(NotAllowed):
        appeals.enter(actor=ResidentFactory(), proposal=proposal, text="Kirje.", received_on=today)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.create(
            proposal=proposal, against=verdict, text="Myöhässä", received_on=date(2040, 1, 1), from_paper=True
        )
    made = appeals.enter(actor=reviewer, proposal=proposal, text="Kirje.", received_on=today)
    assert (made.from_paper, made.entered_by, made.received_on) == (True, reviewer, today)


def test_only_the_author_appeals_and_only_against_a_refusal(
    town: Town, proposal: Proposal, reviewer: User
) -> None:
    with pytest.raises(appeals.NoAppeal):
        appeals.appeal(actor=proposal.author, proposal=proposal, text="Ei vielä päätetty.")
    invitation = authors.invite(actor=proposal.author, proposal=proposal, email="ystava@kuvala.example")
    friend = ResidentFactory()
    authors.accept(actor=friend, invitation=invitation)
    refused(proposal, reviewer)
    for actor in (ResidentFactory(), friend, reviewer):
        assert not appeals.may_appeal(actor, proposal, verdicts.latest(proposal))
        with pytest.raises(NotAllowed):
            appeals.appeal(actor=actor, proposal=proposal, text="En ole tekijä.")


def test_a_decision_stays_as_it_was_made(proposal: Proposal, reviewer: User, other: User) -> None:
    verdict = refused(proposal, reviewer)
    appeals.appeal(actor=proposal.author, proposal=proposal, text="Paikka on toinen.")
    changes: list[Callable[[], int]] = [
        lambda: Verdict.objects.filter(pk=verdict.pk).update(reason="Toinen"),
        lambda: Verdict.objects.filter(pk=verdict.pk).update(appeal_until=date(2040, 1, 1)),
        lambda: Appeal.objects.update(text="Toinen"),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_decision_comes_by_mail_with_an_accessible_document(proposal: Proposal, reviewer: User) -> None:
    User.objects.filter(pk=proposal.author_id).update(language="sv")
    Proposal.objects.filter(pk=proposal.pk).update(state=State.RETURNED)
    Proposal.objects.filter(pk=proposal.pk).update(title="Penkki 長椅 rantaan")
    proposal.refresh_from_db()
    refused(proposal, reviewer)
    letter = Letter.objects.get()
    assert letter.language == "sv"
    letters.send(letter.pk)
    ((_name, content, kind),) = mail.outbox[0].attachments
    assert kind == "application/pdf"
    found = PdfReader(io.BytesIO(content))  # type: ignore[arg-type]
    assert "Ranta on suojeltu." in found.pages[0].extract_text()
    assert (found.trailer["/Root"]["/Lang"], "/MarkInfo" in found.trailer["/Root"]) == ("sv", True)  # type: ignore[index,operator]
    assert datetime.now(UTC) > letter.created_at
