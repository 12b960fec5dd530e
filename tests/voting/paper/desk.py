"""A vote on paper with a station, sheets and people, for the tests of paper."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from commons.accounts.models import Role, User
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.paper import StationFactory
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, open_phase
from tests.factories.voting import ballot_of
from voting.domain.paper import days, keying, printing, serials
from voting.models import BallotProject, Election, PaperBatch, PollingStation, StationDay


@dataclass
class Desk:
    """`clerk`, `second`, `third`: three vote clerks. Twelve sheets are printed, ten are out today."""

    election: Election
    projects: list[BallotProject]
    station: PollingStation
    day: StationDay
    clerk: User
    second: User
    third: User

    @property
    def slug(self) -> str:
        return str(self.election.cycle.slug)

    def serial(self, number: int) -> str:
        return serials.written(self.election.pk, number)

    def line(self, *places: int) -> str:
        """Numbers of the projects at these places of the ballot."""
        return " ".join(self.projects[place].project_id for place in places)

    def batch(self, size: int = 3) -> PaperBatch:
        return keying.open_batch(actor=self.clerk, day=self.day, officer=self.clerk, size=size)

    def keyed(self, batch: PaperBatch, who: User, sheets: dict[int, str]) -> PaperBatch:
        """One whole reading; "void" stands for an empty sheet."""
        for number, line in sheets.items():
            void = {"line": "", "void": "empty"} if line == "void" else {"line": line}
            keying.key(actor=who, batch=batch, serial=self.serial(number), **void)
        return keying.finish(actor=who, batch=batch)


def make_desk(**rules: Any) -> Desk:
    """Voting is open on three projects of 10, 20 and 30 thousand, three of them at most."""
    town = AreaFactory()
    cycle = CycleFactory(area=town)
    open_phase(cycle, PhaseKind.VOTE)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle, area=town)], **rules)
    clerk, second, third = (official(Role.VOTE_CLERK) for _number in range(3))
    station = StationFactory(election=election)
    printing.print_run(actor=clerk, station=station, area=town, size=12)
    desk = Desk(election, projects, station, days.day_of(station, timezone.localdate()), clerk, second, third)
    days.take_out(actor=clerk, station=station, day=desk.day.day, first=desk.serial(1), last=desk.serial(10))
    return desk


YESTERDAY = dt.timedelta(days=-1)
