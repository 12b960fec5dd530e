"""The report of a year with 100,000 ballots and 300 projects, against XlsxWriter alone writing the same rows.

In one process, through Django's test client, in a database of its own that is thrown away. The vote is written by SQL,
counted and published by the program. Times are of the clock and, beside it, of the processor in this process alone
(without the database's), because others may work on the machine.
"""

import io
import os
import shutil
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

BALLOTS, PEOPLE, PROJECTS, AREAS, CALLS = 100_000, 300_000, 300, 12, 9
LIMITS = {"page": 0.3, "pdf": 2.0, "xlsx": 3.0}
LONGER, MOST_GROWTH = 10, 3.0
"""So many times the rows may take so many MB more, the file itself among them."""


@dataclass(frozen=True)
class Took:
    """Seconds: `clock` is the median, `best` the shortest, `cpu` the median of processor time."""

    clock: float
    best: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.clock * 1000:7.0f} ms (best {self.best * 1000:.0f}, processor {self.cpu * 1000:.0f})"


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
    settings.RAATI_REQUIRE_MFA = False
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    try:
        return measure()
    finally:
        connection.close()
        postgres.release(settings.EMBEDDED_POSTGRES)
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> bool:
    """Fill, gather, read and write every format."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    from voting.domain.report import stored
    from voting.domain.report.gather import gather
    from voting.domain.report.pdf import pdf
    from voting.domain.report.sheet import workbook
    from voting.models import ReportFile

    election = fill()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    address = "/reports/bench/"
    assert client.get(address).status_code == 202
    print(f"    figures gathered, one language   {took(lambda: gather(election, 'fi'), calls=3)}")
    begun = time.perf_counter()
    stored.refresh(election)
    print(f"    all that the worker does once    {(time.perf_counter() - begun) * 1000:7.0f} ms")

    def read(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    cache.clear()
    begun = time.perf_counter()
    read(address)
    print(f"    page, the first time             {(time.perf_counter() - begun) * 1000:7.0f} ms")
    kept = stored.kept("bench", "fi")
    found = {
        "page": took(lambda: read(address)),
        "pdf": took(lambda: pdf(kept.report, kept.charts)),
        "xlsx": took(lambda: workbook(kept.report)),
    }
    for name, of in found.items():
        print(f"    {name:32} {of} of {LIMITS[name] * 1000:.0f}")
    for ending in ("pdf", "xlsx"):
        fetch = partial(read, f"{address}report.{ending}?language=fi")
        fetch()
        print(f"    {f'{ending} from storage':32} {took(fetch)}")
    sizes = dict(ReportFile.objects.filter(report__language="fi").values_list("ending", "content"))
    alone = took(lambda: by_xlsxwriter(kept.report))
    rows = sum(len(table.rows) for table in kept.report.every_table())
    told = ", ".join(f"{name} {len(sizes[name]) / 1000:.0f} kB" for name in sorted(sizes))
    print(f"    {rows:,} rows; {told}")
    ratio = found["xlsx"].cpu / alone.cpu
    print(f"    XlsxWriter alone                 {alone}: the workbook takes {ratio:.2f} times its processor")
    grown = memory(lambda: workbook(longer(kept.report))) - (once := memory(lambda: workbook(kept.report)))
    print(
        f"    memory of the workbook           {once:7.1f} MB; {grown:.1f} MB more for {LONGER} times the rows"
    )
    return all(found[name].clock <= limit for name, limit in LIMITS.items()) and grown <= MOST_GROWTH


def took(work: Callable[[], object], calls: int = CALLS) -> Took:
    """What the calls take."""
    clock, cpu = [], []
    for _call in range(calls):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - busy)
    return Took(statistics.median(clock), min(clock), statistics.median(cpu))


def memory(work: Callable[[], object]) -> float:
    """MB at most while it works, beyond what was there."""
    tracemalloc.start()
    work()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def longer(report: Any) -> Any:
    """The report with each table so many times as long; rows are shared, so that they take no memory of their own."""

    def table(one: Any) -> Any:
        return replace(one, rows=one.rows * LONGER)

    sections = tuple(replace(one, tables=tuple(map(table, one.tables))) for one in report.sections)
    return replace(report, sections=sections)


def by_xlsxwriter(report: Any) -> bytes:
    """The same rows on one sheet a table, as plainly as can be."""
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_urls": False}) as book:
        for table in report.every_table():
            sheet = book.add_worksheet()
            for number, row in enumerate(table.rows):
                sheet.write_row(number, 0, (row.label, *row.cells, row.url))
    return kept.getvalue()


def fill() -> Any:
    """A closed vote, written by SQL, counted and published."""
    from commons.accounts.models import Role
    from commons.places.models import Population
    from commons.process.models import PhaseKind
    from tests.factories.accounts import official
    from tests.factories.places import AreaFactory
    from tests.factories.process import EnvelopeFactory, closed_phase
    from tests.factories.voting import ballot_of, made_public
    from voting.domain import count

    pot_of: Any = EnvelopeFactory  # factories give no types of what they make
    area_of: Any = AreaFactory
    pot = pot_of(source=Decimal(3_000_000), cycle__slug="bench", slug="pot")
    costs = [5_000 + 937 * (place % 97) for place in range(PROJECTS)]
    election, projects = ballot_of([pot], costs, max_length=10)
    closed_phase(election.cycle, PhaseKind.VOTE)
    areas = [area_of(parent=election.cycle.area).pk for _place in range(AREAS)]
    Population.objects.bulk_create(
        Population(
            area_id=area, year=election.cycle.year, age_min=low, age_max=low + 9, persons=4_000 + 10 * low
        )
        for area in areas
        for low in range(0, 100, 10)
    )
    write_box(election, projects[0].pk, areas)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    return made_public(election)


def write_box(election: Any, first: int, areas: list[int]) -> None:
    """Ballots, choices and roll. What the triggers hold holds for these rows by their making."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO voting_ballot (id, election_id, pseudonym, version, superseded, receipt, channel, key_hash)"
            " SELECT md5(n::text)::uuid, %s, md5(n::text), 1, false, left(md5(n::text), 24), 'web', ''"
            " FROM generate_series(1, %s) n",
            [election.pk, BALLOTS],
        )
        cursor.execute(
            "INSERT INTO voting_ballotchoice (ballot_id, project_id, rank)"
            " SELECT md5(n::text)::uuid, %s + (n * 7 + k * (n %% 13 + 1) * 11) %% %s, min(k)"
            " FROM generate_series(1, %s) n, generate_series(1, 6) k GROUP BY 1, 2",
            [first, PROJECTS, BALLOTS],
        )
        cursor.execute(
            "INSERT INTO voting_rollentry (election_id, person_hash, birth_year, area_id, voted_at, channel)"
            " SELECT %s, md5(n::text), 1930 + n %% 80, (%s::bigint[])[1 + n %% %s],"
            " CASE WHEN n <= %s THEN '2026-10-01 12:00+00'::timestamptz END,"
            " CASE WHEN n <= %s THEN (ARRAY['web', 'web', 'web', 'paper', 'desk'])[1 + n %% 5] ELSE '' END"
            " FROM generate_series(1, %s) n",
            [election.pk, areas, AREAS, BALLOTS, BALLOTS, PEOPLE],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
