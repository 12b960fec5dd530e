"""A hall of three hundred phones on bad Wi-Fi: real threads, a real server, a fifth of all messages lost on the way
there or back. Nothing is lost, nothing is doubled, and each phone's order stays."""

import json
import random
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from hearings.models import Contribution
from tests.factories.hearings import open_hearing
from tests.hearings.conftest import effort_for

pytestmark = pytest.mark.django_db(transaction=True)

PHONES = 300
NOTES = 2
LOST = 0.2
AT_ONCE = 24
"""Threads that send at the same time; each stands for many phones, one after the other."""
PATIENCE = 240.0


def send(address: str, cookie: str, body: dict[str, Any]) -> dict[str, Any]:
    """One try; raises where no answer comes."""
    request = urllib.request.Request(
        address,
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Accept": "application/json", "Cookie": f"raati_hall={cookie}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def phone(
    address: str, number: int, code: str, question: int, service: int, until: float
) -> tuple[list[str], int]:
    """An outbox: each note again and again with the same id until the server says yes, then the next one."""
    rng = random.Random(number)
    receipts, tries = [], 0
    for place in range(NOTES):
        uuid = uuid4()
        body = {
            "uuid": str(uuid),
            "answer": effort_for("note", uuid).answer,
            "code": code,
            "question": question,
            "service_area": service,
            "text": f"Puhelin {number} sanoo {place}",
        }
        while True:
            assert time.monotonic() < until, "The hall has gone home."
            tries += 1
            if rng.random() < LOST / 2:
                continue  # lost on the way there
            try:
                told = send(address, f"phone-{number}", body)
            except (urllib.error.URLError, OSError):
                continue
            if rng.random() < LOST / 2:
                continue  # stored, but the answer is lost on the way back
            receipts.append(told["receipt"])
            break
    return receipts, tries


def test_three_hundred_phones_on_bad_wifi_lose_and_double_nothing(live_server: Any) -> None:
    hearing = open_hearing(slug="halli")
    station, question = hearing.stations.get(), hearing.questions.all()[0]
    service = hearing.service_areas.all()[0]
    address = f"{live_server.url}/api/v1/hearings/notes/"
    until = time.monotonic() + PATIENCE

    def act(number: int) -> tuple[list[str], int]:
        return phone(address, number, station.code, question.pk, service.pk, until)

    with ThreadPoolExecutor(AT_ONCE) as hall:
        done = list(hall.map(act, range(PHONES)))

    receipts = [receipt for own, _tries in done for receipt in own]
    texts = list(Contribution.objects.order_by("pk").values_list("text", flat=True))
    assert len(set(receipts)) == PHONES * NOTES
    assert len(texts) == len(set(texts)) == PHONES * NOTES
    assert sum(tries for _own, tries in done) > PHONES * NOTES * 1.1
    places = {text: place for place, text in enumerate(texts)}
    assert all(
        places[f"Puhelin {number} sanoo 0"] < places[f"Puhelin {number} sanoo 1"] for number in range(PHONES)
    )
