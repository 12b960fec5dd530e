"""A server and a database in processes of their own, on loopback, that can be killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg

from portal.postgres.server import DATABASE, EmbeddedServer, ensure_running, release

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


class World:
    """daphne with data of its own below `folder`; a context manager that leaves nothing running.

    `settings`, `application`: dotted names of what it runs with.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: str = "tests.storms.settings",
        application: str = "portal.asgi:application",
    ) -> None:
        self.folder = folder
        self.application = application
        self.database = EmbeddedServer(folder=folder / "postgres")
        self.log = folder / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": settings,
            "RAATI_VAR": str(folder),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        }
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        ensure_running(self.database)
        self.command("manage.py", "migrate", "--verbosity", "0")
        self.start_server()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill_server()
        release(self.database)

    def command(self, *words: str) -> str:
        """What a Python program with the world's settings prints."""
        done = subprocess.run(
            [sys.executable, *words],
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def build(self, name: str, *words: str) -> Any:
        """Run `tests.storms.NAME`, which builds something and prints what there is to know as JSON."""
        return json.loads(self.command("-m", f"tests.storms.{name}", *words).strip().splitlines()[-1])

    def start_server(self) -> None:
        """Start daphne and wait until it is ready."""
        words = (
            "-m",
            "daphne",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-v",
            "0",
            self.application,
        )
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, *words], env=self._environment, cwd=ROOT, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise RuntimeError(f"No server: {self.log.read_text()[-2000:]}") from None
                time.sleep(0.1)

    def kill_server(self) -> None:
        """`kill -9`."""
        if self._server is not None:
            self._server.kill()
            self._server.wait(20)
            self._server = None

    def kill_database(self) -> None:
        """`kill -9` of the postmaster; its children see that and end."""
        number = int((self.database.folder / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)

    def start_database(self) -> None:
        """Start PostgreSQL again, which recovers from its write-ahead log."""
        release(self.database)
        ensure_running(self.database)

    def processor(self) -> dict[str, float]:
        """Seconds of processor time so far: of the server, and of the database with all its connections."""
        assert self._server is not None
        postmaster = psutil.Process(int((self.database.folder / "postmaster.pid").read_text().split()[0]))
        database = sum(postmaster.cpu_times()[:4])
        for child in postmaster.children():
            with suppress(psutil.NoSuchProcess):
                database += sum(child.cpu_times()[:2])
        return {
            "server": sum(psutil.Process(self._server.pid).cpu_times()[:2]),
            "database": database,
        }

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database past the program, as an auditor would."""
        where = {"host": str(self.database.socket_folder), "user": "postgres", "dbname": DATABASE}
        with psycopg.connect(**where) as connection:  # type: ignore[arg-type]
            return connection.execute(query.encode(), values or None).fetchall()
