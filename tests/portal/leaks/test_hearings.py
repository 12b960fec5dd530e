"""What was told in confidence, hidden, held or blacked out in a hearing stays with those whom the table names."""

import logging
from collections import defaultdict
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.live.topics import find
from commons.live.versions import to_text
from tests.portal.leaks.addresses import HEARINGS, addresses
from tests.portal.leaks.people import OFFICIALS
from tests.portal.leaks.planted import with_hearings
from tests.portal.leaks.table import HEARING_STAFF, IN_HEARINGS, MAY_READ, MODERATORS, NOBODY, SCRIBES, SUM_UP
from tests.portal.leaks.telling import Told, read_as
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import found_in

pytestmark = pytest.mark.django_db
FILLED_BY = with_hearings
NOT_SHOWN_YET = {"leftout"}
"""What no page shows before the plenary has begun."""
READERS = ("anonymous", "resident", *OFFICIALS, "scribe", "elsewhere")
FOR_ALL = ("hearing", "hearing-wall", "hearing-survey")
FOR_STAFF = {
    "hearing-queue": MODERATORS,
    "hearing-piles": SCRIBES,
    "hearing-people": HEARING_STAFF,
    "hearing-themes": SUM_UP - {"moderator"},
}


@pytest.fixture(scope="module")
def every(town: Town) -> tuple[list[str], list[str]]:
    """The addresses of hearings, those of open data, and the routes that nobody could fill in."""
    found, unknown = addresses(town, HEARINGS)
    (slug,) = town.at["hearing"]
    more = [
        *(f"/data/{one}" for one in town.at["data_file"]),
        *(f"/desk/hearings/{slug}/queue/?state={state}" for state in ("appealed", "hidden")),
        *(f"/api/v1/hearings/{slug}/queue/?state={state}" for state in ("appealed", "hidden")),
        *(f"/api/v1/live/{kind}:{slug}" for kind in FOR_STAFF),
        "/desk/history/",
    ]
    return found + more, unknown


@pytest.fixture(scope="module")
def told(town: Town, every: tuple[list[str], list[str]]) -> Told:
    """One person with every role reads all there is, and so does nobody; the others what told these two anything."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    found: Told = defaultdict(lambda: defaultdict(set))
    telling = read_as(town, "all_seeing", [one for one in every[0] if not one.startswith("/data/")], found)
    public = [one for one in every[0] if "/desk/" not in one]
    telling |= read_as(town, "anonymous", public, found)
    for who in READERS[1:]:
        desk_is_theirs = who not in ("resident", "councillor")
        read_as(town, who, [one for one in sorted(telling) if desk_is_theirs or "/desk/" not in one], found)
    return found


def test_every_address_of_hearings_is_filled_in_or_named_with_a_reason(
    every: tuple[list[str], list[str]],
) -> None:
    assert every[1] == []


def test_nobody_reads_of_a_hearing_what_the_table_does_not_allow(told: Told) -> None:
    leaks = {
        (kind, who): sorted(at)
        for kind, readers in told.items()
        for who, at in readers.items()
        if not (MAY_READ | IN_HEARINGS).get(kind, NOBODY) & (set(OFFICIALS) if who == "all_seeing" else {who})
    }
    assert leaks == {}


def test_what_was_planted_in_the_hearing_is_there_to_be_found(told: Told) -> None:
    shown = {kind for kind in IN_HEARINGS if told[kind]}
    assert shown == {kind for kind, readers in IN_HEARINGS.items() if readers} - NOT_SHOWN_YET


def _snapshot(name: str) -> Any:
    take = find(name).snapshot
    assert take is not None
    return take(name)


def test_live_topics_of_a_hearing_tell_nothing_that_is_planted(town: Town) -> None:
    (slug,) = town.at["hearing"]
    names = [*(f"{kind}:{slug}" for kind in FOR_ALL), f"plenary:{town.at['plenary'][0]}"]
    snapshots = {name: _snapshot(name) for name in names}
    assert None not in snapshots.values()
    assert {name: found_in(to_text(said)) for name, said in snapshots.items()} == {
        name: set() for name in names
    }
    coming = [f"{kind}:tuleva" for kind in FOR_ALL]
    assert [name for name in coming if find(name).may_subscribe(AnonymousUser(), name)] == []


def test_staff_topics_of_a_hearing_are_heard_by_its_staff_alone(town: Town) -> None:
    (slug,) = town.at["hearing"]
    readers = {"anonymous": AnonymousUser(), **town.people.by_name}
    heard = {
        kind: {
            who for who, one in readers.items() if find(f"{kind}:{slug}").may_subscribe(one, f"{kind}:{slug}")
        }
        for kind in FOR_STAFF
    }
    assert heard == {kind: set(who) for kind, who in FOR_STAFF.items()}
