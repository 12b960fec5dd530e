"""Where a year's page leads: other parts of the program say which of their pages belong to a year."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commons.http.errors import Text
from commons.process.domain.queries import Year
from commons.process.models import PhaseKind


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
