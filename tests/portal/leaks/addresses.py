"""Every address that can be read, from the program's own list, with what is planted filled in."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from tests.portal.leaks.town import Town

PLACE = re.compile(r"<slug:kind>/<int:target>|<slug:slug>\.<slug:ending>|<(?:\w+:)?\w+>")
HEARINGS = ("hearings/", "h/", "o/", "c/", "desk/hearings/", "api/v1/hearings/")
VOTES = (
    *(
        "vote/",
        "results/",
        "reports/",
        "planning/",
        "council/",
        "desk/votes/",
        "desk/results/",
        "desk/council/",
    ),
    *("api/v1/vote/", "api/v1/desk/votes/", "api/v1/planning/", "api/v1/results/", "api/v1/council/"),
)
UNREAD = {
    "accounts/": "signing in, of the library: it knows no text of the program",
    "admin/": "read apart: `of_administration`",
    "i18n/": "chooses a language",
    "demo/": "shows the mails and ways in of the demo town, and is not there in a real one",
    "pieces/": "examples of the parts of pages",
    "colours/": "examples of colours",
    "^media/": "files by a name that nobody can guess",
    "api/v1/schema/": "describes the API",
    "api/v1/docs/": "describes the API",
    **dict.fromkeys(VOTES, "votes: they know no proposal that is not on a ballot, and are read apart"),
    **dict.fromkeys(HEARINGS, "hearings: they know no proposal, and are read apart"),
}
"""Beginnings of addresses that are not read, and why."""
FILLED = {
    "areas/<int:pk>": "area_pk",
    "areas/<path:path>": "area_path",
    "cycles/<slug:slug>": "cycle",
    "years/<slug:slug>": "cycle",
    "follow-up/<slug:slug>": "cycle",
    "review-steps/<slug:slug>": "cycle",
    "moderation/rules/<slug:slug>": "cycle",
    "desk/comments/<slug:slug>": "cycle",
    "learned/<int:pk>": "lesson",
    "improvements/<int:pk>": "improvement",
    "years/<slug:slug>/money/<int:pk>": "envelope",
    "threads/<int:pk>": "thread",
    "talk/<int:thread>": "thread",
    "corrections/<int:correction>": "correction",
    "desk/comments/<int:pk>": "comment",
    "comments/<int:comment>": "comment",
    "statements/<int:statement>": "statement",
    "<slug:kind>/<int:target>": "report",
    "moderation/<int:pk>": "case",
    "moderation/waves/<int:pk>": "wave",
    "live/<str:topic>": "topic",
    "data/<slug:slug>": "dataset",
    "<slug:slug>.<slug:ending>": "data_file",
    "proposals/<int:pk>": "proposal",
    "merge-plans/<int:pk>": "merging",
    "merging/<int:plan>": "merging",
    "split-plans/<int:pk>": "splitting",
    "splitting/<int:plan>": "splitting",
    "parts/<int:part>": "split_part",
    "findings/<int:pk>": "finding",
    "findings/<int:finding>": "finding",
    "group/<int:pk>": "delegate",
    "ledger-files/<int:file>": "books",
    "ledger/<int:pk>": "books",
    "together/<int:co_author>": "co_author",
    "suggestions/<int:suggestion>": "suggestion",
    "pictures/<int:picture>": "picture",
    "milestones/<int:milestone>": "milestone",
    "assign/<int:pk>": "handout",
    "desk/letters/<int:letter>": "letter",
    "edit/<slug:slug>": "edit_step",
    "people/<int:pk>": "role",
    # hearings
    "hearings/<slug:slug>": "hearing",
    "h/<str:code>": "hall_code",
    "codes/<str:code>": "hall_code",
    "walks/<int:pk>": "event",
    "walk/<int:pk>": "event",
    "events/<int:pk>": "event",
    "piles/<int:pk>": "pile",
    "papers/<int:pk>": "pile",
    "stories/<int:pk>": "story",
    "plenaries/<int:pk>": "plenary",
    "plenary/<int:pk>": "plenary",
    "themes/<int:pk>": "theme",
    "notes/<int:pk>": "note",
    "flag/<str:kind>": "flag_kind",
    "<str:kind>/<int:pk>": "note",
    "data/<slug:kind>": "hearing_data",
    # votes
    "vote/<slug:slug>": "vote",
    "votes/<slug:slug>": "vote",
    "results/<slug:slug>": "vote",
    "reports/<slug:slug>": "vote",
    "planning/<slug:slug>": "vote",
    "council/<slug:slug>": "vote",
    "<slug:envelope>": "pot",
    "<slug:envelope_slug>": "pot",
    "requests/<int:pk>": "request",
    "project/<int:project>": "ballot_project",
    "changes/<int:notice>": "notice",
    "cases/<int:pk>": "anomaly",
    "results/<slug:slug>/findings/<int:pk>": "anomaly",
    "council/<slug:slug>/<int:project>": "council_project",
}
"""What stands at a place of an address, by how the address goes up to there: a name in `Town.at`."""
NARROWED = {
    r"desk/proposals/<int:pk>/carry-out|proposals/<int:pk>/(progress|evaluation|findings|money|plan)/": "project",
    r"proposals/<int:pk>/(edit|draft|received|discard)/": "written",
    r"desk/proposals/<int:pk>/|proposals/<int:pk>/(review|decision|appeal)": "in_review",
    r"proposals/<int:pk>/(comments|statements)/<": "talked",
    r"proposals/<int:pk>/(comments|statements|opinions|milestones)/": "spoken_of",
    r"proposals/<int:pk>/(co-authors|together|suggest|suggestions|withdraw)/": "shared",
}
"""Which proposals are asked for at addresses that are for some alone, by a name in `Town.at`."""
NOT_FILLED = {
    "stop/<str:token>": "a secret of one reader's mail",
    "news/<str:word>": "a secret of one reader's mail",
    "confirm/<str:word>": "a secret of one reader's mail",
    "together/<str:word>": "a secret of one invitation's mail",
    "invitation/<str:word>": "a secret of one invitation's mail",
    "password/<path:rest>": "leads back to signing in",
    "oidc/<slug:provider_id>": "signing in",
    "purchases/<int:purchase>": "holds nothing that is planted",
    "<str:receipt>": "a secret of who wrote a note, a story, a comment or a report",
    "mails/<str:token>": "a secret of one reader's mail",
    "o/<str:token>": "an organisation's link, which leads to the form",
    "c/<str:code>": "a card's code, which leads to the form",
    "cards/<str:code>": "a card's code",
    "cards/<int:pk>": "cards to print, with nothing on them",
    "photo/<int:pk>": "a picture of a paper",
    "parts/<slug:kind>": "words of the hearing in other languages",
    "parts/<slug:kind>/<int:pk>": "words of the hearing in other languages",
    "roll/<uuid:file>": "a file of the roll, which keeps no line",
    "letters/<int:batch>": "letters with codes, of which only numbers are kept",
    "receipts/<slug:code>": "a secret of one voter",
    "package/<str:name>": "one of the files of the package, which is read whole",
    "annexes/<int:pk>": "a document of the council",
    "stations/<int:station>": "papers without names",
    "days/<int:day>": "papers without names",
    "batches/<int:number>": "papers without names",
    "settle/<int:sheet>": "papers without names",
    "photos/<int:photo>": "papers without names",
}
"""Places that are left out, most of them for the holder of a secret alone, and why that is no way to other's texts."""


