"""A wall that is full, in a real Chromium, while thirty more notes come in each second: does the screen stand still?

`python -m tests.bench wall` takes about a minute. Browser, server and database run on the same machine, so that the
figures are those of a busy laptop beside a projector.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, async_playwright

from tests.bench.proof import answer_for
from tests.storms.asking import insist
from tests.storms.world import World

NOTES, A_SECOND, SECONDS = 2_000, 30, 20
MOST_SHOWN, MOST_TASK, MOST_FRAME, MOST_LATE = 3.0, 0.2, 0.05, 3.0
"""Seconds: until all notes are shown; the longest that the script holds the screen while notes come; how long 95 of 100
frames take; how late 95 of 100 notes are."""
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WATCH = """
window.tasks = []; window.frames = []; window.arrivals = {};
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.tasks.push(one.duration); })
  .observe({ type: "longtask", buffered: true });
let last = 0;
(function frame(now) { if (last) window.frames.push(now - last); last = now; requestAnimationFrame(frame); })(0);
document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes)
      if (node.matches?.(".wall__note")) window.arrivals[node.textContent] ??= Date.now() / 1000;
  }).observe(document.body, { childList: true, subtree: true });
});
"""


def run() -> bool:
    """Measure and print; whether everything is within its limit."""
    if not shutil.which(CHROMIUM):
        print(f"no Chromium at {CHROMIUM}; name one in CHROMIUM")
        return False
    with tempfile.TemporaryDirectory(prefix="raati-bench-") as folder, World(Path(folder)) as world:
        hall = world.build("full_wall", str(NOTES))
        world.command("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        world.kill_server()  # it looks for static files when it starts
        world.start_server()
        return asyncio.run(_watched(world, hall))


async def _watched(world: World, hall: dict[str, Any]) -> bool:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.add_init_script(WATCH)
        shown = await _shown(page, f"http://127.0.0.1:{world.port}/h/{hall['code']}/wall/")
        await page.wait_for_timeout(3_000)  # the socket's first state, which is another two thousand notes
        first = await page.evaluate("[tasks.splice(0), frames.splice(0)][0]")
        said = await _feed(world, hall)
        await page.wait_for_timeout(MOST_LATE * 1_000 + 1_000)
        found = await page.evaluate("({tasks, frames, arrivals})")
        await browser.close()
    late = [found["arrivals"].get(text, float("inf")) - moment for text, moment in said.items()]
    return _told(shown, first, found, late)


async def _shown(page: Page, address: str) -> float:
    """Seconds from asking for the page until all notes are there and a frame was drawn."""
    begun = time.perf_counter()
    await page.goto(address, wait_until="commit")
    await page.wait_for_function(f"document.querySelectorAll('.wall__note').length >= {NOTES}")
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return time.perf_counter() - begun


async def _feed(world: World, hall: dict[str, Any]) -> dict[str, float]:
    """Thirty phones' notes a second through the API: each text, and when the server said yes to it."""
    said: dict[str, float] = {}

    async def send(number: int) -> None:
        await asyncio.sleep(number / A_SECOND)
        text = f"Uusi viesti numero {number}, kun kävely on jo alkanut"
        question = hall["questions"][number % len(hall["questions"])]
        note = {"uuid": (uuid := str(uuid4())), "text": text, "code": hall["code"], "question": question}
        note |= {"answer": answer_for(uuid)}
        note["service_area"] = hall["service_area"]
        cookie = {"Cookie": f"raati_hall=wall-{number}"}
        await insist(world.port, "POST", "/api/v1/hearings/notes/", note, cookie, wanted={200, 201})
        said[text] = time.time()

    async with asyncio.TaskGroup() as group:
        for number in range(A_SECOND * SECONDS):
            group.create_task(send(number))
    return said


def _told(shown: float, first: list[float], found: dict[str, list[float]], late: list[float]) -> bool:
    """Print, and whether all is within its limits."""
    tasks, frames = [one / 1000 for one in found["tasks"]], [one / 1000 for one in found["frames"]]
    longest = max(tasks, default=0.0)
    frame, behind = (statistics.quantiles(values, n=20)[-1] for values in (frames, late))
    print(
        f"{NOTES} notes shown after {shown:.2f} s (limit {MOST_SHOWN:.0f} s), "
        f"longest task {max(first, default=0):.0f} ms"
    )
    print(
        f"{A_SECOND} more a second for {SECONDS} s: {len(tasks)} tasks over 50 ms, the longest {longest * 1000:.0f} ms "
        f"(limit {MOST_TASK * 1000:.0f} ms); {len(frames)} frames, p50 {statistics.median(frames) * 1000:.0f} ms, "
        f"p95 {frame * 1000:.0f} ms (limit {MOST_FRAME * 1000:.0f} ms), longest {max(frames) * 1000:.0f} ms"
    )
    seen = sum(one < float("inf") for one in late)
    print(f"{seen} of {len(late)} seen, behind by p95 {behind:.2f} s (limit {MOST_LATE:.0f} s)")
    return (
        seen == len(late)
        and shown <= MOST_SHOWN
        and longest <= MOST_TASK
        and frame <= MOST_FRAME
        and behind <= MOST_LATE
    )
