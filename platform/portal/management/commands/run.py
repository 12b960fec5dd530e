"""One command to try everything out: database, demo town, server and worker."""

import fcntl
import json
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal import translations
from portal.demo import access
from portal.supervisor import Supervisor

START_SECONDS = 60
STOPPED_EARLY = 130  # what shells say of a program that Ctrl-C ended


class Command(BaseCommand):
    """`manage.py run`: migrate, fill the demo town if the database is empty, serve until Ctrl-C."""

    help = "Start everything with the demo town. PORT sets the port, RAATI_VAR the folder of the data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether to fill an empty database."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, host: str, port: int, no_demo: bool, **options: Any) -> None:
        """Prepare, start, print the ways in, wait."""
        self._refuse_taken_port(host, port)
        try:
            self._prepare(with_demo=not no_demo)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped before the start. The next start begins where this one left off.")
            sys.exit(STOPPED_EARLY)
        supervisor = self._supervisor(host, port)
        code = supervisor.run(lambda: self._announce(supervisor, host, port, with_demo=not no_demo))
        self.stdout.write("Stopped.")
        if code:
            sys.exit(code)

    def _prepare(self, *, with_demo: bool) -> None:
        translations.compile_all(settings.ROOT)
        with self._one_at_a_time():
            self.stdout.write("Preparing the database …")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)
            if with_demo:
                call_command("demo_town", if_empty=True)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Two starts on the same folder prepare it one after the other; then both serve the same town."""
        settings.VAR.mkdir(parents=True, exist_ok=True)
        with open(settings.VAR / "prepare.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.stdout.write(f"Another start is preparing the data in {settings.VAR}; waiting for it …")
                self.stdout.flush()
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _supervisor(self, host: str, port: int) -> Supervisor:
        python, manage = sys.executable, str(settings.ROOT / "manage.py")
        daphne = ["-m", "daphne", "-b", host, "-p", str(port), "-v", "0", "portal.asgi:application"]
        return Supervisor(
            {"server": [python, *daphne], "worker": [python, manage, "procrastinate", "worker"]},
            say=self.stdout.write,
            environment={
                "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'platform'}",
                "PORT": str(port),
                "RAATI_VAR": str(settings.VAR),
            },
        )

    def _announce(self, supervisor: Supervisor, host: str, port: int, *, with_demo: bool) -> None:
        """Wait until people can be let in, then say where and how."""
        address = f"http://{host}:{port}"
        missing = self._wait_for(supervisor, f"{address}/readyz")
        if not supervisor.alive():
            return
        self.stdout.write(f"\n{settings.SITE_NAME} runs at {address}/  (Ctrl-C stops it)\n")
        if missing:
            self.stdout.write(f"Not everything answers yet: {missing}\n")
        if with_demo:
            self.stdout.write(access.as_text(address))
        self.stdout.flush()

    @staticmethod
    def _refuse_taken_port(host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError) as error:
                reason = getattr(error, "strerror", "") or "there is no such port"
                raise CommandError(
                    f"Port {port} on {host} cannot be used ({reason}). Choose another: PORT=8001 make run"
                ) from error

    @staticmethod
    def _wait_for(supervisor: Supervisor, address: str) -> str:
        """Nothing when everything is ready, else what is not, after a minute of waiting."""
        missing = "the server"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and supervisor.alive():
            try:
                with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (our own server)
                    return ""
            except urllib.error.HTTPError as answer:
                checks = json.loads(answer.read()).get("checks", {})
                missing = ", ".join(f"{name} ({said})" for name, said in checks.items() if said != "ok")
            except OSError:
                pass
            time.sleep(0.2)
        return missing
