"""A walk through the whole demo town, link by link, in every role: axe, console and width on each kind of page."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import Resolver404, resolve

from commons.accounts.models import User
from portal.demo import town
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

ELSEWHERE = ("/media/", "/static/", "/admin/", "/api/", "/demo/", "/accounts/logout/", "/i18n/")
"""Not pages of ours, not in every town, or ways out."""
FILES = (
    ".pb",
    ".csv",
    ".json",
    ".jsonld",
    ".ttl",
    ".geojson",
    ".pdf",
    ".svg",
    ".xlsx",
    ".txt",
    ".zip",
    "SUMS",
)
MOST = 120
"""Pages of one walk; one of each kind (one URL name)."""

WALKS = [
    # who (the beginning of the mail address; empty: nobody signed in), language, width, colours
    ("", "fi", 320, "light"),
    ("malla", "sv", 1280, "dark"),
    ("koordinaattori", "fi", 1280, "light"),
    ("vaali", "en", 1280, "dark"),
    ("varmentaja1", "sv", 320, "light"),
    ("rauha", "en", 320, "light"),
]
"""Pages for everybody are looked at in the first two walks; the others look at what only they see."""
EVERYBODY = 2
NO_SOCKET = "/ws/live/"
"""The tests' server has no sockets; that a page tries one is no fault."""


def kind_of(path: str) -> str | None:
    """The page's URL name, or None where it is not for looking at."""
    if path.startswith(ELSEWHERE) or path.endswith(FILES):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return f"no such page: {path}"


def links_of(visitor: Visitor) -> list[str]:
    """Paths that the page links to, without their queries' order mattering."""
    found: list[str] = visitor.page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.href.split('#')[0])"
    )
    return [link.removeprefix(visitor.url) for link in found if link.startswith(visitor.url + "/")]


def pages_of(visitor: Visitor, start: str, seen: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each page of the walk whose kind is not in `seen`, with what is wrong on it."""
    looked_at = 0
    known = {start}
    waiting = deque([start])
    while waiting and looked_at < MOST:
        path = waiting.popleft()
        kind = kind_of(urlsplit(path).path)
        if kind is None or (kind in seen and path != start):
            continue
        seen.add(kind)
        looked_at += 1
        visitor.faults.clear()
        answer = visitor.page.goto(visitor.url + path)
        wrong = [] if answer is not None and answer.ok else [f"status {answer.status if answer else 'none'}"]
        wrong += findings(visitor.page) + [fault for fault in visitor.faults if NO_SOCKET not in fault]
        if visitor.is_too_wide:
            wrong.append("wider than the screen")
        if visitor.page.locator("h1").count() != 1:
            wrong.append("not one h1")
        yield f"{kind} {path}", wrong
        for link in links_of(visitor):
            if link not in known:
                known.add(link)
                waiting.append(link)


@pytest.fixture
def kuvala(transactional_db: None) -> None:
    """The demo town, whole. Built in a thread of its own: this one runs Playwright's loop."""

    def build() -> None:
        with closing(connection):
            town.build(lambda _words: None)

    with ThreadPoolExecutor(1) as builder:
        builder.submit(build).result()


def test_every_kind_of_page_holds_in_every_role(visitor: Callable[..., Visitor], kuvala: None) -> None:
    wrong: dict[str, list[str]] = {}
    looked_at = 0
    seen: set[str] = set()
    for number, (who, language, width, colours) in enumerate(WALKS):
        if number < EVERYBODY:
            seen = set()
        user = User.objects.get(email__startswith=f"{who}@") if who else None
        someone = visitor(user=user, language=language, width=width, colours=colours)
        with closing(someone.context):
            for page, faults in pages_of(someone, "/" if number < EVERYBODY else "/desk/", seen):
                looked_at += 1
                if faults:
                    wrong[f"{who or 'nobody'} {language} {width} {colours}: {page}"] = faults
    assert wrong == {}
    assert looked_at > 60
