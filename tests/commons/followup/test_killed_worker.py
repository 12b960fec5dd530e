"""A worker that is really killed while it mails digests: nobody has two, nobody has none."""

import os
import signal
import sys
from collections import Counter
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.followup.models import Digest
from commons.followup.tasks import send_digests
from commons.moderation.tasks import tell_wave
from portal.tasks import MOST_ATTEMPTS, SILENT_SECONDS, take_up
from tests.commons.followup.test_digest_mail import readers, round_of_today, use, watched
from tests.loopback_smtp import mail_server

READERS, KILLED_AT = 12, 6
PATIENCE_SECONDS = 20
OURS = ("followup.send_digests", "moderation.tell_wave")
JOBS = ProcrastinateJob.objects.filter(task_name__in=OURS).order_by("pk")  # workers order periodic ones, too


def work() -> None:
    """A worker that does what waits in the queue of digests, and ends."""
    worker = app.with_connector(app.connector.get_worker_connector())
    with worker.replace_connector(worker.connector):
        worker.run_worker(queues=["digests"], wait=False, install_signal_handlers=False, listen_notify=False)


def in_a_process_of_its_own(settings: Any) -> tuple[int, int]:
    """A worker that begins as soon as the port of the mail server is written to the pipe: its process, and the pipe."""
    reading, writing = os.pipe()
    connections.close_all()  # nothing open is shared with the child
    sys.stdout.flush()
    sys.stderr.flush()
    if (child := os.fork()) != 0:
        os.close(reading)
        return child, writing
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE_SECONDS)
        settings.EMAIL_PORT = int(os.read(reading, 10))
        work()
    finally:
        os._exit(0)


def silence(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - %s * interval '1 second'", [seconds]
        )


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_its_digests_to_the_next_one_and_each_reader_has_one(settings: Any) -> None:
    tag = watched()
    people = readers(READERS, tag)
    run = round_of_today()
    send_digests.defer(run_id=run.pk, first=0, last=2**62)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    child, pipe = in_a_process_of_its_own(settings)
    with mail_server() as server:
        use(settings, server)
        # While the sixth mail is handed over: its note is written, and the mail server has not taken it.
        server.before_mail = lambda number: os.kill(child, signal.SIGKILL) if number == KILLED_AT else None
        os.write(pipe, str(server.port).encode())
        os.close(pipe)
        _pid, status = os.waitpid(child, 0)

        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        assert (len(server.mails), JOBS.get().status) == (KILLED_AT - 1, "doing")
        server.before_mail = None
        assert async_to_sync(take_up)(app.job_manager) == 0  # it may still be alive
        silence(SILENT_SECONDS + 1)
        assert async_to_sync(take_up)(app.job_manager) == 1
        work()

        got = Counter(str(letter["To"]) for letter in server.mails)
    assert got == {person.email: 1 for person in people}
    assert (JOBS.get().status, Digest.objects.filter(run=run).count()) == ("succeeded", READERS)


@pytest.mark.django_db(transaction=True)
def test_what_kills_its_worker_each_time_is_given_up_and_what_may_happen_once_is_not_repeated() -> None:
    send_digests.defer(run_id=1, first=0, last=1)
    tell_wave.defer(wave_id=1)
    send_digests.defer(run_id=2, first=0, last=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute(
            "UPDATE procrastinate_jobs SET attempts = %s WHERE args->>'run_id' = '2'", [MOST_ATTEMPTS - 1]
        )
    assert async_to_sync(take_up)(app.job_manager) == 1
    assert [(job.task_name, job.status) for job in JOBS] == [
        ("followup.send_digests", "todo"),
        ("moderation.tell_wave", "failed"),
        ("followup.send_digests", "failed"),
    ]
