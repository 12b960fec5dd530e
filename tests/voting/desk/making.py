"""Votes in every stage, for the tests of the voting desk."""

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commons.accounts.models import Role
from commons.process.models import Cycle, PhaseKind
from proposals.models import Proposal, State
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, coming_phase, open_phase
from tests.factories.proposals import ProposalFactory
from tests.factories.voting import (
    BallotProjectFactory,
    ElectionFactory,
    RollEntryFactory,
    cast_ballot,
    certified,
    frozen,
    made_public,
    sealed,
)
from voting.domain import count
from voting.domain.desk_votes import Stage
from voting.models import Election, RollEntry

ROLL = "person_id;birth_year;area\nA1;1980;{area}\nA2;1990;{area}\n"


def year() -> Cycle:
    """A published year with a pot of 50 000 €, two approved proposals of 10 000 and 20 000 €, and voting to come."""
    town = AreaFactory()
    cycle: Cycle = CycleFactory(area=town)
    pot = EnvelopeFactory(cycle=cycle, area=town, slug="koko")
    for cost in (10_000, 20_000):
        approved(cycle, Decimal(cost), envelope=pot)
    coming_phase(cycle, PhaseKind.VOTE)
    return cycle


def approved(cycle: Cycle, cost: Decimal, **fields: object) -> Proposal:
    """A proposal that its review has put on the ballot."""
    made: Proposal = ProposalFactory(cycle=cycle, area=cycle.area, cost=cost, state=State.ON_BALLOT, **fields)
    return made


def vote_in(stage: Stage) -> Cycle:
    """A year whose vote has come to this stage; two people on the roll, one of whom has voted from opening on."""
    cycle = year()
    if stage == Stage.NOT_BEGUN:
        return cycle
    election: Election = ElectionFactory(cycle=cycle)
    projects = [
        BallotProjectFactory(
            election=election, envelope=proposal.envelope, proposal=proposal, cost=proposal.cost
        )
        for proposal in Proposal.objects.filter(cycle=cycle).order_by("pk")
    ]
    people = RollEntryFactory.create_batch(2, election=election, area=cycle.area)
    if stage == Stage.PREPARING:
        return cycle
    frozen(election)
    if stage == Stage.WAITING:
        return cycle
    open_phase(cycle, PhaseKind.VOTE)
    cast_ballot(election, projects)
    RollEntry.objects.filter(pk=people[0].pk).update(
        voted_at=dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC), channel="web"
    )
    if stage == Stage.OPEN:
        return cycle
    closed_phase(cycle, PhaseKind.VOTE)
    if stage == Stage.CLOSED:
        return cycle
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    if stage == Stage.CERTIFIED:
        certified(election)
    if stage in (Stage.PUBLISHED, Stage.SEALED):
        made_public(election)
    if stage == Stage.SEALED:
        sealed(election)
    return cycle


def signed_in(role: Role | None) -> Client:
    """Somebody with this role; nobody at all for None."""
    client = Client()
    if role is not None:
        client.force_login(official(role))
    return client


def csv(cycle: Cycle) -> SimpleUploadedFile:
    """A file of two people who are not on the roll yet."""
    return SimpleUploadedFile("roll.csv", ROLL.format(area=cycle.area.slug).encode(), "text/csv")
