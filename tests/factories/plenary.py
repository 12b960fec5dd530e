"""Plenaries for tests."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from hearings.domain.notes import Writer
from hearings.domain.plenary import agenda, stage, votes
from hearings.models import DevelopmentProposal, Hearing, Plenary, Round
from tests.factories.hearings import ThemeFactory


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


def proposals(actor: Any, plenary: Plenary, *titles: str) -> list[DevelopmentProposal]:
    """Shown proposals of a new theme that is taken up."""
    stage.take_up(actor=actor, plenary=plenary, theme=ThemeFactory(hearing=plenary.hearing))
    made = []
    for title in titles:
        one = stage.write(actor=actor, plenary=plenary, title=title)
        stage.show(actor=actor, plenary=plenary, proposal=one)
        made.append(one)
    return made


def open_vote(
    actor: Any, plenary: Plenary, kind: str, rows: list[DevelopmentProposal], cap: int = 3
) -> Round:
    """A vote on these proposals."""
    return votes.open_round(
        actor=actor, plenary=plenary, kind=kind, options=[row.pk for row in rows], cap=cap
    )
