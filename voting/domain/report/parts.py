"""Parts of the report that other services write: they say so here, and `portal` joins them."""

from collections.abc import Callable
from dataclasses import dataclass

from commons.process.models import Cycle
from voting.domain.report.tree import Section


@dataclass(frozen=True)
class Part:
    """`section(cycle)`: in the language that is active, None where there is nothing to tell. `stamp(cycle)`: a short
    text that changes when the section does; cheap.
    """

    key: str
    section: Callable[[Cycle], Section | None]
    stamp: Callable[[Cycle], str]


_parts: list[Part] = []


def register(part: Part) -> None:
    """Write the part into every report."""
    if all(one.key != part.key for one in _parts):
        _parts.append(part)


def registered() -> list[Part]:
    """All parts, in the order of registering."""
    return list(_parts)
