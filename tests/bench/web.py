"""What a request costs, application and database together, as a ratio to bare views on the same server."""

import gzip
import itertools
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import django

from tests.bench.server import Call, Measured, Server

ROUNDS, COUNT, WARM_UP = 3, 80, 20
MOST_BYTES = 100_000
CSRF = "bench" + "x" * 27
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Make = Callable[[int], Call]


def run(rounds: int = ROUNDS, count: int = COUNT) -> bool:
    """Measure and print; whether everything is within its limit."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from portal.postgres import server as postgres
    from tests.bench import web_town

    folder = settings.EMBEDDED_POSTGRES.folder
    shutil.rmtree(folder, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    try:
        town = web_town.build()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        with Server(folder) as server:
            return report(server, town, rounds, count)
    finally:
        connection.close()
        postgres.release(settings.EMBEDDED_POSTGRES)
        shutil.rmtree(folder, ignore_errors=True)


def scenarios(town: Any) -> list[tuple[str, str, float, Make]]:
    """`(name, reference, limit, how to make the n-th call)`."""
    filtered = urlencode({"q": "penkki", "cycle": town.cycle, "area": "kuvala", "cost_max": 40_000})
    narrow = urlencode({"cycle": town.cycle, "category": "luokka-1", "state": "submitted"})
    one = f"/proposals/{town.talked_about}/"
    everyday = town.proposals[1:]
    return [
        ("list API, 24 rows, search and filters", "constant", 10, get(f"/api/v1/proposals/?{filtered}", JSON)),
        ("list API, 24 rows, newest of a category", "constant", 10,
            get(f"/api/v1/proposals/?{narrow}&order=newest", JSON)),
        ("list page, search and filters", "constant", 14, get(f"/proposals/?{filtered}")),
        ("list page, everything", "constant", 14, get(f"/proposals/?cycle={town.cycle}")),
        ("project page, a lively discussion", "constant", 17, get(one)),
        ("project page, a usual one", "constant", 17, lambda n: Call(f"/proposals/{everyday[n]}/")),
        ("project API, a lively discussion", "constant", 17, get(f"/api/v1{one}", JSON)),
        ("posting a comment by API", "insert", 7, comment_by_api(town)),
        ("posting a comment by API, with a key", "insert", 7, comment_by_api(town, with_key=True)),
        ("posting a comment by page", "insert", 7, comment_by_page(town)),
        ("casting a ballot by API", "insert", 7, cast_by_api(town)),
    ]  # fmt: skip


def get(path: str, headers: Mapping[str, str] | None = None) -> Make:
    """The same read each time."""
    return lambda _n: Call(path, headers=dict(headers or {}))


def signed_in(session: str, headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of somebody who is signed in and sends a form or a program's request."""
    return {**headers, "Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


def _comment_targets(town: Any) -> Callable[[], tuple[str, int, int]]:
    """Whoever writes next, where, and a number never used before: nobody writes too often."""
    numbers = itertools.count()

    def draw() -> tuple[str, int, int]:
        number = next(numbers)
        return town.writers[number % len(town.writers)], town.proposals[number % len(town.proposals)], number

    return draw


def comment_by_api(town: Any, *, with_key: bool = False) -> Make:
    """A new comment on another proposal by another person."""
    draw = _comment_targets(town)

    def make(_n: int) -> Call:
        session, proposal, number = draw()
        text = f"Hyvä ajatus numero {number} {with_key}."
        body = json.dumps({"kind": "for", "text": text, "language": "fi"}).encode()
        headers = signed_in(session, JSON) | ({"Idempotency-Key": f"bench-{number}"} if with_key else {})
        return Call(f"/api/v1/proposals/{proposal}/comments/", "POST", headers, body, 201)

    return make


def comment_by_page(town: Any) -> Make:
    """The same with the form of the page; the answer leads back to the page."""
    draw = _comment_targets(town)

    def make(_n: int) -> Call:
        session, proposal, number = draw()
        words = {"kind": "against", "text": f"Ei sittenkään {number}.", "language": "fi"}
        return Call(
            f"/proposals/{proposal}/comments/",
            "POST",
            signed_in(session, FORM),
            urlencode(words).encode(),
            302,
        )

    return make


def cast_by_api(town: Any) -> Make:
    """A first ballot of three projects by another voter each time."""
    numbers = itertools.count()

    def make(_n: int) -> Call:
        number = next(numbers)
        chosen = [{"project": project} for project in town.projects[:3]]
        headers = {**JSON, "Authorization": f"Voter {town.tokens[number]}", "Idempotency-Key": f"k{number}"}
        return Call(
            f"/api/v1/vote/{town.vote}/cast/", "POST", headers, json.dumps({"choices": chosen}).encode(), 201
        )

    return make


def report(server: Server, town: Any, rounds: int, count: int) -> bool:
    """Measure everything in turns, so that a busy moment of the machine meets all alike; print; all well?"""
    bare: dict[str, Make] = {
        "constant": lambda _n: Call("/bench/constant/"),
        "insert": lambda _n: Call("/bench/insert/", "POST", signed_in("", FORM), b"", 201),
    }
    wanted = scenarios(town)
    everything = {**bare, **{name: make for name, _reference, _limit, make in wanted}}
    seconds: dict[str, list[float]] = {name: [] for name in everything}
    for make in everything.values():
        server.cpu_per_call(make, count=WARM_UP)
    for _round in range(rounds):
        for name, make in everything.items():
            seconds[name].append(server.cpu_per_call(make, count=count))
    lines = [
        Measured(name, seconds[name], seconds[reference], limit) for name, reference, limit, _make in wanted
    ]
    for name in bare:
        print(f"{name + ' view':44} {sorted(seconds[name])[rounds // 2] * 1000:8.2f} ms")
    for line in lines:
        print(line.line())
    light = weights(server, town)
    return light and all(line.ratio <= line.limit for line in lines)


def weights(server: Server, town: Any) -> bool:
    """Print what a first visit to resident pages weighs, compressed, with all that the page names; all well?"""
    pages = ["/", f"/proposals/?cycle={town.cycle}", f"/proposals/{town.talked_about}/", "/proposals/new/",
             "/vote/", f"/vote/{town.vote}/"]  # fmt: skip
    well = True
    for path in pages:
        body = server.send(Call(path))
        text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()
        named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
        total = len(body) + sum(len(server.send(Call(name.partition("#")[0]))) for name in named)
        well = well and total <= MOST_BYTES
        print(f"weight of {path[:50]:50} {total / 1000:8.1f} kB in {len(named) + 1} files")
    return well