def routes() -> Iterator[str]:
    """Every address of the program that answers to reading, as it is written in `urls.py`."""
    for route, pattern in _patterns(get_resolver()):
        view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
        reads = hasattr(view, "get") if view is not None else not _only_written_to(pattern.callback)
        if reads:
            yield route


def _only_written_to(view: Any) -> bool:
    """Whether it is a function that answers to POST alone."""
    while view is not None:
        kept = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=False))
        if "request_method_list" in kept:
            return "GET" not in kept["request_method_list"].cell_contents
        view = getattr(view, "__wrapped__", None)
    return False


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, route)
        else:
            yield route, one


def addresses(town: Town, only: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """All addresses filled in, or those that begin so; and the routes of which nobody said what stands at a place."""
    filled: set[str] = set()
    unknown: set[str] = set()
    for route in routes():
        if not route.startswith(only) if only else route.startswith(tuple(UNREAD)):
            continue
        names = [_name(route, place.end()) for place in PLACE.finditer(route)]
        if any(name is None for name in names):
            unknown.add(route)
        elif "" not in names:
            filled.update(_fill(town, route, [str(name) for name in names]))
    return sorted(filled), sorted(unknown)


def _name(route: str, end_of_place: int) -> str | None:
    """What stands at the place that ends there; "" where only a secret fits; None: nobody said."""
    beginning = route[:end_of_place]
    if beginning.endswith(tuple(NOT_FILLED)):
        return ""
    ends = [end for end in FILLED if beginning.endswith(end)]
    name = FILLED[max(ends, key=len)] if ends else None
    if name != "proposal":
        return name
    return next((narrow for some, narrow in NARROWED.items() if re.search(some, route)), name)


def _fill(town: Town, route: str, names: list[str]) -> Iterator[str]:
    for values in itertools.product(*(town.at[name] for name in names)):
        between = [*PLACE.split(route), ""]
        yield "/" + "".join(f"{text}{value}" for text, value in zip(between, [*values, ""], strict=False))


def of_administration() -> Iterator[str]:
    """Every list in the administration, and of each its newest things with their history."""
    for model in admin.site._registry:
        before = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield before
        newest = model._default_manager.order_by("-pk").values_list("pk", flat=True)[:2]
        yield from (f"{before}{pk}/{page}/" for pk in newest for page in ("change", "history"))
