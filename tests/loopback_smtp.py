"""A mail server of our own on the loopback: as much of SMTP (RFC 5321) as Django's mail sending says."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails; while `down` it answers 451 to each, as a server that holds senders back.

    `unknown`: addresses that it refuses for good, with 550. `before_mail`: called with the number of the mail that is
    about to come, before it is let come. A mail that breaks off is none.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []
        self.down = False
        self.unknown: set[str] = set()
        self.before_mail: Callable[[int], object] | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say(220, "loopback")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"QUIT":
                self._say(221, "bye")
                return
            if word == b"MAIL" and self.server.down:
                self._say(451, "try again later")
            elif word == b"RCPT" and self._is_unknown(line):
                self._say(550, "no such user here")
            elif word == b"DATA":
                if self.server.before_mail is not None:
                    self.server.before_mail(len(self.server.mails) + 1)
                if not self._take():
                    return
            else:
                self._say(250, "ok")

    def _is_unknown(self, line: bytes) -> bool:
        return line.decode().partition("<")[2].partition(">")[0] in self.server.unknown

    def _take(self) -> bool:
        """Whether a whole mail came."""
        lines = []
        try:
            self._say(354, "go on")
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    return False
                lines.append(line[1:] if line.startswith(b"..") else line)
        except ConnectionError:
            return False
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        self._say(250, "kept")
        return True

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running server, stopped at the end."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
