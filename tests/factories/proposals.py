"""Categories, proposals and what belongs to them for tests."""

import datetime as dt
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from commons.accounts.models import User
from commons.deliberation.models import Thread
from commons.followup.models import Track
from proposals.models import (
    PART_FIELDS,
    Category,
    LessonTalk,
    MergePart,
    MergePlan,
    Proposal,
    Remark,
    Review,
    SplitPart,
    SplitPlan,
    State,
    Support,
)
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory


class ResidentFactory(DjangoModelFactory):
    """Somebody who can sign in and holds no role."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"asukas{n}@example.fi")
    display_name = factory.Sequence(lambda n: f"Asukas {n}")


class ThreadFactory(DjangoModelFactory):
    """An empty thread."""

    class Meta:
        model = Thread


class TrackFactory(DjangoModelFactory):
    """A track without milestones."""

    class Meta:
        model = Track


class LessonTalkFactory(DjangoModelFactory):
    """Everybody can comment on the lessons of a year for a week."""

    class Meta:
        model = LessonTalk

    cycle = factory.SubFactory(CycleFactory)
    thread = factory.SubFactory(ThreadFactory)
    until = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=7))


class CategoryFactory(DjangoModelFactory):
    """A subject for every budget year."""

    class Meta:
        model = Category

    slug = factory.Sequence(lambda n: f"aihe-{n}")
    name_fi = factory.LazyAttribute(lambda category: category.slug.capitalize())
    name_sv = factory.LazyAttribute(lambda category: f"{category.slug.capitalize()} (sv)")
    name_en = factory.LazyAttribute(lambda category: f"{category.slug.capitalize()} (en)")


class ProposalFactory(DjangoModelFactory):
    """A submitted proposal, or with `state=` another; from the ballot on use `BallotProposalFactory`."""

    class Meta:
        model = Proposal

    cycle = factory.SubFactory(CycleFactory)
    author = factory.SubFactory(ResidentFactory)
    language = "fi"
    title = factory.Sequence(lambda n: f"Penkki rantaan {n}")
    what = "Tukeva penkki, jossa on selkänoja."
    why = "Matkalla ei ole mitään istuinta."
    for_whom = "Kaikille, jotka tarvitsevat levähdyspaikan."
    category = factory.SubFactory(CategoryFactory)
    area = factory.SubFactory(AreaFactory, parent=factory.SelfAttribute("..cycle.area"))
    latitude = 61.5
    longitude = 23.8
    place_name = "Rantapuisto"
    rough_cost = Decimal("1500.00")
    state = State.SUBMITTED
    thread = factory.SubFactory(ThreadFactory)
    track = factory.SubFactory(TrackFactory)
    merged_into = factory.LazyAttribute(
        lambda proposal: ProposalFactory(cycle=proposal.cycle) if proposal.state == State.MERGED else None
    )


class DraftFactory(ProposalFactory):
    """A complete draft that was not submitted."""

    state = State.DRAFT


class BallotProposalFactory(ProposalFactory):
    """A proposal on the ballot, 1 000 €, in an envelope of its cycle."""

    state = State.ON_BALLOT
    cost = Decimal("1000.00")
    envelope = factory.SubFactory(
        "tests.factories.process.EnvelopeFactory", cycle=factory.SelfAttribute("..cycle")
    )


class SupportFactory(DjangoModelFactory):
    """Somebody's support."""

    class Meta:
        model = Support

    proposal = factory.SubFactory(ProposalFactory)
    user = factory.SubFactory(ResidentFactory)


class ReviewFactory(DjangoModelFactory):
    """A review that nobody has begun."""

    class Meta:
        model = Review

    proposal = factory.SubFactory(ProposalFactory, state=State.IN_REVIEW)


class RemarkFactory(DjangoModelFactory):
    """An internal remark."""

    class Meta:
        model = Remark

    proposal = factory.SubFactory(ProposalFactory)
    text = "Vain virkahuoneeseen."


def merge_plan_of(lead: Proposal, *others: Proposal) -> MergePlan:
    """A plan whose authors are asked for a week."""
    plan = MergePlan.objects.create(
        lead=lead, reason="Sama mäki.", answer_until=timezone.now() + dt.timedelta(days=7)
    )
    for one in (lead, *others):
        MergePart.objects.create(plan=plan, proposal=one, is_lead=one is lead)
    return plan


def split_plan_of(whole: Proposal) -> SplitPlan:
    """A plan with two parts that is being prepared."""
    plan = SplitPlan.objects.create(proposal=whole, reason="Kaksi ajatusta.", days=14)
    for number in (1, 2):
        fields = {name: getattr(whole, name) for name in PART_FIELDS} | {"title": f"Osa {number}"}
        SplitPart.objects.create(plan=plan, **fields)
    return plan
