"""Whether a tie decided anything: the count is done again with the tied projects in another order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from voting.counting.tally import Tally

_ALL = 3


def decisive(
    tally: Tally, group: Sequence[int], funded: Iterable[int], again: Callable[[Tally], Iterable[int]]
) -> bool:
    """Whether another order of the tied projects among themselves funds others.

    `group` is in the order that was taken; `again` counts a tally and gives the positions of the funded. Every
    order is tried for up to three projects; of more, those that put one in front, and the reverse.
    """
    places = sorted(tally.lot[p] for p in group)
    was = set(funded)
    for order in _orders(tuple(group)):
        lot = list(tally.lot)
        for project, place in zip(order, places, strict=True):
            lot[project] = place
        if set(again(replace(tally, lot=tuple(lot)))) != was:
            return True
    return False


def _orders(group: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(group) <= _ALL:
        yield from (order for order in permutations(group) if order != group)
        return
    for at in range(1, len(group)):
        yield group[at], *group[:at], *group[at + 1 :]
    yield group[::-1]
