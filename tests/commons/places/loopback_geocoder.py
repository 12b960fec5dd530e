"""A small Nominatim-compatible server on loopback, for tests of the address search."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STREETS = [
    {"display_name": "Rantakatu, Keskusta, Kuvala", "lat": "61.89272", "lon": "24.29931"},
    {"display_name": "Rantapolku, Ahvenranta, Kuvala", "lat": "61.87", "lon": "24.35"},
    {"display_name": "Kirkkokatu, Keskusta, Kuvala", "lat": "61.89233", "lon": "24.32227"},
]


class Geocoder(ThreadingHTTPServer):
    """Answers `/search?q=` out of STREETS; `asked` keeps the parameters; `mood` makes it fail on purpose."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, str]] = []
        self.mood = "well"

    @property
    def url(self) -> str:
        """Its address for settings.GEOCODER."""
        return f"http://127.0.0.1:{self.server_address[1]}/geo"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Geocoder

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append({"path": parts.path, "agent": self.headers["User-Agent"], **asked})
        mood = self.server.mood
        if mood == "slow":
            time.sleep(1.5)
        body: object = [
            street for street in STREETS if asked.get("q", "").casefold() in street["display_name"].casefold()
        ]
        text = (
            "<html>Sorry</html>" if mood == "html" else json.dumps([{"lat": "x"}] if mood == "odd" else body)
        )
        self.send_response(503 if mood == "broken" else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        with suppress(BrokenPipeError):
            self.wfile.write(text.encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Quiet."""


@contextmanager
def running() -> Iterator[Geocoder]:
    """The server while the block runs."""
    server = Geocoder()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
