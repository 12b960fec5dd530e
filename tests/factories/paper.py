"""Stations, sheets and batches for tests, past the verbs."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from voting.models import BatchState, Election, PaperBatch, PollingStation, StationDay


class StationFactory(DjangoModelFactory):
    """A library with a ramp."""

    class Meta:
        model = PollingStation

    name_fi = "Pääkirjasto"
    name_sv = "Huvudbiblioteket"
    name_en = "Main library"
    address = "Kirjastokatu 1"
    hours_fi = "ma–pe 10–18"
    is_step_free = True


class DayFactory(DjangoModelFactory):
    """Today at a station."""

    class Meta:
        model = StationDay

    station = factory.SubFactory(StationFactory)
    day = factory.LazyFunction(timezone.localdate)


def accepted_batch(election: Election, *, size: int = 1000) -> PaperBatch:
    """A batch that ballots can be of, without a sheet."""
    day = DayFactory(station=StationFactory(election=election), day=dt.date(2027, 3, 1))
    first, second = UserFactory.create_batch(2)
    batch: PaperBatch = PaperBatch.objects.create(
        election=election,
        number=PaperBatch.objects.filter(election=election).count() + 1,
        day=day,
        officer=first,
        size=size,
        state=BatchState.ACCEPTED,
        first_keyer=first,
        second_keyer=second,
        first_done=True,
        second_done=True,
        accepted_by=second,
        accepted_at=timezone.now(),
    )
    return batch
