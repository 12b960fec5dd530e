"""Everyone hears what becomes of a project, once, in their own language: whoever wrote, supported, followed, voted and
asked, spoke in the hearing or follows the year up; and nobody who stopped, or before it is published."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.models import Role, User
from commons.followup.domain import outside_news
from commons.followup.domain.mails import tell_followers
from commons.followup.models import Follower, Milestone, OutsideRun
from commons.process.models import PhaseKind
from hearings.domain import subscribing
from hearings.domain.notes import Writer
from hearings.models import DevelopmentProposal, Hearing, Subscriber
from proposals.domain import following, outcome, review, submission, supports, year_news
from proposals.domain.delegates import group
from proposals.domain.execution import evaluation, plan
from proposals.domain.together import authors
from proposals.models import DelayReason, Delegate, Proposal, State, YearReader
from tests.factories.accounts import UserFactory, official
from tests.factories.council import SECTION, before_council
from tests.factories.hearings import ContributionFactory, ThemeFactory, open_hearing
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.proposals import DraftFactory
from tests.factories.voting import BallotProjectFactory, ElectionFactory, cast_ballot, frozen, made_public
from voting.domain import count
from voting.domain.council import deciding, freeing, money
from voting.models import BallotProject, CouncilSession, Election, FreedUse, Verdict

pytestmark = pytest.mark.django_db
EVERYONE = {
    "kirjoittaja@example.org": "sv",
    "kanssa@example.org": "en",
    "kannattaja@example.org": "fi",
    "seuraaja@example.org": "en",
    "aanestaja@example.org": "sv",
    "kuulija@example.org": "en",
    "seurantaryhma@example.org": "fi",
    "moni@example.org": "fi",
}
"""Addresses, and the language in which each is told."""


@dataclass
class World:
    """A project that the count funded, and the two officials who enter and confirm what the council decides."""

    proposal: Proposal
    project: BallotProject
    first: User
    second: User


def person(name: str) -> User:
    made: User = UserFactory(email=f"{name}@example.org", language=EVERYONE.get(f"{name}@example.org", "fi"))
    return made


def wrote_and_followed(hearing: Hearing) -> Proposal:
    """An idea on the ballot with everybody who has something to do with it; by the verbs that people press."""
    pot = EnvelopeFactory(source=Decimal(50_000))
    open_phase(pot.cycle, PhaseKind.PROPOSE)
    proposal = DraftFactory(cycle=pot.cycle, area=pot.area, title="Kuuma linja", author=person("kirjoittaja"))
    assert proposal.author is not None
    proposal = submission.submit(actor=proposal.author, proposal=proposal)
    invitation = authors.invite(actor=proposal.author, proposal=proposal, email="kanssa@example.org")
    authors.accept(actor=person("kanssa"), invitation=invitation)
    several, stopped = person("moni"), person("lopettanut")
    for one in (person("kannattaja"), several, stopped):
        supports.support(actor=one, proposal=proposal)
    following.follow(actor=person("seuraaja"), proposal=proposal)
    following.unfollow(actor=stopped, proposal=proposal)
    coordinator = official(Role.COORDINATOR)
    invite: dict[str, Any] = {"cycle": pot.cycle, "term_from": timezone.localdate(), "term_to": in_days(30)}
    for name in ("seurantaryhma", "moni"):
        asked = group.invite(actor=coordinator, email=f"{name}@example.org", **invite)
        group.accept(actor=User.objects.filter(email=asked.email).first() or person(name), invitation=asked)
    theme = ThemeFactory(hearing=hearing)
    ContributionFactory(hearing=hearing, theme=theme, service_area=hearing.service_areas.first())
    DevelopmentProposal.objects.create(theme=theme, title="Kuuma linja", proposal=proposal)
    for address, language in (("kuulija@example.org", "en"), ("MONI@example.org", "sv")):
        writer = Writer(device=address, network="192.0.2.1")
        subscribing.subscribe(actor=writer, hearing=hearing, address=address, language=language)
    for reader in Subscriber.objects.all():
        subscribing.confirm(token=reader.token)
    for address, language in (("aanestaja@example.org", "sv"), ("Moni@example.org", "en")):
        mail.outbox.clear()
        year_news.ask(network="192.0.2.1", cycle=pot.cycle, address=address, language=language)
        word = str(mail.outbox[0].body).split("/news/confirm/")[1].split("/")[0]
        year_news.confirm(word=word)
    review.place_on_ballot(actor=coordinator, proposal=proposal, envelope=pot, cost=Decimal(30_000))
    proposal.refresh_from_db()
    return proposal


@pytest.fixture
def world() -> World:
    cache.clear()
    proposal = wrote_and_followed(open_hearing())
    election: Election = ElectionFactory(cycle=proposal.cycle)
    project: BallotProject = BallotProjectFactory(
        election=election, envelope=proposal.envelope, proposal=proposal, position=1, cost=Decimal(30_000)
    )
    cast_ballot(frozen(election), [project])
    closed_phase(proposal.cycle, PhaseKind.PROPOSE)
    closed_phase(proposal.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return World(proposal, project, official(Role.COORDINATOR), official(Role.COORDINATOR))


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def told(act: Callable[[], object]) -> list[tuple[str, str]]:
    """Who was mailed because of `act`, and in which language; sorted. Its jobs are run, and next morning's mails."""
    mail.outbox.clear()
    since, last = dt.datetime.now(dt.UTC), Milestone.objects.count()
    waiting = ProcrastinateJob.objects.filter(task_name="followup.tell_followers")
    before = set(waiting.values_list("pk", flat=True))
    act()
    for job in waiting.exclude(pk__in=before):
        tell_followers(**job.args)
        tell_followers(**job.args)  # run again, it tells nobody twice
    run = OutsideRun.objects.create(
        day=in_days(OutsideRun.objects.count()), since=since, until=dt.datetime.now(dt.UTC)
    )
    outside_news.send(run.pk)
    outside_news.send(run.pk)
    titles = Milestone.objects.order_by("pk")[last:]
    assert len(titles) <= 1
    return sorted(
        (message.to[0].lower(), language)
        for message in mail.outbox
        for language in ("fi", "sv", "en")
        if getattr(titles[0], f"title_{language}") in message.body
    )


