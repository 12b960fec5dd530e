"""Building the demo town in an empty database, and clearing it away again."""

import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection, transaction

from commons.accounts.models import User
from commons.live.publishing import announced_together
from commons.opendata import editions
from commons.places.models import Area
from commons.process.models import Cycle, PhaseKind
from portal.demo import (
    aftermath,
    catalogue,
    dating,
    digests,
    ground,
    hearing,
    learned,
    moderating,
    papers,
    reviews,
    statements,
    stories,
    together,
    votes,
    years,
)
from portal.demo.catalogue import TOWN, Year
from portal.demo.ground import Ground
from voting.domain.council.carrying import arrive

Say = Callable[[str], object]


def is_empty() -> bool:
    """Whether nothing was made in this database yet: nobody, nowhere, no budget year."""
    return not (Area.objects.exists() or User.objects.exists() or Cycle.objects.exists())


def is_built() -> bool:
    """Whether the demo town stands."""
    return Area.objects.filter(slug=TOWN, parent=None).exists()


def clear() -> None:
    """Throw everything in the database away, whatever it is, and the jobs that wait for it."""
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        # Not emptied by Django, because the jobs' tables belong to procrastinate.
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def build(say: Say) -> None:
    """Make the town whole, or not at all. `say` hears a line a step with the seconds it took."""
    with transaction.atomic(), announced_together():
        with _told(say, "Districts, people and categories"):
            laid = ground.lay()
        for year in Year:
            _live_through(year, laid, say)
        with _told(say, "Hearings: one answered, one open"):
            hearing.tell(laid)
        with _told(say, "What was learned"):
            finished, voting, proposing = Cycle.objects.order_by("year", "pk")
            learned.tell(finished, voting, proposing, laid.people[votes.COORDINATOR])
            learned.talk(finished, laid.people)
        with _told(say, "Open data: days and sizes"):
            editions.look()
        _forget_mails_of_the_past()
        digests.order(laid)


def _forget_mails_of_the_past() -> None:
    """Letters and news of years ago count as mailed long ago: the worker shall mail only what happens from now on."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def _live_through(year: Year, laid: Ground, say: Say) -> None:
    cycle = years.begin(year, laid)
    with _told(say, f"{cycle.year}: proposals, comments, reviews"):
        told = stories.tell(year, cycle, laid)
        dating.settle(year, told, catalogue.ideas(year))
        if year == Year.PROPOSING:
            reviews.tell(cycle, laid, told)
        elif year == Year.FINISHED:
            reviews.lived_through(cycle, laid)
    if year != Year.PROPOSING:
        with _told(say, f"{cycle.year}: roll, letters, ballots"):
            years.pretend(cycle, PhaseKind.VOTE)
            vote = votes.prepare(year, cycle, laid, told)
            votes.fill_box(vote)
    if year == Year.FINISHED:
        with _told(say, f"{cycle.year}: count, council, milestones"):
            aftermath.tell(vote, cycle, laid, told)
    years.set_clock(cycle, year)
    if year == Year.PROPOSING:
        arrive(cycle)
        with _told(say, f"{cycle.year}: merged proposals"):
            together.tell(told, laid)
        with _told(say, f"{cycle.year}: statements"):
            statements.tell(told, laid)
        with _told(say, f"{cycle.year}: moderation"):
            moderating.tell(cycle, told, laid)
    if year == Year.VOTING:
        votes.cast_the_last(vote)
        votes.at_the_desk(vote, laid.people[votes.CLERK])
        votes.correct_a_word(vote, laid.people[votes.COORDINATOR], laid.people[votes.CLERK])
        papers.tell(vote, laid)


class _told:  # noqa: N801 (reads as a word where it is used)
    """Says what was done and how long it took."""

    def __init__(self, say: Say, what: str) -> None:
        self.say, self.what = say, what

    def __enter__(self) -> None:
        self.start = time.monotonic()

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self.say(f"  {self.what}: {time.monotonic() - self.start:.1f} s")
