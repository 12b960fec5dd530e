"""A phone's side of HTTP: one request a connection, an error where no answer came."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """`content`: the JSON of the answer, or None."""

    status: int
    content: Any


async def ask(
    port: int, method: str, path: str, content: Any = None, headers: dict[str, str] | None = None
) -> Answer:
    """Send and wait. Raises OSError, also where the server ended in the middle of its answer."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _ask(port, method, path, content, headers or {})
    except (asyncio.IncompleteReadError, ValueError) as cut:
        raise ConnectionError("cut off") from cut


async def _ask(port: int, method: str, path: str, content: Any, headers: dict[str, str]) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        body = b"" if content is None else json.dumps(content).encode()
        head = {
            "Host": f"127.0.0.1:{port}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
        said, found = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n", 1)
        told = {
            name.strip().lower(): value.strip()
            for name, _colon, value in (line.partition(b":") for line in found.split(b"\r\n"))
        }
        status = int(said.split()[1])
        answered = (
            await reader.readexactly(int(told[b"content-length"])) if b"content-length" in told else b""
        )
        is_json = told.get(b"content-type", b"").split(b";")[0].endswith(b"json")
        return Answer(status, json.loads(answered) if answered and is_json else None)
    except KeyError as missing:
        raise ConnectionError("no answer") from missing
    finally:
        writer.close()


async def insist(
    port: int, method: str, path: str, content: Any, headers: dict[str, str], *, wanted: set[int]
) -> tuple[Any, int]:
    """Send the same again until the server answers one of `wanted`; the answer, and how many tries it took.

    A server that is down or cannot reach its database is asked again. Anything else than that is an error.
    """
    tries = 0
    while True:
        tries += 1
        try:
            answer = await ask(port, method, path, content, headers)
        except OSError:
            await asyncio.sleep(0.2 + 0.01 * (tries % 20))
            continue
        if answer.status in wanted:
            return answer.content, tries
        assert answer.status == 503, answer
        await asyncio.sleep(0.2)
