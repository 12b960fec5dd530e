"""What a first visit costs: the page with everything that it names, packed as a browser gets it, from one host."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

MOST = 100_000
"""Bytes over the wire, headers aside."""
NAMED = re.compile(r"""<(?:link|script|img|source|use|iframe)\b[^>]*?\b(?:href|src)=["']([^"'#]+)""")
"""What the page itself makes a browser fetch; links to other pages are `<a>`."""
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["']([^"']+)["']""")
STYLED = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
ONLY_WHEN_ASKED = re.compile(r"rel=\"(?:alternate|canonical|manifest|next|prev|search)\"")
PACKS = (".css", ".js", ".mjs", ".svg", ".json")


def static_file(address: str) -> bytes:
    """A file of ours below /static/."""
    path = finders.find(urlsplit(address).path.removeprefix("/static/"))
    assert isinstance(path, str), f"{address} is not there"
    return Path(path).read_bytes()


def packed(name: str, content: bytes) -> int:
    """Bytes on the wire: text is packed, pictures are already."""
    return len(gzip.compress(content, 6)) if urlsplit(name).path.endswith(PACKS) else len(content)


def needed(page: str, base: str) -> Iterator[str]:
    """Addresses of everything that the page makes a browser fetch at once."""
    for match in NAMED.finditer(page):
        if not ONLY_WHEN_ASKED.search(match[0] + page[match.end() : match.end() + 80].split(">")[0]):
            yield urljoin(base, match[1])


def weigh(client: Client, path: str) -> tuple[int, list[str]]:
    """Bytes of a first visit, and what it would fetch from other hosts."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"}, follow=True)
    assert answer.status_code == 200, path
    raw = bytes(answer.content)
    page = (gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw).decode()
    total, elsewhere = len(raw), []
    seen: set[str] = set()
    waiting = list(needed(page, path))
    while waiting:
        address = waiting.pop()
        if address.startswith("data:") or address in seen:
            continue
        seen.add(address)
        if urlsplit(address).netloc:
            elsewhere.append(address)
            continue
        if not address.startswith("/static/"):
            total += len(client.get(address).content)
            continue
        content = static_file(address)
        total += packed(address, content)
        inner = {".js": IMPORTED, ".css": STYLED}.get(Path(urlsplit(address).path).suffix)
        if inner is not None:
            found = inner.findall(content.decode())
            waiting += [urljoin(address, name) for name in found if not name.startswith("#")]
    return total, elsewhere
