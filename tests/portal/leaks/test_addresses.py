"""Nothing that is not for everybody leaves its place: every address is read by everybody, and what is found of what
was planted is compared with the table."""

import logging
from collections import defaultdict

import pytest

from tests.portal.leaks.addresses import addresses, of_administration
from tests.portal.leaks.people import OFFICIALS, READERS
from tests.portal.leaks.reading import text_of
from tests.portal.leaks.table import ADMINISTRATORS_READ, MAY_READ, NOBODY, SHOWN_NOWHERE
from tests.portal.leaks.telling import Told, read_as
from tests.portal.leaks.town import Town

pytestmark = pytest.mark.django_db
OWN = ("/me/", "/api/v1/me/", "/moderation/", "/api/v1/moderation/", "/api/v1/session/")
"""What is somebody's own, so that another one's reading of it tells nothing."""
OFFICE = ("/desk/", "/api/v1/desk/")
"""The desk refuses who holds no office: a grid of its own proves it."""


@pytest.fixture(scope="module")
def every(town: Town) -> tuple[list[str], list[str]]:
    """All addresses, and the routes that nobody could fill in."""
    return addresses(town)


@pytest.fixture(scope="module")
def told(town: Town, every: tuple[list[str], list[str]]) -> Told:
    """By kind of text and reader: the addresses at which it was read.

    One person with every role reads all there is, and so does an author; the others read what told these two anything,
    and what is their own: nobody with fewer rights is shown more.
    """
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    whole = every[0] + _more(town)
    found: Told = defaultdict(lambda: defaultdict(set))
    authors = [one for one in whole if one.startswith(("/proposals/", "/api/v1/proposals/", *OWN))]
    telling = read_as(town, "all_seeing", whole, found) | read_as(town, "author", authors, found)
    telling |= {one for one in whole if one.startswith(OWN)}
    for who in READERS:
        mine = [one for one in sorted(telling) if who in OFFICIALS or not one.startswith(OFFICE)]
        if who != "author":
            read_as(town, who, mine, found)
    return found


def _more(town: Town) -> list[str]:
    """Addresses with words after the question mark."""
    pks = town.at["proposal"]
    return [
        *(f"/desk/moderation/?tab={tab}" for tab in ("held", "appealed", "new", "hidden", "redacted")),
        *(f"/api/v1/moderation/cases/?tab={tab}" for tab in ("appealed", "hidden", "redacted")),
        *(f"/proposals/{pk}/?original" for pk in pks),
        *(f"/proposals/{pk}/versions/?first=1&second=2" for pk in pks[-3:]),
        *(f"/proposals/?state={state}" for state in ("withdrawn", "merged", "split", "not_feasible")),
        *(f"/desk/proposals/?tab={tab}" for tab in ("mine", "late", "unassigned", "all")),
        "/proposals/?q=penkki",
        "/api/v1/proposals/?q=penkki",
        "/desk/history/?kind=comment",
        "/desk/history/?kind=statement",
        "/desk/history/?kind=merge_plan",
        "/desk/history/?kind=split_plan",
    ]


def test_every_address_is_filled_in_or_named_with_a_reason(every: tuple[list[str], list[str]]) -> None:
    assert every[1] == []


def test_what_is_for_everybody_is_read(town: Town, every: tuple[list[str], list[str]]) -> None:
    read = town.people.reader("anonymous")
    inside, _returned, refused = town.at["in_review"]
    must = [
        *(
            "/proposals/",
            "/proposals/points.geojson",
            f"/proposals/{inside}/",
            f"/proposals/{inside}/history/",
        ),
        *(f"/proposals/{refused}/decision/", f"/proposals/{refused}/decision.pdf", "/api/v1/proposals/"),
        *(
            f"/api/v1/proposals/{inside}/",
            f"/api/v1/proposals/{refused}/decisions/",
            "/api/v1/proposals.geojson",
        ),
    ]
    assert {address: read(address).status_code for address in must} == dict.fromkeys(must, 200)
    assert set(must) <= set(every[0])
    decision = read(f"/proposals/{refused}/decision.pdf")
    assert "Rantaonsuojeltu." in text_of(decision.content)


def test_nobody_reads_what_the_table_does_not_allow(told: Told) -> None:
    leaks = {
        (kind, who): sorted(at)
        for kind, readers in told.items()
        for who, at in readers.items()
        if not MAY_READ.get(kind, NOBODY) & (set(OFFICIALS) if who == "all_seeing" else {who})
    }
    assert leaks == {}


def test_the_administration_shows_only_what_its_administrators_may_read(town: Town) -> None:
    wanted = list(of_administration())
    found: Told = defaultdict(lambda: defaultdict(set))
    read_as(town, "administrator", wanted, found)
    assert set(found) - ADMINISTRATORS_READ == set(), found
    for who in ("anonymous", "all_seeing"):
        read = town.people.reader(who)
        assert {read(address).status_code for address in wanted[::5]} <= {302, 403}


def test_history_tells_that_something_hidden_was_corrected_without_its_words(town: Town) -> None:
    page = town.people.reader("certifier")("/desk/history/?kind=comment").content.decode()
    assert "not shown here" in page


def test_what_was_planted_is_there_to_be_found(told: Told) -> None:
    assert {kind for kind in MAY_READ if not told[kind]} == SHOWN_NOWHERE
