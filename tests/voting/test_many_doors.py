"""One person at every door at once: whatever is pressed where, one ballot of theirs counts and no receipt lies."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.voting.desk.test_desk_people import ID, Desk
from tests.voting.paper.test_kiosk import sealed
from voting.models import Ballot, LetterCode, RollEntry

REFUSED = {400, 403, 409}
"""Used-up or ended code, cast elsewhere since: said in words, nothing stored."""
Door = Callable[[], str]


def page(vote: Desk, number: int) -> Door:
    """A browser with the last look open; every other page is an old one that does not say what it has seen."""
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[number % 3])
    sent = visitor.hidden(vote.url + "review/", "key") | ({"seen": ""} if number % 2 else {})

    def press() -> str:
        answer = visitor.post(vote.url + "review/", sent)
        cast = answer.status_code == 302 and answer.headers["Location"].endswith("/receipt/")
        assert cast or answer.status_code in REFUSED | {302}, answer.status_code
        return "cast" if cast else "refused"

    return press


def said(answer: Any) -> str:
    assert answer.status_code == 201 or answer.status_code in REFUSED, answer.content
    return "cast" if answer.status_code == 201 else "refused"


def send(program: APIClient, vote: Desk, number: int) -> str:
    body = {"choices": [{"project": vote.own[number % 3].pk}]}
    return said(
        program.post(vote.api + "cast/", body, format="json", headers={"Idempotency-Key": uuid4().hex})
    )


def api(vote: Desk, number: int) -> Door:
    program = vote.program()
    return lambda: send(program, vote, number)


def booth(vote: Desk, number: int) -> Door:
    body = sealed(vote, choices=[[vote.own[number % 3].pk, 1]], key=uuid4().hex)
    return lambda: said(APIClient().post(f"{vote.api}booth/", body, format="json"))


def desk(vote: Desk, number: int) -> Door:
    """An officer looks the person up, gives a code that works once, and the person casts with it."""
    officer = APIClient()
    officer.force_login(vote.clerk)
    people = f"/api/v1/desk/votes/{vote.slug}/people/"
    token = officer.post(people + "find/", {"person": ID}, format="json").json()["person"]

    def serve() -> str:
        given = officer.post(people + "code/", {"person": token}, format="json")
        assert given.status_code == 201, given.content
        program = APIClient()
        entered = program.post("/api/v1/vote/enter/", {"code": given.json()["code"]}, format="json")
        if entered.status_code != 200:  # another officer has given a newer code meanwhile
            return said(entered)
        program.credentials(HTTP_AUTHORIZATION=f"Voter {entered.json()['token']}")
        return send(program, vote, number)

    return serve


@pytest.mark.django_db(transaction=True)
def test_fifty_casts_of_one_person_at_once_through_page_api_desk_and_booth_leave_one_ballot() -> None:
    vote = Desk()
    doors = [(kind, kind(vote, number)) for kind in (page, api, booth) for number in range(15)]
    doors += [(desk, desk(vote, number)) for number in range(5)]
    gate, some_are_in = threading.Barrier(50), threading.Semaphore(0)
    told: Counter[tuple[str, str]] = Counter()
    failures: list[BaseException] = []

    def go(kind: Callable[..., Door], press: Door) -> None:
        try:
            gate.wait()
            if kind is desk:
                # The officers come in the middle of the storm: their code ends every visit that the letter began.
                assert some_are_in.acquire(timeout=60)
            told[kind.__name__, press()] += 1
        except BaseException as error:
            failures.append(error)
        finally:
            some_are_in.release()
            connection.close()

    threads = [threading.Thread(target=go, args=door) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sum(told.values()) == 50
    assert {kind for kind, answer in told if answer == "cast"} & {"page", "api", "booth"}
    assert told["desk", "cast"] >= 1
    box = list(Ballot.objects.order_by("version").values_list("version", "superseded"))
    acknowledged = sum(number for (_kind, answer), number in told.items() if answer == "cast")
    assert box == [(version, version < acknowledged) for version in range(1, acknowledged + 1)]
    assert Ballot.objects.counting().get().choices.count() == 1
    assert RollEntry.objects.exclude(voted_at=None).count() == 1
    assert LetterCode.objects.filter(entry=vote.entry, revoked_at=None, used_at=None).count() <= 1
