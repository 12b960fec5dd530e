"""Working together on a text: co-authors and suggested changes."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db.models import F

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.texts.differences import differences
from proposals.domain import drafts, submission, supports
from proposals.domain.errors import OwnProposal, TextFrozen, WrongState
from proposals.domain.together import authors, mails, reading, suggesting
from proposals.domain.together.errors import (
    AnsweredAlready,
    InvitationOver,
    NothingSuggested,
    TextMovedOn,
    TooManyAuthors,
)
from proposals.models import CoAuthor, CoAuthorState, Proposal, State, Suggestion, SuggestionState, Support
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town, resident: User) -> Proposal:
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, author=resident, state=State.RETURNED
    )
    return made


@pytest.fixture
def friend(proposal: Proposal, resident: User) -> User:
    """A co-author."""
    person: User = ResidentFactory(display_name="Ystävä")
    authors.accept(actor=person, invitation=invited(resident, proposal))
    return person


def invited(actor: User, proposal: Proposal, email: str = "ystava@example.fi") -> CoAuthor:
    return authors.invite(actor=actor, proposal=proposal, email=email)


def suggested(proposal: Proposal, text: str = "Tukeva penkki ja pöytä.", **more: Any) -> Suggestion:
    given = {"actor": ResidentFactory(), "field": "what"} | more
    return suggesting.suggest(proposal=proposal, text=text, **given)


def test_an_invitation_is_mailed_accepted_and_its_address_erased(proposal: Proposal, resident: User) -> None:
    invitation = invited(resident, proposal, "  Ystava@Example.fi ")
    assert mails.invite(invitation.pk)
    word = authors.word_of(invitation)
    assert word in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["ystava@example.fi"]
    person = ResidentFactory()
    supports.support(actor=person, proposal=proposal)
    found = authors.accept(actor=person, invitation=authors.invitation_of(word))
    assert (found.state, found.email, found.user) == (CoAuthorState.ACCEPTED, "", person)
    # A proposal counts without the support of those who write it.
    assert not Support.objects.exists()
    with pytest.raises(NotAllowed):
        supports.support(actor=person, proposal=proposal)
    with pytest.raises(InvitationOver):
        authors.invitation_of(word)


def test_declining_needs_no_account_and_erases_the_address(proposal: Proposal, resident: User) -> None:
    found = authors.decline(invitation=invited(resident, proposal))
    assert (found.state, found.email, found.user) == (CoAuthorState.DECLINED, "", None)
    assert not mails.invite(found.pk)


def test_a_lapsed_or_invented_word_opens_nothing(
    proposal: Proposal, resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = invited(resident, proposal)
    word = authors.word_of(invitation)
    CoAuthor.objects.update(invited_at=F("invited_at") - dt.timedelta(days=15))
    assert authors.forget_lapsed() == 1
    for one in (word, word[:-1] + "x", "x", ""):
        with pytest.raises(InvitationOver):
            authors.invitation_of(one)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.email) == (CoAuthorState.ENDED, "")


def test_only_the_author_invites_and_only_before_the_decision(
    town: Town, proposal: Proposal, resident: User, friend: User, coordinator: User
) -> None:
    for actor in (friend, coordinator, ResidentFactory()):
        with pytest.raises(NotAllowed):
            invited(actor, proposal)
    for wrong in ("", "ei osoite", "a@b", "x" * 250 + "@example.fi"):
        with pytest.raises(Invalid):
            invited(resident, proposal, wrong)
    invited(resident, proposal, "toinen@example.fi")
    with pytest.raises(Invalid):
        invited(resident, proposal, "TOINEN@example.fi")
    for number in range(3):
        invited(resident, proposal, f"{number}@example.fi")
    with pytest.raises(TooManyAuthors):
        invited(resident, proposal, "seitsemas@example.fi")
    gone = ProposalFactory(cycle=town.cycle, author=resident, state=State.WITHDRAWN)
    with pytest.raises(WrongState):
        invited(resident, gone)


def test_the_author_cannot_join_and_nobody_joins_twice(
    proposal: Proposal, resident: User, friend: User, anonymous: Any
) -> None:
    again = invited(resident, proposal)
    with pytest.raises(OwnProposal):
        authors.accept(actor=resident, invitation=again)
    with pytest.raises(InvitationOver):
        authors.accept(actor=friend, invitation=again)
    with pytest.raises(SignInNeeded):
        authors.accept(actor=anonymous, invitation=again)


def test_a_co_author_changes_and_hands_in_the_text_but_does_not_withdraw_it(
    proposal: Proposal, friend: User
) -> None:
    drafts.save(actor=friend, proposal=proposal, changes={"why": "Yhdessä mietittyä."})
    with pytest.raises(NotAllowed):
        submission.withdraw(actor=friend, proposal=proposal)
    assert submission.resubmit(actor=friend, proposal=proposal).state == State.SUBMITTED
    with pytest.raises(TextFrozen):
        drafts.save(actor=friend, proposal=proposal, changes={"why": "Liian myöhään."})


def test_who_left_or_was_let_go_changes_nothing_any_more(
    proposal: Proposal, resident: User, friend: User
) -> None:
    one = CoAuthor.objects.get(user=friend)
    with pytest.raises(NotAllowed):
        authors.part(actor=ResidentFactory(), co_author=one)
    assert authors.part(actor=friend, co_author=one).state == CoAuthorState.ENDED
    with pytest.raises(NotAllowed):
        drafts.save(actor=friend, proposal=proposal, changes={"why": "Ei enää."})
    with pytest.raises(InvitationOver):
        authors.part(actor=resident, co_author=one)


def test_a_suggestion_is_taken_into_the_text(proposal: Proposal, friend: User) -> None:
    before = proposal.what
    suggestion = suggested(proposal, note="Pöytä puuttuu.")
    assert mails.tell(suggestion.pk, "open")
    assert f"/proposals/{proposal.pk}/together/" in mail.outbox[-1].body
    taken = suggesting.take(actor=friend, suggestion=suggestion)
    proposal.refresh_from_db()
    assert (taken.state, taken.before, proposal.what) == (
        SuggestionState.TAKEN,
        before,
        "Tukeva penkki ja pöytä.",
    )
    first, second = reading.versions(proposal)
    [(field, pieces)] = reading.compared(first, second)
    assert (field, pieces) == ("what", differences(before, "Tukeva penkki ja pöytä."))
    with pytest.raises(AnsweredAlready):
        suggesting.decline(actor=friend, suggestion=suggestion, reason="Myöhään.")


def test_a_suggestion_waits_while_people_support_what_they_have_read(
    proposal: Proposal, resident: User
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=State.SUBMITTED)
    suggestion = suggested(proposal)
    with pytest.raises(TextFrozen):
        suggesting.take(actor=resident, suggestion=suggestion)
    Proposal.objects.filter(pk=proposal.pk).update(state=State.RETURNED)
    assert suggesting.take(actor=resident, suggestion=suggestion).state == SuggestionState.TAKEN


def test_a_text_that_moved_on_is_not_overwritten(proposal: Proposal, resident: User) -> None:
    suggestion = suggested(proposal)
    drafts.save(actor=resident, proposal=proposal, changes={"what": "Aivan muuta."})
    with pytest.raises(TextMovedOn):
        suggesting.take(actor=resident, suggestion=suggestion)
    with pytest.raises(TextMovedOn):
        suggested(proposal, before="vanha-merkki")
    assert Proposal.objects.get(pk=proposal.pk).what == "Aivan muuta."


def test_declining_says_why_and_the_suggester_hears_it(proposal: Proposal, resident: User) -> None:
    suggestion = suggested(proposal)
    for reason in ("", " ", "x" * 501, "a\x00"):
        with pytest.raises(Invalid):
            suggesting.decline(actor=resident, suggestion=suggestion, reason=reason)
    suggesting.decline(actor=resident, suggestion=suggestion, reason="Pöytä ei mahdu.")
    assert mails.tell(suggestion.pk, "declined")
    assert "Pöytä ei mahdu." in mail.outbox[-1].body


def test_what_cannot_be_suggested(
    town: Town, proposal: Proposal, resident: User, friend: User, anonymous: Any
) -> None:
    with pytest.raises(SignInNeeded):
        suggested(proposal, actor=anonymous)
    for author in (resident, friend):
        with pytest.raises(OwnProposal):
            suggested(proposal, actor=author)
    with pytest.raises(NothingSuggested):
        suggested(proposal, proposal.what)
    for wrong in ({"field": "cost"}, {"text": "x" * 5001}, {"note": "x" * 501}):
        with pytest.raises(Invalid):
            suggested(proposal, **wrong)
    done = ProposalFactory(cycle=town.cycle, state=State.WITHDRAWN)
    with pytest.raises(WrongState):
        suggested(done)


def test_the_same_person_has_one_open_suggestion_for_a_part(proposal: Proposal) -> None:
    person = ResidentFactory()
    first = suggested(proposal, actor=person)
    second = suggested(proposal, "Penkki ja kaksi pöytää.", actor=person)
    first.refresh_from_db()
    assert first.state == SuggestionState.WITHDRAWN
    assert suggesting.take_back(actor=person, suggestion=second).state == SuggestionState.WITHDRAWN
    with pytest.raises(Suggestion.DoesNotExist):
        suggesting.take_back(actor=ResidentFactory(), suggestion=suggested(proposal))


def test_a_suggestion_of_a_deleted_account_can_still_be_taken(proposal: Proposal, resident: User) -> None:
    person = ResidentFactory()
    suggestion = suggested(proposal, actor=person)
    User.objects.get(pk=person.pk).delete()
    assert suggesting.take(actor=resident, suggestion=suggestion).state == SuggestionState.TAKEN
    assert not mails.tell(suggestion.pk, "taken")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "uusi"),
        ("vanha", ""),
        ("Yksi kaksi.", "Yksi, kolme!"),
        ("a\nb", "a\n\nb c"),
        ("حديقة", "حديقة صغيرة"),
    ],
)
def test_the_differences_hold_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