def council(world: World, verdict: Verdict | None) -> CouncilSession:
    """Entered by one official and handed in; None: the whole result is rejected."""
    session = before_council(world.project.election, actor=world.first)
    if verdict is None:
        session = deciding.reject_all(actor=world.first, session=session, rejects=True, reason="Talous.")
    else:
        deciding.enter(
            actor=world.first, session=session, project=world.project, verdict=verdict, section=SECTION,
            reason="Näin.", amount=Decimal(20_000) if verdict == Verdict.CHANGED else None,
        )  # fmt: skip
    for pot in money.freed_pots(session):
        if pot.freed > 0:
            freeing.use_freed(
                actor=world.first, session=session, envelope=pot.envelope, use=FreedUse.CARRY_OVER,
                reason="Näin.", section=SECTION,
            )  # fmt: skip
    return deciding.hand_in(actor=world.first, session=session)


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.CHANGED, Verdict.DROPPED, None])
def test_what_the_council_decided_is_told_to_each_once_when_a_second_official_confirms(
    world: World, verdict: Verdict | None
) -> None:
    sessions: list[CouncilSession] = []

    assert told(lambda: sessions.append(council(world, verdict))) == []
    assert told(lambda: deciding.confirm(actor=world.second, session=sessions[0])) == sorted(EVERYONE.items())


def test_the_work_and_the_question_a_year_later_are_told_to_each_once(world: World) -> None:
    deciding.confirm(actor=world.second, session=council(world, Verdict.CONFIRMED))
    proposal, actor = world.proposal, world.first
    open_phase(proposal.cycle, PhaseKind.CARRY_OUT)
    invite: dict[str, Any] = {
        "cycle": proposal.cycle,
        "term_from": timezone.localdate(),
        "term_to": in_days(30),
    }
    asked = group.invite(actor=actor, email="myohassa@example.org", **invite)
    group.accept(actor=person("myohassa"), invitation=asked)
    everyone = sorted([*EVERYONE.items(), ("myohassa@example.org", "fi")])

    assert told(lambda: outcome.start(actor=actor, proposal=proposal)) == everyone
    late: dict[str, Any] = {"reason": DelayReason.PERMIT, "expected_end": in_days(40)}
    assert told(lambda: plan.delay(actor=actor, proposal=proposal, **late)) == everyone

    # Who leaves the group hears no more as its member; who also supports does.
    for left in Delegate.objects.filter(user__email__in=["myohassa@example.org", "moni@example.org"]):
        assert left.user is not None
        group.end(actor=left.user, delegate=left)
    assert told(lambda: outcome.finish(actor=actor, proposal=proposal)) == sorted(EVERYONE.items())
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        for event in proposal.events.filter(state=State.DONE):  # type: ignore[attr-defined]
            event.pgh_created_at -= dt.timedelta(days=366)
            event.save()
    assert told(evaluation.ask_followers) == sorted(EVERYONE.items())
    assert told(evaluation.ask_followers) == []


def test_who_stops_by_each_link_is_told_no_more(world: World) -> None:
    year_news.stop(word=YearReader.objects.get(address="aanestaja@example.org").stop_word)
    subscribing.stop(token=Subscriber.objects.get(address="kuulija@example.org").token)
    following.unfollow(actor=User.objects.get(email="seurantaryhma@example.org"), proposal=world.proposal)
    session = council(world, Verdict.CONFIRMED)
    stopped = {"aanestaja@example.org", "kuulija@example.org", "seurantaryhma@example.org"}
    assert told(lambda: deciding.confirm(actor=world.second, session=session)) == sorted(
        (address, language) for address, language in EVERYONE.items() if address not in stopped
    )


def test_who_is_mailed_at_once_and_stops_then_is_not_told_again_in_the_morning(world: World) -> None:
    """The address is that of an account and of somebody who asked without one."""
    several = User.objects.get(email="moni@example.org")

    def confirm_and_stop() -> None:
        deciding.confirm(actor=world.second, session=council(world, Verdict.CONFIRMED))
        tell_followers(Milestone.objects.get().pk)
        following.unfollow(actor=several, proposal=world.proposal)

    assert told(confirm_and_stop) == sorted(EVERYONE.items())


def test_a_term_that_is_over_ends_the_mails_of_it_alone(world: World) -> None:
    Delegate.objects.update(term_from=in_days(-9), term_to=in_days(-1))
    assert following.release_delegates() == 1
    left = Follower.objects.filter(track=world.proposal.track).values_list("user__email", flat=True)
    assert ("seurantaryhma@example.org" in left, "moni@example.org" in left) == (False, True)
