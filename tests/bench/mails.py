"""A digest of 50,000 readers: planned, mailed by a worker of its own, and how long a sign-in code waits meanwhile.

The reference is the same sign-in on the same server just before, with nothing to mail. All chunks are made due at once,
which is worse than a town ever has it: there they are half a minute apart.
"""

import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from tests.bench.server import ROOT, Call, Server
from tests.loopback_smtp import MailServer, mail_server

READERS, NEWS = 50_000, 20
CODES = 40
PATIENCE_SECONDS = 30
MOST_RATIO, MOST_SECONDS = 4.0, 1.0
CSRF = "bench" + "x" * 27
SETTINGS = "tests.bench.mail_settings"


class Arrivals(list[Any]):
    """Where the mail server puts mails: keeps when each one came, by its address, and not the mail."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: dict[str, float] = {}
        self.came = threading.Condition()

    def append(self, mail: Any) -> None:
        """Note it."""
        with self.came:
            self.moments[str(mail["To"])] = time.perf_counter()
            self.came.notify_all()

    def wait_for(self, address: str) -> float:
        """When the mail to `address` came."""
        with self.came:
            if not self.came.wait_for(lambda: address in self.moments, PATIENCE_SECONDS):
                raise RuntimeError(f"No mail came to {address}.")
            return self.moments[address]


def run() -> bool:
    """Measure and print; whether a code is quick enough."""
    with mail_server() as mails:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "RAATI_MAIL_HOST": "127.0.0.1",
            "RAATI_MAIL_PORT": str(mails.port),
            "RAATI_PROXIES": "1",
        }
        arrivals = mails.mails = Arrivals()
        return _on_a_fresh_database(mails, arrivals)


def _on_a_fresh_database(mails: MailServer, arrivals: Arrivals) -> bool:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from portal.postgres import server as postgres

    folder = settings.EMBEDDED_POSTGRES.folder
    shutil.rmtree(folder, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    try:
        _fill()
        with Server(folder, settings=SETTINGS) as server:
            return _measure(server, arrivals)
    finally:
        connection.close()
        postgres.release(settings.EMBEDDED_POSTGRES)
        shutil.rmtree(folder, ignore_errors=True)


def _fill() -> None:
    """News of a day, and so many people who watch its area and want to hear of it every morning."""
    from django.db import connection
    from django.utils import timezone

    from commons.followup.models import DigestRun, Rhythm
    from tests.factories.places import AreaFactory
    from tests.factories.proposals import CategoryFactory, ProposalFactory

    area, category = AreaFactory(slug="kuvala"), CategoryFactory()
    DigestRun.objects.create(rhythm=Rhythm.DAILY, slot="before", since=timezone.now(), until=timezone.now())
    for number in range(NEWS):
        ProposalFactory(title=f"Penkki rantaan {number}", category=category, area=area)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (password, is_superuser, email, display_name, hidden_name, language, is_active,"
            " is_staff) SELECT '!', false, 'lukija' || n || '@kuvala.example', '', '', 'fi', true, false"
            " FROM generate_series(1, %s) n",
            [READERS],
        )
        cursor.execute(
            "INSERT INTO followup_mailchoice (user_id, rhythm, stop_token)"
            " SELECT id, 'daily', 'stop-' || id FROM accounts_user WHERE email LIKE 'lukija%%'"
        )
        cursor.execute(
            "INSERT INTO followup_watch (user_id, tag)"
            " SELECT user_id, 'area:' || %s FROM followup_mailchoice",
            [area.pk],
        )
        cursor.execute("VACUUM ANALYZE")


def _measure(server: Server, arrivals: Arrivals) -> bool:
    from django.db import connection
    from django.utils import timezone

    from commons.followup.domain import digests

    quiet = [_code(server, arrivals, f"hiljaa{n}@kuvala.example", n) for n in range(CODES)]
    begun = time.perf_counter()
    digests.plan(timezone.now())
    planned = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (UPDATE procrastinate_jobs SET scheduled_at = now() WHERE queue_name = 'digests'"
            " RETURNING id) SELECT count(*) FROM due"
        )
        chunks = cursor.fetchone()[0]
    print(
        f"{READERS:,} readers planned in {planned:.2f} s: {chunks} chunks, {chunks * digests.APART} in a town"
    )
    with _worker():
        with arrivals.came:
            arrivals.came.wait_for(lambda: len(arrivals.moments) > CODES + 50, PATIENCE_SECONDS)
        first, at_first = len(arrivals.moments), time.perf_counter()
        busy = [
            _code(server, arrivals, f"kiire{n}@kuvala.example", CODES + n, pause=0.5) for n in range(CODES)
        ]
        pace = (len(arrivals.moments) - first - CODES) / (time.perf_counter() - at_first)
    return _told(quiet, busy, pace)


@contextmanager
def _worker() -> Iterator[None]:
    """The worker that a city runs for digests alone."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "digests"]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait(20)


def _code(server: Server, arrivals: Arrivals, address: str, number: int, *, pause: float = 0.0) -> float:
    """Seconds from asking for a sign-in code until it is at the mail server."""
    time.sleep(pause)  # spreads the calls over a stretch of the digest
    call = Call(
        "/accounts/login/",
        method="POST",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={CSRF}",
            "X-Forwarded-For": f"10.0.{number // 200}.{number % 200 + 1}",
        },
        body=urlencode({"email": address, "csrfmiddlewaretoken": CSRF}).encode(),
        expect=302,
    )
    begun = time.perf_counter()
    server.send(call)
    return arrivals.wait_for(address) - begun


def _told(quiet: list[float], busy: list[float], pace: float) -> bool:
    late = {name: statistics.quantiles(found, n=20)[-1] for name, found in (("quiet", quiet), ("busy", busy))}
    ratio = late["busy"] / late["quiet"]
    good = ratio <= MOST_RATIO and late["busy"] <= MOST_SECONDS
    for words, name, found in (
        ("nothing to mail", "quiet", quiet),
        ("while a digest goes out", "busy", busy),
    ):
        middle = statistics.median(found)
        print(f"sign-in code, {words:24} p50 {middle * 1000:5.0f} ms   p95 {late[name] * 1000:5.0f} ms")
    print(f"digest: {pace:.0f} mails a second, {READERS / pace / 60:.0f} minutes for all")
    print(f"{ratio:.1f}x of {MOST_RATIO:.0f}x  {'ok' if good else 'TOO SLOW'}")
    return good
