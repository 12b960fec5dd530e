"""Elections, ballots and rolls for tests. Nobody is real."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from commons.accounts.models import Role
from commons.process.models import Envelope
from tests.factories.accounts import official
from tests.factories.paper import accepted_batch
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory
from tests.factories.proposals import ProposalFactory
from voting.domain import keys
from voting.domain.certification import NAMES_NEEDED, certify
from voting.domain.count import publish_result
from voting.domain.sealing import seal
from voting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    BallotProject,
    Channel,
    Election,
    FrozenRules,
    RollEntry,
)


class ElectionFactory(DjangoModelFactory):
    """An approval vote that is still being prepared; `frozen(election)` freezes it without the checks of
    opening.
    """

    class Meta:
        model = Election

    cycle = factory.SubFactory(CycleFactory)
    key_id = factory.LazyFunction(uuid4)
    key_check = factory.LazyAttribute(lambda election: keys.make(election.key_id))
    ballot_kind = BallotKind.APPROVAL
    min_length = 1
    max_length = 3


class BallotProjectFactory(DjangoModelFactory):
    """A proposal on the ballot for 10 000 €."""

    class Meta:
        model = BallotProject

    election = factory.SubFactory(ElectionFactory)
    envelope = factory.SubFactory(EnvelopeFactory, cycle=factory.SelfAttribute("..election.cycle"))
    proposal = factory.SubFactory(
        ProposalFactory,
        cycle=factory.SelfAttribute("..election.cycle"),
        envelope=factory.SelfAttribute("..envelope"),
        area=factory.SelfAttribute("..envelope.area"),
        state="on_ballot",
        cost=factory.SelfAttribute("..cost"),
    )
    position = factory.Sequence(lambda n: n + 101)  # no place that a test may give itself
    project_id = factory.LazyAttribute(lambda project: str(project.position))
    cost = Decimal("10000.00")


class RollEntryFactory(DjangoModelFactory):
    """Somebody who may vote and has not."""

    class Meta:
        model = RollEntry

    election = factory.SubFactory(ElectionFactory)
    person_hash = factory.Sequence(lambda n: f"{n:064x}")
    birth_year = 1980
    area = factory.SubFactory(AreaFactory)


def frozen(election: Election) -> Election:
    """Freeze the election as opening does, but without its checks."""
    FrozenRules.objects.create(election=election, text="{}")
    election.frozen_at = dt.datetime.now(dt.UTC)
    election.frozen_hash = "0" * 64
    election.save()
    return election


def cast_ballot(
    election: Election,
    choices: Mapping[BallotProject, int | None] | Iterable[BallotProject],
    *,
    channel: Channel = Channel.WEB,
    **fields: Any,
) -> Ballot:
    """A ballot in the box, past the verb: `choices` in the voter's order, points as values where there are
    any.
    """
    given = choices if isinstance(choices, Mapping) else dict.fromkeys(choices)
    name = uuid4().hex
    if channel == Channel.PAPER and "paper_batch" not in fields:
        fields["paper_batch"] = accepted_batch(election)
    ballot: Ballot = Ballot.objects.create(
        election=election, pseudonym=name, receipt=name[:24], channel=channel, key_hash=name, **fields
    )
    BallotChoice.objects.bulk_create(
        BallotChoice(ballot=ballot, project=project, rank=rank, points=points)
        for rank, (project, points) in enumerate(given.items(), start=1)
    )
    return ballot


def certified(election: Election) -> Election:
    """Two people who did not count put their names under the counts."""
    for _name in range(NAMES_NEEDED):
        certify(actor=official(Role.CERTIFIER), election=election)
    return election


def made_public(election: Election) -> Election:
    """The counts certified by two and published."""
    publish_result(actor=official(Role.CERTIFIER), election=certified(election))
    return election


def sealed(election: Election) -> Election:
    """The box of a published vote sealed by two, as if appeals were over."""
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=settings.RAATI_APPEAL_DAYS, minutes=1)
    election.counts.filter(superseded=False).update(published_at=long_ago)
    for role in (Role.COORDINATOR, Role.CERTIFIER):
        seal(actor=official(role), election=election)
    election.refresh_from_db()
    return election


def ballot_of(
    envelopes: Iterable[Envelope], costs: Iterable[int] = (10_000, 20_000, 30_000), **fields: Any
) -> tuple[Election, list[BallotProject]]:
    """A frozen election with a project of each of `costs` in each of `envelopes`, in that order."""
    pots = list(envelopes)
    election: Election = ElectionFactory(cycle=pots[0].cycle, **fields)
    projects: list[BallotProject] = []
    for pot in pots:
        for cost in costs:
            place = len(projects) + 1
            projects.append(
                BallotProjectFactory(election=election, envelope=pot, position=place, cost=Decimal(cost))
            )
    return frozen(election), projects
