"""Plenaries for tests."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from hearings.domain.notes import Writer
from hearings.domain.plenary import agenda
from hearings.models import Hearing, Plenary


class PlenaryFactory(DjangoModelFactory):
    """One that is planned for tomorrow, without an agenda; `running()` gives one that goes on, with its six parts."""

    class Meta:
        model = Plenary

    held_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))


def running(actor: Any, hearing: Hearing) -> Plenary:
    """A plenary that has begun."""
    made = agenda.plan(actor=actor, hearing=hearing, held_at=timezone.now())
    return agenda.start(actor=actor, plenary=made)


def phone(number: int) -> Writer:
    """A phone in the room."""
    return Writer(device=f"phone-{number}", network="192.0.2.7")
