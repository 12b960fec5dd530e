"""Building the demo town in an empty database, and clearing it away again."""

import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction

from commons.accounts.models import User
from commons.places.models import Area
from commons.process.models import Cycle
from portal.demo import ground, years
from portal.demo.catalogue import TOWN, Year

Say = Callable[[str], object]


def is_empty() -> bool:
    """Whether nothing was made in this database yet: nobody, nowhere, no budget year."""
    return not (Area.objects.exists() or User.objects.exists() or Cycle.objects.exists())


def is_built() -> bool:
    """Whether the demo town stands."""
    return Area.objects.filter(slug=TOWN, parent=None).exists()


def clear() -> None:
    """Throw everything in the database away, whatever it is."""
    call_command("flush", interactive=False, verbosity=0)


def build(say: Say) -> None:
    """Make the town whole, or not at all. `say` hears a line a step with the seconds it took."""
    with transaction.atomic():
        with _told(say, "Districts, people and categories"):
            laid = ground.lay()
        for year in Year:
            with _told(say, f"Budget year: {year}"):
                cycle = years.begin(year, laid)
                years.set_clock(cycle, year)


class _told:  # noqa: N801 (reads as a word where it is used)
    """Says what was done and how long it took."""

    def __init__(self, say: Say, what: str) -> None:
        self.say, self.what = say, what

    def __enter__(self) -> None:
        self.start = time.monotonic()

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self.say(f"  {self.what}: {time.monotonic() - self.start:.1f} s")
