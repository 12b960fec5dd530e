"""Budget years, phases and money for tests. Phases are moved, never the clock."""

import datetime as dt
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from commons.process.models import Cycle, Envelope, FundingSource, Lesson, Phase, PhaseKind
from tests.factories.places import AreaFactory


class CycleFactory(DjangoModelFactory):
    """A published budget year of a town, without phases: add them with `open_phase` and the like."""

    class Meta:
        model = Cycle

    slug = factory.Sequence(lambda n: f"kuvala-{10_000 + n}")  # no year that a test may name itself
    name_fi = factory.LazyAttribute(lambda cycle: f"Kuvalan osallistuva budjetti {cycle.year}")
    name_sv = factory.LazyAttribute(lambda cycle: f"Kuvala deltagande budget {cycle.year}")
    name_en = factory.LazyAttribute(lambda cycle: f"Kuvala participatory budget {cycle.year}")
    area = factory.SubFactory(AreaFactory)
    year = 2026
    is_published = True


class EnvelopeFactory(DjangoModelFactory):
    """A pot of 50 000 € from one source; `source=Decimal(…)` for another amount, `source=False` for an empty
    pot."""

    class Meta:
        model = Envelope
        skip_postgeneration_save = True

    cycle = factory.SubFactory(CycleFactory)
    slug = factory.Sequence(lambda n: f"potti-{n}")
    name_fi = factory.LazyAttribute(lambda envelope: envelope.slug.capitalize())
    name_sv = factory.LazyAttribute(lambda envelope: f"{envelope.slug.capitalize()} (sv)")
    name_en = factory.LazyAttribute(lambda envelope: f"{envelope.slug.capitalize()} (en)")
    area = factory.SelfAttribute("cycle.area")

    @factory.post_generation
    def source(self: Envelope, create: bool, extracted: object, **kwargs: object) -> None:
        if create and extracted is not False:
            FundingSourceFactory(envelope=self, **({"amount": extracted} if extracted else {}))


class FundingSourceFactory(DjangoModelFactory):
    """Where money comes from."""

    class Meta:
        model = FundingSource

    envelope = factory.SubFactory(EnvelopeFactory, source=False)
    name_fi = "Kaupungin osallistumismääräraha"
    name_sv = "Stadens anslag för delaktighet"
    name_en = "The city's participation budget"
    amount = Decimal("50000.00")


class LessonFactory(DjangoModelFactory):
    """What a year taught, for everybody to read."""

    class Meta:
        model = Lesson

    cycle = factory.SubFactory(CycleFactory)
    topic = "communication"
    promised_fi, promised_sv, promised_en = "Kirjeet ajoissa", "Breven i tid", "Letters in time"
    happened_fi, happened_sv, happened_en = "Ne myöhästyivät", "De var sena", "They were late"
    change_fi, change_sv, change_en = "Postitus aiemmin", "Tidigare post", "Post them earlier"
    is_published = True


def set_phase(cycle: Cycle, kind: PhaseKind, *, opens: dt.timedelta, closes: dt.timedelta) -> Phase:
    """Put the phase of `kind` at these distances from now (negative: past)."""
    now = timezone.now()
    phase, _made = Phase.objects.update_or_create(
        cycle=cycle, kind=kind, defaults={"opens_at": now + opens, "closes_at": now + closes}
    )
    return phase


def open_phase(cycle: Cycle, kind: PhaseKind) -> Phase:
    """Make `kind` open now: since a week, for another week."""
    return set_phase(cycle, kind, opens=dt.timedelta(days=-7), closes=dt.timedelta(days=7))


def closed_phase(cycle: Cycle, kind: PhaseKind) -> Phase:
    """Make `kind` over: it closed a minute ago."""
    return set_phase(cycle, kind, opens=dt.timedelta(days=-14), closes=dt.timedelta(minutes=-1))


def coming_phase(cycle: Cycle, kind: PhaseKind) -> Phase:
    """Make `kind` come: it opens in a week."""
    return set_phase(cycle, kind, opens=dt.timedelta(days=7), closes=dt.timedelta(days=14))
