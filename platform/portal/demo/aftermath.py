"""What became of the finished year: the count, the council's decisions, the milestones."""

import datetime as dt
import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

import pgtrigger

from commons.followup.domain import milestones
from commons.followup.models import Follower, Milestone, Notice
from commons.process.models import Cycle, PhaseKind
from portal.demo import catalogue, council, delegates, works, years
from portal.demo.catalogue import Idea, Step, Year
from portal.demo.dating import date_histories
from portal.demo.electorate import WON
from portal.demo.ground import Ground
from portal.demo.pictures import draw
from portal.demo.stories import REVIEWER_OF
from portal.demo.votes import CLERK, COORDINATOR, Vote
from proposals.domain import outcome
from proposals.models import Proposal, State
from proposals.rules import CARRY_OUT
from voting.domain import anomalies, certification, count, sealing
from voting.models import AnomalyCase, CaseState, CountSignature, EnvelopeCount, NetworkHour

CERTIFIERS = "varmentaja1", "varmentaja2"
COUNTED, DECIDED = -614, council.DECIDED
MOVES: Mapping[str, Callable[..., Proposal]] = {
    "planned": outcome.plan,
    "under_way": partial(outcome.start, say=False),
    "done": partial(outcome.finish, say=False),
}
TITLES = {
    "planned": ("Suunnittelu alkoi", "Planeringen började", "Planning began"),
    "under_way": ("Työt alkoivat", "Arbetet började", "Work began"),
    "done": ("Valmis", "Klart", "Ready"),
    "cancelled": ("Hanke perutaan", "Projektet ställs in", "The project is cancelled"),
}
EXPLAINED = (
    "Pääkirjastossa oli äänestyspäivä. Kirjaston johtaja vahvisti, että lukion ryhmä äänesti siellä samaan aikaan, "
    "kukin omalla kirjeellään. Epäselvää ei jäänyt."
)
UPDATE = ("Missä nyt mennään", "Läget just nu", "Where we are now")


def tell(vote: Vote, cycle: Cycle, ground: Ground, told: Mapping[str, Proposal]) -> None:
    """Count, publish, decide and carry out, each by who may do it."""
    years.pretend(cycle, PhaseKind.COUNT)
    # A school class at the library: a finding that two people explained.
    NetworkHour.objects.create(
        election=vote.election, hour=years.moment(COUNTED - 10, hour=13), number=17, ballots=24, networks=8
    )
    count.count_votes(actor=ground.people[CLERK], election=vote.election)
    _settle(vote, ground)
    for name in CERTIFIERS:
        certification.certify(actor=ground.people[name], election=vote.election)
    count.publish_result(actor=ground.people[CERTIFIERS[0]], election=vote.election)
    years.pretend(cycle, PhaseKind.COUNCIL)
    ideas = {idea.key: idea for idea in catalogue.ideas(Year.FINISHED)}
    council.decide(vote, {key: idea for key, idea in ideas.items() if idea.state in WON}, ground)
    years.pretend(cycle, PhaseKind.CARRY_OUT)
    for key, idea in ideas.items():
        if idea.steps:
            _carry_out(idea, told[key], ground)
    date_histories({told[key].pk: (_dates(idea), None) for key, idea in ideas.items()})
    for milestone in works.tell(told, ground.people[COORDINATOR]):
        _mailed(milestone, 0)
    delegates.tell(cycle, told, ground)
    with pgtrigger.ignore():
        EnvelopeCount.objects.filter(election=vote.election).update(
            counted_at=years.moment(COUNTED, hour=9), published_at=years.moment(COUNTED, hour=13)
        )
        AnomalyCase.objects.filter(election=vote.election).update(
            found_at=years.moment(COUNTED, hour=9), decided_at=years.moment(COUNTED, hour=10)
        )
        CountSignature.objects.filter(count__election=vote.election).update(
            signed_at=years.moment(COUNTED, hour=11)
        )
    for name in (COORDINATOR, CERTIFIERS[0]):
        sealing.seal(actor=ground.people[name], election=vote.election)


def _settle(vote: Vote, ground: Ground) -> None:
    for case in anomalies.cases(actor=ground.people[CLERK], election=vote.election):
        anomalies.propose(actor=ground.people[CLERK], case=case, state=CaseState.CLEARED, reason=EXPLAINED)
        anomalies.agree(actor=ground.people[CERTIFIERS[0]], case=case)


def _carry_out(idea: Idea, proposal: Proposal, ground: Ground) -> None:
    official = ground.people[idea.review.by if idea.review else REVIEWER_OF[idea.category]]
    before: Step | None = None
    for step in idea.steps:
        is_news = before is None or before.state != step.state
        if step.state == "cancelled":
            outcome.cancel(actor=official, proposal=proposal, reason=step.text, say=False)
        elif is_news:
            if step.state == "done" and (before is None or before.state == "planned"):
                outcome.start(actor=official, proposal=proposal, say=False)
            MOVES[step.state](actor=official, proposal=proposal)
        words = TITLES[step.state] if is_news else UPDATE
        drawing = (
            draw(f"{idea.key}/{step.days}", place=idea.place, language="fi") if step.state == "done" else None
        )
        milestone = milestones.add(
            actor=official,
            track=proposal.track,
            permission=CARRY_OUT,
            target=proposal,
            date=years.midnight(step.days).date(),
            title=dict(zip(("fi", "sv", "en"), words, strict=True)),
            text={"fi": step.text},
            picture=io.BytesIO(drawing.jpeg) if drawing else None,
            picture_alt={"fi": drawing.alt} if drawing else None,
            spent=Decimal(step.spent - (before.spent if before else 0)),
        )
        _mailed(milestone, step.days)
        before = step


def _mailed(milestone: Milestone, days: int) -> None:
    """Followers had this mail long ago; the job that the verb ordered finds nobody left to tell."""
    sent = years.moment(days, hour=14)
    Milestone.objects.filter(pk=milestone.pk).update(created_at=sent)
    Notice.objects.bulk_create(
        Notice(milestone=milestone, follower=follower, sent_at=sent)
        for follower in Follower.objects.filter(track=milestone.track_id)
    )


def _dates(idea: Idea) -> dict[State, dt.datetime]:
    when: dict[State, dt.datetime] = dict.fromkeys(
        (State.FUNDED, State.NOT_FUNDED), years.moment(COUNTED, hour=13)
    )
    when |= dict.fromkeys((State.CONFIRMED, State.DROPPED), years.moment(DECIDED, hour=18))
    for step in reversed(idea.steps):
        when[State(step.state)] = years.moment(step.days, hour=14)
    if idea.steps and "under_way" not in {step.state for step in idea.steps}:
        when[State.UNDER_WAY] = years.moment(idea.steps[-1].days, hour=9)
    return when
