"""A thousand people vote at once, three hundred phones send notes over bad Wi-Fi, and server and database are killed
in the middle. What was acknowledged is there, once."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.bench.proof import answer_for
from tests.storms.asking import ask, insist
from tests.storms.world import World

PEOPLE = 1_000
PHONES, NOTES, LOST = 300, 4, 0.2
BURST_SECONDS = 20.0
"""The notes of all phones spread over this: bursts of sixty a second."""
PATIENCE_SECONDS = 300.0


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    # Not below pytest's own folder, which every other run of it closes to the user of the database.
    with tempfile.TemporaryDirectory(prefix="raati-storm-") as folder, World(Path(folder)) as made:
        yield made


@pytest.fixture(scope="module")
def towns(world: World) -> Any:
    return world.build("towns", str(PEOPLE))


class Progress:
    """Counts what was acknowledged, and lets somebody wait for a number of it."""

    def __init__(self) -> None:
        self.done = 0
        self._told = asyncio.Condition()

    async def tell(self) -> None:
        async with self._told:
            self.done += 1
            self._told.notify_all()

    async def reaches(self, number: int) -> None:
        async with self._told:
            await self._told.wait_for(lambda: self.done >= number)


async def kill_both(world: World, progress: Progress, first: int, second: int) -> None:
    """`kill -9` of the server at `first`, of PostgreSQL at `second`; each is started again."""
    steps: list[tuple[int, list[Callable[[], None]]]] = [
        (first, [world.kill_server, world.start_server]),
        (second, [world.kill_database, world.start_database]),
    ]
    for number, acts in steps:
        await progress.reaches(number)
        for act in acts:
            await asyncio.to_thread(act)


async def vote(
    port: int, vote: dict[str, Any], number: int, progress: Progress
) -> tuple[list[int], set[str], int]:
    """One person: code, ballot, and a second press on the button for some. What was sent, receipts told, tries."""
    own = random.Random(number)
    entered, _tries = await insist(
        port, "POST", "/api/v1/vote/enter/", {"code": vote["codes"][number]}, {}, wanted={200}
    )
    chosen = sorted(own.sample(vote["projects"], own.randint(1, 5)))
    body = {"choices": [{"project": project} for project in chosen]}
    headers = {"Authorization": f"Voter {entered['token']}", "Idempotency-Key": str(uuid4())}
    presses = 2 if number % 10 == 0 else 1
    told = await asyncio.gather(
        *(
            insist(port, "POST", f"/api/v1/vote/{vote['slug']}/cast/", body, headers, wanted={200, 201})
            for _press in range(presses)
        )
    )
    await progress.tell()
    return chosen, {receipt["code"] for receipt, _tries in told}, max(tries for _receipt, tries in told)


def test_a_thousand_vote_at_once_while_server_and_database_are_killed(world: World, towns: Any) -> None:
    made = towns["vote"]

    async def storm() -> list[tuple[list[int], set[str], int]]:
        progress = Progress()
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as crowd:
            crowd.create_task(kill_both(world, progress, PEOPLE // 4, PEOPLE * 6 // 10))
            votes = [crowd.create_task(vote(world.port, made, number, progress)) for number in range(PEOPLE)]
        return [one.result() for one in votes]

    sent = asyncio.run(storm())

    assert [len(receipts) for _chosen, receipts, _tries in sent] == [1] * PEOPLE
    assert max(tries for _chosen, _receipts, tries in sent) > 1, "nothing was killed"
    box = world.rows(
        "SELECT receipt, version, superseded, channel, (SELECT array_agg(project_id ORDER BY project_id)"
        " FROM voting_ballotchoice c WHERE c.ballot_id = b.id) FROM voting_ballot b WHERE election_id = %s",
        made["election"],
    )
    expected = Counter((receipts.pop(), 1, False, "web", tuple(chosen)) for chosen, receipts, _tries in sent)
    assert Counter((*row[:4], tuple(row[4])) for row in box) == expected
    roll = "SELECT count(*), count(voted_at) FROM voting_rollentry WHERE election_id = %s"
    assert world.rows(roll, made["election"]) == [(PEOPLE, PEOPLE)]
    waiting = "SELECT count(*) FROM voting_ballotdraft d JOIN voting_rollentry e ON e.id = d.entry_id"
    assert world.rows(f"{waiting} WHERE e.election_id = %s", made["election"]) == [(0,)]


async def phone(port: int, hall: dict[str, Any], number: int, progress: Progress) -> int:
    """An outbox: each note with the same id until the server says yes, a fifth of all messages lost; tries made."""
    own = random.Random(number)
    tries = 0
    for place in range(NOTES):
        await asyncio.sleep(own.uniform(0, 2 * BURST_SECONDS / NOTES))
        uuid = str(uuid4())
        note = {
            "uuid": uuid,
            "answer": answer_for(uuid),
            "code": hall["code"],
            "question": hall["question"],
            "service_area": hall["service_area"],
            "text": f"Puhelin {number} sanoo {place}",
        }
        while True:
            tries += 1
            if own.random() < LOST / 2:
                await asyncio.sleep(0.1)  # lost on the way there
                continue
            headers = {"Cookie": f"raati_hall=phone-{number}"}
            _told, more = await insist(
                port, "POST", "/api/v1/hearings/notes/", note, headers, wanted={200, 201}
            )
            tries += more - 1
            if own.random() >= LOST / 2:
                break
            # Stored, but the answer was lost on the way back.
        await progress.tell()
    return tries


def test_three_hundred_phones_lose_and_double_nothing_while_server_and_database_are_killed(
    world: World, towns: Any
) -> None:
    hall = towns["hall"]

    async def storm() -> list[int]:
        progress = Progress()
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as crowd:
            crowd.create_task(kill_both(world, progress, PHONES, PHONES * NOTES // 2))
            phones = [
                crowd.create_task(phone(world.port, hall, number, progress)) for number in range(PHONES)
            ]
        return [one.result() for one in phones]

    tries = asyncio.run(storm())

    assert sum(tries) > PHONES * NOTES * 1.1
    texts = [text for (text,) in world.rows("SELECT text FROM hearings_contribution ORDER BY id")]
    places = {text: place for place, text in enumerate(texts)}
    assert len(places) == len(texts) == PHONES * NOTES
    for number in range(PHONES):
        own = [places[f"Puhelin {number} sanoo {place}"] for place in range(NOTES)]
        assert own == sorted(own)


def test_the_server_is_well_after_the_storms(world: World) -> None:
    ready = asyncio.run(ask(world.port, "GET", "/readyz"))
    # There is no worker in this world.
    assert {name: word for name, word in ready.content["checks"].items() if name != "worker"} == {
        "database": "ok",
        "migrations": "ok",
        "channel_layer": "ok",
    }
