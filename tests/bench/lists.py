"""Lists of 30,000 proposals against the same with 300, and 20,000 comments as a sheet: time and memory.

In one process, through Django's test client: what is compared is the program and its database, not the network.
"""

import os
import resource
import shutil
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

FEW, MANY, COMMENTS = 300, 30_000, 20_000
CALLS = 40
MOST_RATIO, MOST_SECONDS, MOST_MEGABYTES = 3.0, 3.0, 30.0


def run() -> bool:
    """Measure and print; whether all is within its limits."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from portal.postgres import server as postgres

    folder = settings.EMBEDDED_POSTGRES.folder
    shutil.rmtree(folder, ignore_errors=True)
    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    try:
        return measure()
    finally:
        connection.close()
        postgres.release(settings.EMBEDDED_POSTGRES)
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> bool:
    """Fill the town in two steps, measuring after each."""
    from django.db import connection
    from django.test import Client

    from tests.bench import web_town

    pages = (
        "/proposals/?q=penkki&area=kuvala&cost_max=40000",
        "/proposals/?category=luokka-1&state=submitted&order=newest",
        "/api/v1/proposals/?q=penkki&area=kuvala&order=supported",
    )
    client = Client()

    def times() -> dict[str, float]:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        return {page: p95(partial(client.get, page)) for page in pages}

    web_town.PROPOSALS = FEW
    web_town.build()
    few = times()
    from proposals.models import Proposal

    model = Proposal.objects.select_related("cycle", "area", "category").exclude(envelope=None).first()
    assert model is not None
    fill(model)
    many = times()
    good = True
    for page in pages:
        ratio = many[page] / few[page]
        good &= ratio <= MOST_RATIO
        print(
            f"{page:62} p95 {few[page] * 1000:7.1f} → {many[page] * 1000:7.1f} ms  {ratio:4.1f}x of {MOST_RATIO}x"
        )
    return sheet(model) and good


def p95(call: Callable[[], Any]) -> float:
    """Seconds that 95 % of the calls stay below."""
    seconds = []
    for number in range(CALLS + 5):
        begun = time.perf_counter()
        answer = call()
        assert answer.status_code == 200, answer.status_code
        if number >= 5:
            seconds.append(time.perf_counter() - begun)
    return statistics.quantiles(seconds, n=20)[-1]


def fill(model: Any) -> None:
    """So many proposals of the same year that there are `MANY`."""
    import random

    from commons.accounts.models import User
    from commons.places.models import Area
    from proposals.models import Category, Proposal
    from tests.bench import web_town

    web_town.PROPOSALS = MANY - FEW
    areas = list(Area.objects.exclude(parent=None))
    people, categories = list(User.objects.all()[:200]), list(Category.objects.all())
    Proposal.bulk(web_town._rows(random.Random(8), model.cycle, model.envelope, areas, categories, people))


def sheet(model: Any) -> bool:
    """All comments of the year as XLSX: seconds, and how far the process grew."""
    from commons.accounts.permissions import operator
    from commons.deliberation.models import Comment, CommentKind
    from commons.process.models import Cycle
    from proposals.domain import comments_sheet
    from proposals.models import Proposal

    threads = list(Proposal.objects.values_list("thread", flat=True)[:500])
    Comment.objects.all().delete()
    Comment.objects.bulk_create(
        [
            Comment(
                thread_id=threads[n % 500],
                author_id=model.author_id,
                kind=CommentKind.FOR,
                language="fi",
                text=f"Kannatan tätä, koska se auttaa monia asukkaita arjessa. {n} " * 4,
            )
            for n in range(COMMENTS)
        ],
        batch_size=1000,
    )
    cycle = Cycle.objects.get(pk=model.cycle_id)
    comments_sheet.write(actor=operator(), cycle=Cycle(pk=0)).close()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    with comments_sheet.write(actor=operator(), cycle=cycle) as file:
        seconds = time.perf_counter() - begun
        size = len(file.read())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{COMMENTS} comments as XLSX: {seconds:.2f} s of {MOST_SECONDS}, grew {grown:.0f} MB, {size / 1e6:.1f} MB file"
    )
    return seconds <= MOST_SECONDS and grown <= MOST_MEGABYTES
