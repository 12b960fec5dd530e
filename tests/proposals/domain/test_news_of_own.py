"""News of what one wrote oneself: the author and whoever writes with them, nobody else, nobody twice."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core import mail
from django.test import Client

from commons.accounts.models import User
from commons.deliberation.models import CommentKind
from commons.followup.domain import digests, mails
from commons.followup.models import DigestRun, MailChoice, Milestone, Rhythm, Watch
from commons.process.models import PhaseKind
from proposals.domain import discussion, following
from proposals.domain.together import authors
from proposals.models import Proposal, State
from tests.factories.process import open_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


@dataclass
class People:
    """The proposal and everybody who came near to writing it. `left`: was a co-author once."""

    proposal: Proposal
    author: User
    writes: User
    invited: User
    declined: User
    left: User

    def all(self) -> list[User]:
        return [self.author, self.writes, self.invited, self.declined, self.left]


@pytest.fixture
def people(town: Town) -> People:
    open_phase(town.cycle, PhaseKind.DELIBERATE)
    proposal: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, state=State.SUBMITTED, title="Yhteinen penkki"
    )
    assert proposal.author is not None
    following.enrol(proposal.author, proposal, "author")
    asked = [ResidentFactory() for _n in range(4)]
    writes, invited, declined, left = (
        authors.invite(actor=proposal.author, proposal=proposal, email=one.email) for one in asked
    )
    authors.accept(actor=asked[0], invitation=writes)
    authors.decline(invitation=declined)
    authors.accept(actor=asked[3], invitation=left)
    authors.part(actor=asked[3], co_author=left)
    assert invited.pk is not None
    return People(proposal, proposal.author, *asked)


def happen(proposal: Proposal) -> Milestone:
    """A comment and a step of the work."""
    discussion.comment(
        actor=ResidentFactory(), proposal=proposal, kind=CommentKind.FOR, text="Hyvä.", language="fi"
    )
    return Milestone.objects.create(
        track=proposal.track, date="2026-05-01", title_fi="Alkoi", title_en="Began"
    )


def choose(rhythm: Rhythm, *readers: User) -> None:
    for one in readers:
        MailChoice.objects.create(user=one, rhythm=rhythm)
        Watch.objects.create(user=one, tag="own")


def send(rhythm: Rhythm, slot: str = "a") -> dict[str, int]:
    """Mail a round of all that happened; how many mails each address got."""
    now, hour = dt.datetime.now(dt.UTC), dt.timedelta(hours=1)
    run = DigestRun.objects.create(rhythm=rhythm, slot=slot, since=now - hour, until=now + hour)
    mail.outbox.clear()
    digests.send(run.pk, 0, 2**62)
    got = [one.to[0] for one in mail.outbox]
    return {address: got.count(address) for address in got}


@pytest.mark.parametrize("rhythm", [Rhythm.EACH, Rhythm.DAILY])
@pytest.mark.parametrize("is_followed", [False, True])
def test_the_author_and_the_co_author_hear_of_it_once_and_nobody_else(
    people: People, rhythm: Rhythm, is_followed: bool
) -> None:
    for one in (people.author, people.writes):
        act = following.follow if is_followed else following.unfollow
        act(actor=one, proposal=people.proposal)
    choose(rhythm, *people.all())
    happen(people.proposal)

    assert send(rhythm) == {people.author.email: 1, people.writes.email: 1}
    for told in mail.outbox:
        assert str(told.body).count("Yhteinen penkki") == 1
        assert "1 uusi kommentti" in str(told.body)
        assert "Alkoi" in str(told.body)


def test_a_milestone_is_mailed_at_once_to_both_who_chose_nothing_and_not_to_who_left(people: People) -> None:
    told = mails.tell_followers(happen(people.proposal).pk)

    assert told.sent == 2
    assert {one.to[0] for one in mail.outbox} == {people.author.email, people.writes.email}


def test_who_left_and_follows_on_their_own_hears_of_it_and_who_comes_back_too(people: People) -> None:
    following.follow(actor=people.left, proposal=people.proposal)
    milestone = happen(people.proposal)
    assert mails.tell_followers(milestone.pk).sent == 3
    following.unfollow(actor=people.left, proposal=people.proposal)
    again = authors.invite(actor=people.author, proposal=people.proposal, email=people.left.email)
    authors.accept(actor=people.left, invitation=again)
    choose(Rhythm.DAILY, people.left)
    assert send(Rhythm.DAILY) == {people.left.email: 1}


def test_one_click_in_the_co_authors_mail_stops_it_without_signing_in(people: People, client: Client) -> None:
    choose(Rhythm.EACH, people.author, people.writes)
    happen(people.proposal)
    assert people.writes.email in send(Rhythm.EACH)
    told = next(one for one in mail.outbox if one.to == [people.writes.email])
    url = told.extra_headers["List-Unsubscribe"].strip("<>")

    answer = client.post("/" + url.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert send(Rhythm.EACH, "b") == {people.author.email: 1}
