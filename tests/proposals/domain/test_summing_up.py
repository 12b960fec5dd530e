"""The summary of a talk: written by the town, corrected by who takes part, never lost, heard at once."""

from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from commons.accounts.models import Role, User
from commons.deliberation.domain.summing_up import correcting, mails, reading, writing
from commons.deliberation.domain.summing_up.errors import (
    CorrectionAnswered,
    CorrectionOpen,
    NoSummary,
    SummaryChanged,
)
from commons.deliberation.models import Correction, Summary, Thread
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.live.topics import find
from commons.process.domain.gate import PhaseClosed
from commons.process.models import Phase
from proposals.domain.errors import WrongState
from proposals.domain.seeing import seen
from proposals.models import Proposal, State
from tests.factories.process import CycleFactory
from tests.factories.proposals import DraftFactory, ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
SAID = "Kannattajat haluavat mäen. Vastustajat pelkäävät melua."


@pytest.fixture
def facilitator(town: Town) -> User:
    return official(Role.FACILITATOR, town.harjula)


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, title="Pulkkamäki")
    return made


def written(actor: User, proposal: Proposal, text: str = SAID, seen: int = 0) -> Summary:
    return writing.write(actor=actor, thread=proposal.thread, text=text, language="fi", seen=seen)


def suggested(actor: Any, proposal: Proposal, text: str = "Myös valot puuttuvat.") -> Correction:
    return correcting.suggest(actor=actor, thread=proposal.thread, text=text, language="fi")


def test_every_version_is_kept_and_an_earlier_one_can_be_shown_again(
    facilitator: User, proposal: Proposal
) -> None:
    written(facilitator, proposal)
    assert written(facilitator, proposal, seen=0).number == 1
    written(facilitator, proposal, "Toinen.", seen=1)
    back = writing.back(actor=facilitator, thread=proposal.thread, number=1, seen=2)
    assert (back.number, back.text, back.back_to) == (3, SAID, 1)
    talk = reading.talk_of(proposal.thread_id)
    found = reading.versions(talk, first=1, second=2)
    assert [one.number for one in found.versions] == [3, 2, 1]
    assert "".join(piece.text for piece in found.pieces if piece.kind != "added") == SAID
    assert "".join(piece.text for piece in found.pieces if piece.kind != "removed") == "Toinen."
    for broken in ({"text": "Muu"}, {"number": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Summary.objects.filter(pk=back.pk).update(**broken)
    with pytest.raises(NoSummary):
        writing.back(actor=facilitator, thread=proposal.thread, number=7, seen=3)


def test_two_facilitators_at_once_notice_it(facilitator: User, proposal: Proposal) -> None:
    written(facilitator, proposal)
    written(official(Role.MODERATOR), proposal, "Toisen.", seen=1)
    with pytest.raises(SummaryChanged):
        written(facilitator, proposal, "Minun.", seen=1)
    with pytest.raises(SummaryChanged):
        writing.back(actor=facilitator, thread=proposal.thread, number=1, seen=1)
    for text, language in (("", "fi"), ("x" * 4001, "fi"), ("a\x00", "fi"), ("Hyvä", "suomi!")):
        with pytest.raises(Invalid):
            writing.write(actor=facilitator, thread=proposal.thread, text=text, language=language, seen=2)


def test_a_correction_makes_a_new_version_and_its_writer_is_told(
    facilitator: User, resident: User, proposal: Proposal
) -> None:
    User.objects.filter(pk=resident.pk).update(language="en")
    written(facilitator, proposal)
    correction = suggested(resident, proposal)
    assert [one.correction for one in reading.waiting(actor=facilitator)] == [correction]
    with pytest.raises(Invalid):
        correcting.take(actor=facilitator, correction=correction, text=SAID, seen=1)
    made = correcting.take(actor=facilitator, correction=correction, text=f"{SAID} Valoja kysytään.", seen=1)
    correction.refresh_from_db()
    assert (made.number, correction.state, correction.made) == (2, "taken", made)
    assert mails.tell_corrector(correction.pk)
    assert (mail.outbox[-1].to, "was corrected as you suggested" in mail.outbox[-1].body) == (
        [resident.email], True,
    )  # fmt: skip
    for verb, given in ((correcting.take, {"text": "x", "seen": 2}), (correcting.decline, {"reason": "Ei."})):
        with pytest.raises(CorrectionAnswered):
            verb(actor=facilitator, correction=correction, **given)
    with pytest.raises(CorrectionAnswered):
        correcting.take_back(actor=resident, correction=correction)


def test_a_correction_is_declined_with_a_reason(
    facilitator: User, resident: User, proposal: Proposal
) -> None:
    written(facilitator, proposal)
    correction = suggested(resident, proposal)
    for reason in ("", " ", "x" * 501, "a\x00"):
        with pytest.raises(Invalid):
            correcting.decline(actor=facilitator, correction=correction, reason=reason)
    correcting.decline(actor=facilitator, correction=correction, reason="Siitä ei puhuttu.")
    assert mails.tell_corrector(correction.pk)
    assert "Siitä ei puhuttu." in mail.outbox[-1].body
    found = reading.seen(reading.talk_of(proposal.thread_id), resident)
    assert [(one.state, one.reason) for one in found.mine] == [("declined", "Siitä ei puhuttu.")]
    assert (found.may_correct, found.may_sum_up, found.waiting) == (True, False, [])


def test_one_correction_a_person_waits_at_a_time(
    facilitator: User, resident: User, proposal: Proposal
) -> None:
    written(facilitator, proposal)
    first = suggested(resident, proposal)
    with pytest.raises(CorrectionOpen):
        suggested(resident, proposal, "Toinenkin.")
    suggested(ResidentFactory(), proposal)
    correcting.take_back(actor=resident, correction=first)
    assert suggested(resident, proposal, "Toinenkin.").state == "open"
    # Who is gone leaves what was said, without a name.
    User.objects.get(pk=resident.pk).delete()
    assert Correction.objects.filter(author=None).count() == 2
    assert not mails.tell_corrector(first.pk)


def test_corrections_need_a_summary_a_text_and_an_open_talk(
    town: Town, facilitator: User, resident: User, anonymous: Any, proposal: Proposal
) -> None:
    with pytest.raises(NoSummary):
        suggested(resident, proposal)
    written(facilitator, proposal)
    with pytest.raises(SignInNeeded):
        suggested(anonymous, proposal)
    for text in ("", "  ", "x" * 601, "a\x00"):
        with pytest.raises(Invalid):
            suggested(resident, proposal, text)
    Proposal.objects.filter(pk=proposal.pk).update(state=State.WITHDRAWN)
    with pytest.raises(WrongState):
        suggested(resident, proposal)
    other: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula)
    written(facilitator, other)
    Phase.objects.filter(cycle=town.cycle).delete()
    with pytest.raises(PhaseClosed):
        suggested(resident, other)
    # The town may still write when residents no longer talk.
    assert written(facilitator, other, "Lopuksi.", seen=1).number == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COUNCILLOR])
