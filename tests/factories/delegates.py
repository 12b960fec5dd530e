"""The follow-up group and its findings for tests."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from proposals.models import Delegate, DelegateState, Finding, FindingKind, FindingState, State
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory, ResidentFactory


class DelegateFactory(DjangoModelFactory):
    """Somebody in the group, for a year around today, who shows no name."""

    class Meta:
        model = Delegate

    cycle = factory.SubFactory(CycleFactory)
    user = factory.SubFactory(ResidentFactory)
    number = factory.Sequence(lambda n: n + 101)  # no number that a test may give itself
    state = DelegateState.ACCEPTED
    term_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=180))
    term_to = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=180))


class FindingFactory(DjangoModelFactory):
    """Something that is missing at a project under way; it waits for an answer, due in a week."""

    class Meta:
        model = Finding

    delegate = factory.SubFactory(DelegateFactory)
    proposal = factory.SubFactory(
        BallotProposalFactory, cycle=factory.SelfAttribute("..delegate.cycle"), state=State.UNDER_WAY
    )
    kind = FindingKind.MISSING
    text = "Kaide puuttuu alimmasta portaasta."
    visited_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=1))
    state = FindingState.OPEN
    answer_by = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=7))
