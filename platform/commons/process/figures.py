"""Figures that other parts of the program count about a year: they say so here, and its page of lessons shows them."""

from collections.abc import Callable
from dataclasses import dataclass

from commons.http.errors import Text
from commons.process.models import Cycle


@dataclass(frozen=True)
class Figure:
    """A table of a year, as the piece `figure` draws it. `rows`: a label and its cells, in words."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text = ""
    rows_url: str = ""


Source = Callable[[Cycle], Figure | None]
"""Gives the figure of a year in the reader's language, or None where there is nothing to tell; of public numbers alone,
in a constant number of queries."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Show the figure beside what every year taught."""
    if source not in _sources:
        _sources.append(source)
    return source


def figures_of(cycle: Cycle) -> list[Figure]:
    """All figures of a year that tell something."""
    return [found for source in _sources if (found := source(cycle)) is not None]
