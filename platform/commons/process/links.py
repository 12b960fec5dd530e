"""Where a year's page leads: other parts of the program say which of their pages belong to a year."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commons.http.errors import Text
from commons.process.domain.queries import Year
from commons.process.models import Cycle, PhaseKind


@dataclass(frozen=True)
class Link:
    """A page of another part about this year. `url(year)`: its path, or empty while there is nothing to see. `step`:
    the phase whose place in the timeline leads there.
    """

    label: Text
    url: Callable[[Year], str]
    step: PhaseKind | None = None


_links: list[Link] = []


def register(link: Link) -> Link:
    """Show the link on every year's page."""
    if link not in _links:
        _links.append(link)
    return link


def links_of(year: Year) -> list[dict[str, Any]]:
    """The links that lead somewhere now: `label`, `url`, `step`."""
    return [
        {"label": link.label, "url": url, "step": link.step} for link in _links if (url := link.url(year))
    ]


def by_step(links: list[dict[str, Any]]) -> dict[PhaseKind, str]:
    """The first link of each phase that has one."""
    found: dict[PhaseKind, str] = {}
    for link in links:
        if link["step"] is not None:
            found.setdefault(link["step"], link["url"])
    return found


@dataclass(frozen=True)
class LearnedLink:
    """A page of another part about what a year taught, with a sentence on it."""

    label: Text
    url: str
    words: Text = ""


LearnedSource = Callable[[Cycle], LearnedLink | None]
"""Gives a link for the lessons of a year; None while there is nothing to see."""
_learned: dict[LearnedSource, LearnedSource] = {}


def register_learned(for_everybody: LearnedSource, for_desk: LearnedSource) -> None:
    """Show a link on the page of what a year taught, and one on its desk."""
    _learned[for_everybody] = for_desk


def learned_links(cycle: Cycle) -> list[LearnedLink]:
    """For everybody."""
    return [link for source in _learned if (link := source(cycle)) is not None]


def learned_desk_links(cycle: Cycle) -> list[LearnedLink]:
    """For the desk."""
    return [link for source in _learned.values() if (link := source(cycle)) is not None]
