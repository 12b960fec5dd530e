"""Money that waits for a year: who keeps it says so here, and is told when a year or one of its pots is made."""

from collections.abc import Callable

from commons.process.models import Cycle

Keeper = Callable[[Cycle], None]
"""Puts what waits for this year into its pots, within the transaction that made them."""

_keepers: list[Keeper] = []


def register(keeper: Keeper) -> Keeper:
    """Tell the keeper of every year and pot that is made."""
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def announce(cycle: Cycle) -> None:
    """The year has new pots: whoever keeps money for it puts it there."""
    for keeper in _keepers:
        keeper(cycle)
