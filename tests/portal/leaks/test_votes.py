"""Who is on the roll, what waits for a second official, and the council's item before it is decided stay inside."""

import logging
from collections import defaultdict

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from commons.live.topics import find
from commons.live.versions import to_text
from tests.portal.leaks.addresses import VOTES, addresses
from tests.portal.leaks.people import OFFICIALS
from tests.portal.leaks.planted import with_votes
from tests.portal.leaks.table import IN_VOTES, MAY_READ, NOBODY, VOTE_DESK
from tests.portal.leaks.telling import Told, read_as
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import found_in

pytestmark = pytest.mark.django_db
FILLED_BY = with_votes
WITH_CODE = ("/vote/", "/api/v1/vote/")
"""Where a code makes a difference."""
NOT_SHOWN = {"station", "deskreason"}
"""What the desk noted, which the record of deeds does not repeat."""
READERS = ("resident", *OFFICIALS, "scribe", "elsewhere")


@pytest.fixture(scope="module")
def every(town: Town) -> tuple[list[str], list[str]]:
    """The addresses of votes, those of open data, and the routes that nobody could fill in."""
    found, unknown = addresses(town, VOTES)
    more = [
        *(f"/data/{one}" for one in town.at["data_file"]),
        "/desk/history/",
    ]
    return found + more, unknown


@pytest.fixture(scope="module")
def told(town: Town, every: tuple[list[str], list[str]]) -> Told:
    """One person with every role reads all there is, and so do nobody and a voter; the others what told these
    anything."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    found: Told = defaultdict(lambda: defaultdict(set))
    voter = Client(headers={"accept-language": "en"})
    assert voter.post("/vote/", {"code": town.at["voting_code"][0]}).status_code == 302
    telling = read_as(town, "all_seeing", [one for one in every[0] if not one.startswith("/data/")], found)
    public = [one for one in every[0] if "/desk/" not in one]
    telling |= read_as(town, "anonymous", public, found)
    with_code = [one for one in public if one.startswith(WITH_CODE)]
    telling |= read_as(town, "voter", with_code, found, client=voter)
    for who in READERS:
        is_staff = who not in ("resident", "councillor")
        read_as(town, who, [one for one in sorted(telling) if is_staff or "/desk/" not in one], found)
    return found


def test_every_address_of_votes_is_filled_in_or_named_with_a_reason(
    every: tuple[list[str], list[str]],
) -> None:
    assert every[1] == []


def test_nobody_reads_of_a_vote_what_the_table_does_not_allow(told: Told) -> None:
    leaks = {
        (kind, who): sorted(at)
        for kind, readers in told.items()
        for who, at in readers.items()
        if not (MAY_READ | IN_VOTES).get(kind, NOBODY) & (set(OFFICIALS) if who == "all_seeing" else {who})
    }
    assert leaks == {}


def test_what_was_planted_in_votes_is_there_to_be_found(told: Told) -> None:
    shown = {kind for kind in IN_VOTES if told[kind]}
    assert shown == {kind for kind, readers in IN_VOTES.items() if readers} - NOT_SHOWN


def test_live_topics_of_votes_tell_nothing_that_is_planted(town: Town) -> None:
    readers = {"anonymous": AnonymousUser(), **town.people.by_name}
    for slug in town.at["vote"]:
        for name in (f"turnout:{slug}", f"result:{slug}"):
            take = find(name).snapshot
            assert take is not None
            assert found_in(to_text(take(name))) == set()
        for name in (f"count:{slug}", f"roll:{slug}"):
            topic = find(name)
            assert {who for who, one in readers.items() if topic.may_subscribe(one, name)} == set(VOTE_DESK)