def test_who_looks_after_the_talk_there_sums_it_up(town: Town, proposal: Proposal, role: Role) -> None:
    here, elsewhere = official(role, town.harjula), official(role, town.ranta)
    if role in (Role.FACILITATOR, Role.MODERATOR, Role.COORDINATOR):
        assert written(here, proposal).number == 1
        assert seen(proposal.pk, here).may_sum_up
    else:
        with pytest.raises(NotAllowed):
            written(here, proposal)
        assert not seen(proposal.pk, here).may_sum_up
    with pytest.raises(NotAllowed):
        written(elsewhere, proposal, "Muu.", seen=1)


def test_nobody_sums_up_what_is_said_about_their_own_proposal(town: Town, facilitator: User) -> None:
    own: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, author=facilitator)
    with pytest.raises(NotAllowed):
        written(facilitator, own)
    written(official(Role.COORDINATOR), own)
    correction = suggested(ResidentFactory(), own)
    with pytest.raises(NotAllowed):
        correcting.decline(actor=facilitator, correction=correction, reason="Ei.")
    assert reading.waiting(actor=facilitator) == []


def test_only_public_talks_have_a_page(town: Town) -> None:
    hidden = ProposalFactory(cycle=town.cycle, hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    for thread in (
        DraftFactory(cycle=town.cycle).thread_id,
        ProposalFactory(cycle=CycleFactory(slug="muu", year=2031, is_published=False)).thread_id,
        hidden.thread_id,
        0,
        2**63,
    ):
        with pytest.raises(Thread.DoesNotExist):
            reading.talk_of(thread)


def test_open_pages_hear_of_a_new_summary(facilitator: User, proposal: Proposal) -> None:
    snapshot = find(f"proposal:{proposal.pk}").snapshot
    assert snapshot is not None
    assert snapshot(f"proposal:{proposal.pk}")["summary"] == 0
    written(facilitator, proposal)
    assert snapshot(f"proposal:{proposal.pk}")["summary"] == 1
    summed = seen(proposal.pk, facilitator).summary
    assert summed is not None
    assert (summed.number, summed.text) == (1, SAID)
