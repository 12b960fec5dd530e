"""A walk through the whole demo town, link by link, in every role: axe, console and width on each kind of page."""

from collections import Counter, deque
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
FILES = (".pb", ".csv", ".json", ".geojson", ".pdf", ".xlsx", ".txt")
A_KIND = 2
"""So many pages of one kind (one URL name) are looked at."""
MOST = 120

WALKS = [
    # who (the beginning of the mail address; empty: nobody signed in), language, width, colours
    ("", "fi", 320, "light"),
    ("malla", "sv", 320, "dark"),
    ("koordinaattori", "fi", 1280, "light"),
    ("svenska", "sv", 1280, "light"),
    ("vaali", "en", 1280, "dark"),
    ("varmentaja1", "fi", 320, "light"),
    ("rauha", "en", 320, "light"),
    ("valtuutettu1", "fi", 1280, "dark"),
]


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


def pages_of(visitor: Visitor) -> Iterator[tuple[str, list[str]]]:
    """Each page of the walk with what is wrong on it."""
    seen: Counter[str] = Counter()
    known = {"/"}
    waiting = deque(["/"])
    while waiting and sum(seen.values()) < MOST:
        path = waiting.popleft()
        kind = kind_of(urlsplit(path).path)
        if kind is None or seen[kind] >= A_KIND:
            continue
        seen[kind] += 1
        visitor.faults.clear()
        answer = visitor.page.goto(visitor.url + path)
        wrong = [] if answer is not None and answer.ok else [f"status {answer.status if answer else 'none'}"]
        wrong += findings(visitor.page) + visitor.faults
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
    for who, language, width, colours in WALKS:
        user = User.objects.get(email__startswith=f"{who}@") if who else None
        someone = visitor(user=user, language=language, width=width, colours=colours)
        with closing(someone.context):
            for page, faults in pages_of(someone):
                looked_at += 1
                if faults:
                    wrong[f"{who or 'nobody'} {language} {width} {colours}: {page}"] = faults
    assert wrong == {}
    assert looked_at > 60
