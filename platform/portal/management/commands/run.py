"""One command to try everything out: database, demo town, server and worker."""

import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal import translations
from portal.demo import access
from portal.supervisor import Supervisor

START_SECONDS = 60


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
        translations.compile_all(settings.ROOT)
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        if not no_demo:
            call_command("demo_town", if_empty=True)
        python, manage = sys.executable, str(settings.ROOT / "manage.py")
        supervisor = Supervisor(
            {
                "server": [
                    python,
                    "-m",
                    "daphne",
                    "-b",
                    host,
                    "-p",
                    str(port),
                    "-v",
                    "0",
                    "portal.asgi:application",
                ],
                "worker": [python, manage, "procrastinate", "worker"],
            },
            say=self.stdout.write,
            environment={"PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'platform'}"},
        )

        def announce() -> None:
            address = f"http://{host}:{port}"
            if self._wait_for(supervisor, f"{address}/healthz"):
                self.stdout.write(f"\n{settings.SITE_NAME} runs at {address}  (Ctrl-C stops it)\n")
                if not no_demo:
                    self.stdout.write(access.as_text(address))
                self.stdout.flush()

        code = supervisor.run(announce)
        self.stdout.write("Stopped.")
        if code:
            sys.exit(code)

    @staticmethod
    def _refuse_taken_port(host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: PORT=8001 make run"
                ) from error

    @staticmethod
    def _wait_for(supervisor: Supervisor, address: str) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and supervisor.alive():
            try:
                with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (our own server)
                    return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.2)
        return False
