"""Where a year's page leads: other parts of the program say which of their pages belong to a year."""

from collections.abc import Callable
from dataclasses import dataclass

from commons.http.errors import Text
from commons.process.domain.queries import Year


@dataclass(frozen=True)
class Link:
    """A page of another part about this year. `url(year)`: its path, or empty while there is nothing to see."""

    label: Text
    url: Callable[[Year], str]


_links: list[Link] = []


def register(link: Link) -> Link:
    """Show the link on every year's page."""
    if link not in _links:
        _links.append(link)
    return link


def links_of(year: Year) -> list[dict[str, Text]]:
    """The links that lead somewhere now: `label`, `url`."""
    return [{"label": link.label, "url": url} for link in _links if (url := link.url(year))]
