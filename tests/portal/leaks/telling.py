"""Reading addresses as somebody, and what was found at them."""

from django.test import Client

from tests.portal.leaks.reading import kinds_in
from tests.portal.leaks.town import Town

Told = dict[str, dict[str, set[str]]]
"""By kind of text and reader: the addresses at which it was read."""


def read_as(
    town: Town, who: str, wanted: list[str], found: Told, *, client: Client | None = None
) -> set[str]:
    """Read as somebody, in their browser where it is given; the addresses that told something planted."""
    telling = set()
    read = town.people.reader(who, client)
    for address in wanted:
        answer = read(address)
        assert answer.status_code != 500, f"{address} as {who}"
        for kind in kinds_in(answer):
            found[kind][who].add(address)
            telling.add(address)
    return telling
