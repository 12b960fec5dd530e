"""Asking to be on the roll: one request a person, decided by another, told by mail, and forgotten."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.accounts.permissions import operator
from commons.http.errors import Conflict, Invalid, NotAllowed
from commons.http.rate import TooOften
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import closed_phase
from tests.factories.voting import RollEntryFactory
from tests.voting.polling import Polling, Visitor
from voting import tasks
from voting.domain import keys, roll_requests
from voting.domain.errors import OwnRequest
from voting.domain.roll_requests import Wish
from voting.models import RequestState, RollEntry, RollRequest

pytestmark = pytest.mark.django_db

ID = "120385-TEST"


def ask(vote: Polling, actor: Any = None, network: str = "a", **changed: Any) -> RollRequest:
    words = {
        "person": ID,
        "contact": "maija@kuvala.example",
        "birth_year": 1985,
        "area": vote.here,
        "reason": "Muutin elokuussa.",
        "language": "en",
    }
    return roll_requests.ask(
        actor=actor or operator(), election=vote.election, wish=Wish(**(words | changed)), network=network
    )


def typed(vote: Polling, **changed: Any) -> dict[str, Any]:
    return {
        "person": ID,
        "contact": "maija@kuvala.example",
        "birth_year": "1985",
        "area": vote.here.pk,
        "reason": "Muutin elokuussa.",
    } | changed


def test_a_person_asks_an_official_adds_them_and_they_are_told(
    django_capture_on_commit_callbacks: Any,
) -> None:
    vote, clerk, visitor = Polling(), official(Role.VOTE_CLERK), Visitor()
    desk = Visitor()
    desk.force_login(clerk)

    sent = visitor.post(vote.url + "ask/", typed(vote), follow=True)
    assert "Your request is with the town" in sent.content.decode()
    request = RollRequest.objects.get()
    assert "Muutin elokuussa." in desk.page(f"/desk/votes/{vote.slug}/requests/")
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(
            f"/desk/votes/{vote.slug}/requests/{request.pk}/", {"add": "yes", "reason": "Asuu täällä."}
        )

    assert answer.status_code == 302
    entry = RollEntry.objects.get(person_hash=keys.person_hash(vote.election.key_id, ID))
    assert (entry.birth_year, entry.area) == (1985, vote.here)
    (told,) = mail.outbox
    assert told.to == ["maija@kuvala.example"]
    assert told.subject.startswith("You are on the roll")
    assert "Asuu täällä." in str(told.body)


def test_the_person_id_is_kept_nowhere() -> None:
    vote = Polling()
    Visitor().post(vote.url + "ask/", typed(vote))
    Visitor().post(f"/api/v1/vote/{vote.slug}/ask/", typed(vote), content_type="application/json")

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            assert ID not in str(cursor.fetchone()[0])


def test_sent_again_it_stays_one_request_with_the_newest_words() -> None:
    vote = Polling()
    first = ask(vote)
    second = ask(vote, reason="Muutin jo heinäkuussa.", contact="uusi@kuvala.example")

    assert first.pk == second.pk
    assert (second.times, second.reason, second.contact) == (
        2,
        "Muutin jo heinäkuussa.",
        "uusi@kuvala.example",
    )


def test_what_was_refused_waits_anew_and_what_was_added_stays(
    django_capture_on_commit_callbacks: Any,
) -> None:
    vote, clerk = Polling(), official(Role.VOTE_CLERK)
    request = ask(vote)
    with django_capture_on_commit_callbacks(execute=True):
        roll_requests.decide(actor=clerk, request=request, add=False, reason="Asuu muualla.")
    assert mail.outbox[0].subject.startswith("You were not added to the roll")
    assert RollEntry.objects.count() == 1

    again = ask(vote)
    assert again.state == RequestState.WAITING
    roll_requests.decide(actor=clerk, request=again, add=True, reason="Muutti.")
    assert ask(vote).state == RequestState.ADDED
    with pytest.raises(Conflict):
        roll_requests.decide(actor=clerk, request=again, add=False, reason="Ei.")


def test_somebody_who_is_on_the_roll_already_is_not_put_there_twice() -> None:
    vote, clerk = Polling(), official(Role.VOTE_CLERK)
    RollEntryFactory(
        election=vote.election, area=vote.here, person_hash=keys.person_hash(vote.election.key_id, ID)
    )
    request = ask(vote)

    (queued,) = roll_requests.queue(actor=clerk, election=vote.election)
    assert queued.on_roll  # type: ignore[attr-defined]
    roll_requests.decide(actor=clerk, request=request, add=True, reason="On jo.")
    assert RollEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"person": " "}, "person"),
        ({"birth_year": "1200"}, "birth_year"),
        ({"birth_year": "soon"}, "birth_year"),
        ({"area": "999999"}, "area"),
        ({"area": "x"}, "area"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"contact": "no address"}, "contact"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_the_rest_stays(
    changed: dict[str, Any], field: str
) -> None:
    vote = Polling()
    data = typed(vote, **changed)

    page = Visitor().post(vote.url + "ask/", data)
    answer = Visitor().post(f"/api/v1/vote/{vote.slug}/ask/", data, content_type="application/json")

    assert (page.status_code, answer.status_code) == (400, 400)
    assert field in page.context["form"].errors
    assert not RollRequest.objects.exists()


def test_robots_are_thanked_and_forgotten_and_a_flood_of_one_network_is_slowed_down() -> None:
    vote = Polling()
    assert Visitor().post(vote.url + "ask/", typed(vote, website="http://x")).status_code == 302
    assert not RollRequest.objects.exists()

    for number in range(roll_requests.PER_NETWORK[0]):
        ask(vote, person=f"person {number}", network="library")
    with pytest.raises(TooOften):
        ask(vote, network="library")
    ask(vote, network="home")


def test_after_the_vote_nobody_asks_and_nobody_is_added() -> None:
    vote, clerk = Polling(), official(Role.VOTE_CLERK)
    request = ask(vote)
    closed_phase(vote.cycle, PhaseKind.VOTE)

    with pytest.raises(PhaseClosed):
        ask(vote)
    with pytest.raises(PhaseClosed):
        roll_requests.decide(actor=clerk, request=request, add=True, reason="Asuu täällä.")
    roll_requests.decide(actor=clerk, request=request, add=False, reason="Äänestys on päättynyt.")


def test_nobody_decides_for_themselves() -> None:
    vote = Polling()
    me = official(Role.VOTE_CLERK, email="minä@kuvala.example")
    signed_in, by_address = ask(vote, actor=me), ask(vote, person="other", contact="MINÄ@kuvala.example")

    for request in (signed_in, by_address):
        with pytest.raises(OwnRequest):
            roll_requests.decide(actor=me, request=request, add=True, reason="Minä.")
    with pytest.raises(DatabaseError), transaction.atomic():
        RollRequest.objects.filter(pk=signed_in.pk).update(
            state="added", decision="Minä.", decided_by=me, decided_at=timezone.now()
        )


@pytest.mark.parametrize("role", [None, *Role])
def test_who_sees_and_decides_requests(role: Role | None) -> None:
    vote = Polling()
    request = ask(vote)
    actor: User = official(role) if role else UserFactory()
    client = Client()
    client.force_login(actor)
    allowed = role in (Role.COORDINATOR, Role.VOTE_CLERK)
    base = f"/desk/votes/{vote.slug}/requests/"

    seen = [client.get(path).status_code for path in (base, f"{base}{request.pk}/", f"/api/v1{base}")]
    assert seen == [200 if allowed else 403] * 3
    answer = client.post(
        f"/api/v1{base}{request.pk}/", {"add": True, "reason": "Asuu."}, content_type="application/json"
    )
    assert answer.status_code == (201 if allowed else 403)
    if not allowed:
        with pytest.raises(NotAllowed):
            roll_requests.decide(actor=actor, request=request, add=True, reason="Asuu.")


def test_a_decision_needs_its_reason() -> None:
    vote = Polling()
    with pytest.raises(Invalid):
        roll_requests.decide(actor=operator(), request=ask(vote), add=True, reason="  ")


def test_what_people_wrote_is_deleted_thirty_days_after_the_decision_or_the_close() -> None:
    vote, other = Polling(), Polling()
    decided, fresh, waiting = ask(vote), ask(vote, person="fresh"), ask(other)
    for request in (decided, fresh):
        roll_requests.decide(actor=operator(), request=request, add=False, reason="Ei.")
    long_ago = timezone.now() - roll_requests.KEPT - dt.timedelta(minutes=1)
    RollRequest.objects.filter(pk=decided.pk).update(decided_at=long_ago)
    other.phase.opens_at, other.phase.closes_at = long_ago - dt.timedelta(days=9), long_ago
    other.phase.save()

    tasks.forget_roll_requests.func(0)

    rows = {row.pk: (row.contact, row.reason, row.birth_year) for row in RollRequest.objects.all()}
    assert rows == {
        decided.pk: ("", "", None),
        waiting.pk: ("", "", None),
        fresh.pk: ("maija@kuvala.example", "Muutin elokuussa.", 1985),
    }


def test_the_queue_costs_the_same_for_one_and_for_thirty(django_assert_num_queries: Any) -> None:
    vote, clerk = Polling(), official(Role.VOTE_CLERK)
    ask(vote)
    queue = list(roll_requests.queue(actor=clerk, election=vote.election))
    assert len(queue) == 1
    for number in range(29):
        ask(vote, person=f"person {number}", network=str(number))
    with django_assert_num_queries(1):
        assert len([str(row.area) for row in roll_requests.queue(actor=clerk, election=vote.election)]) == 30


def several(vote: Polling, number: int, **changed: Any) -> list[RollRequest]:
    return [
        ask(
            vote,
            network=str(place),
            person=f"0101{place:02}-TEST",
            contact=f"a{place}@kuvala.example",
            **changed,
        )
        for place in range(number)
    ]


def test_several_requests_are_decided_alike_by_page_and_each_person_is_told(
    django_capture_on_commit_callbacks: Any,
) -> None:
    vote, desk = Polling(), Visitor()
    desk.force_login(official(Role.VOTE_CLERK))
    first, second, third = several(vote, 3)
    url = f"/desk/votes/{vote.slug}/requests/"
    page = desk.page(url)
    assert page.count('type="checkbox"') == 3

    nothing = desk.post(url, {"add": "yes", "reason": "Asuvat täällä."})
    silent = desk.post(url, {"requests": [first.pk], "add": "yes", "reason": ""})
    with django_capture_on_commit_callbacks(execute=True):
        done = desk.post(
            url, {"requests": [first.pk, second.pk], "add": "yes", "reason": "Asuvat täällä."}, follow=True
        )

    assert (nothing.status_code, silent.status_code) == (400, 400)
    assert "Asuvat täällä." in nothing.content.decode()
    assert re.findall(r'name="requests" value="(\d+)"[^>]* checked', silent.content.decode()) == [
        str(first.pk)
    ]
    assert "2 requests are decided." in done.content.decode()
    assert sorted(message.to[0] for message in mail.outbox) == ["a0@kuvala.example", "a1@kuvala.example"]
    assert RollEntry.objects.filter(election=vote.election).count() == 3
    assert list(RollRequest.objects.filter(state=RequestState.WAITING)) == [third]


def test_of_several_by_api_what_cannot_be_decided_is_left_and_named() -> None:
    vote, clerk = Polling(), official(Role.VOTE_CLERK)
    client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(clerk)
    first, second = several(vote, 2)
    own = ask(vote, actor=clerk, person="020202-OWN")
    roll_requests.decide(actor=operator(), request=second, add=False, reason="Ei asu täällä.")
    url = f"/api/v1/desk/votes/{vote.slug}/requests/decide/"
    body = {"requests": [first.pk, second.pk, own.pk, own.pk + 1], "add": True, "reason": "Asuu täällä."}

    answers = [
        client.post(url, body, format="json", headers={"Idempotency-Key": "once"}).json() for _t in range(2)
    ]

    assert answers[0] == answers[1]
    assert answers[0]["decided"] == 1
    assert sorted(row["id"] for row in answers[0]["left"]) == [second.pk, own.pk, own.pk + 1]
    states = list(RollRequest.objects.order_by("pk").values_list("state", flat=True))
    assert states == [RequestState.ADDED, RequestState.REFUSED, RequestState.WAITING]
    for wrong in ({"requests": []}, {"requests": [2**63]}, {"requests": ["x"]}, {"reason": " "}):
        assert client.post(url, body | wrong, format="json").status_code == 400


def test_the_queue_over_the_api_comes_in_pages_that_cost_the_same(django_assert_max_num_queries: Any) -> None:
    vote = Polling()
    client = APIClient()
    client.force_login(official(Role.VOTE_CLERK))
    asked = several(vote, 7)
    roll_requests.decide(actor=operator(), request=asked[0], add=True, reason="Asuu täällä.")
    url = f"/api/v1/desk/votes/{vote.slug}/requests/"
    seen: list[int] = []
    following = f"{url}?state=waiting&page_size=4"

    while following:
        with django_assert_max_num_queries(10):
            page = client.get(following).json()
        seen += [row["id"] for row in page["results"]]
        following = page["next"]

    assert seen == [one.pk for one in asked[1:]]
    assert len(client.get(url).json()["results"]) == 7
    assert [client.get(f"{url}{junk}").status_code for junk in ("?state=x", "?cursor=x")] == [400, 404]


def test_an_answer_that_the_mail_server_does_not_take_now_is_left_to_a_job(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote, clerk = Polling(), official(Role.VOTE_CLERK)
    request = ask(vote)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", out_of_reach)
        with django_capture_on_commit_callbacks(execute=True):
            roll_requests.decide(actor=clerk, request=request, add=False, reason="Asuu muualla.")
    (job,) = ProcrastinateJob.objects.filter(task_name="voting.tell_of_request")
    assert (mail.outbox, job.args) == ([], {"request_id": request.pk})
    tasks.tell_of_request.func(**job.args)
    assert [one.to for one in mail.outbox] == [[request.contact]]


def out_of_reach(*_how: Any) -> int:
    raise ConnectionRefusedError
