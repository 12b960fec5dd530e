"""Statements and smileys by pages without JavaScript, by the API, and who may prepare them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from hearings.models import SmileyPress, Statement, StatementAnswer
from tests.factories.accounts import official
from tests.factories.hearings import HearingFactory, ServiceAreaFactory, in_each
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_survey import smiley, stated

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/hearings/marraskuu/survey/"


def test_answers_are_sent_shown_again_and_changed(client: Client, hall: Hall) -> None:
    one, two = stated(hall), stated(hall, hall.child)
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, {f"statement-{one.pk}": "5"})
    assert answer["Location"] == f"{PAGE}results/?sent=1"
    client.post(PAGE, {f"statement-{one.pk}": "2", f"statement-{two.pk}": "0"})
    page = client.get(PAGE)

    assert [row["chosen"] for area in page.context["areas"] for row in area["statements"]] == [2, 0]
    assert client.get(answer["Location"]).status_code == 200
    assert StatementAnswer.objects.count() == 2


@pytest.mark.parametrize(
    "sent", [{}, {"statement-1x": "3"}, {"statement-999999": "3"}, {"own": "9"}, {"own": "x"}]
)
def test_junk_is_answered_and_nothing_is_lost(client: Client, hall: Hall, sent: dict[str, str]) -> None:
    one, two = stated(hall), stated(hall)
    form = {f"statement-{one.pk}" if key == "own" else key: value for key, value in sent.items()}
    if form:
        form[f"statement-{two.pk}"] = "4"
    answer = client.post(PAGE, form)

    assert answer.status_code in (400, 302)
    if answer.status_code == 400 and form:
        chosen = [row["chosen"] for area in answer.context["areas"] for row in area["statements"]]
        assert 4 in chosen


def test_the_same_through_the_api(hall: Hall) -> None:
    statement, device = stated(hall), str(uuid4())
    for value in (1, 4):
        sent = {"device": device, "answers": [{"statement": statement.pk, "value": value}]}
        kept = door().put(f"{API}marraskuu/statement-answers/", sent)
    assert kept.json() == {"answers": [{"statement": statement.pk, "value": 4}]}
    rows = door().get(f"{API}marraskuu/statements/").json()["results"]
    assert [(row["service_area"], row["works"], len(row["statements"])) for row in rows] == [
        (hall.elderly.pk, 0, 1)
    ]
    assert [(one["source"], one["counts"], one["people"]) for one in rows[0]["statements"]] == [
        ("professionals", None, None)
    ]
    for bad in (
        {},
        {"answers": [{"statement": statement.pk, "value": 9}]},
        {"answers": []},
        {"answers": "x"},
    ):
        assert door().put(f"{API}marraskuu/statement-answers/", bad).status_code == 400


def test_the_tablet_asks_one_question_after_the_other_and_begins_again(client: Client, hall: Hall) -> None:
    question = smiley(hall)
    address = f"/h/{hall.station.code}/smileys/"
    page = client.get(address)
    assert page.context["question"] == question
    sent = {"uuid": str(uuid4()), "question": question.pk, "value": "3", "place": "1"}
    for _time in range(2):
        answer = client.post(address, sent)
    assert answer["Location"] == f"{address}?place=2"
    thanks = client.get(answer["Location"])
    assert (thanks.context["thanks"], SmileyPress.objects.count()) == (True, 1)
    assert thanks.headers["Refresh"] == f"5;url={address}"
    assert client.post(address, {"value": "9", "question": "x"}).status_code == 400
    for junk in ("?place=x", "?place=-1", f"?place={2**70}"):
        assert client.get(address + junk).status_code == 200
    assert client.get("/h/CCCCC/smileys/").status_code == 404
    press = {"uuid": str(uuid4()), "code": hall.station.code, "question": question.pk, "value": 4}
    first, again = (door().post(f"{API}smileys/", press) for _time in range(2))
    assert [(one.status_code, one.json()["is_new"]) for one in (first, again)] == [(201, True), (200, False)]
    assert door().get(f"{API}marraskuu/smileys/").json()["results"] == []
    assert client.get("/hearings/marraskuu/smileys/").status_code == 200


def test_prepared_by_page_and_by_api(coordinator: User) -> None:
    hearing = HearingFactory(slug="uusi")
    area = ServiceAreaFactory(hearing=hearing)
    desk = Client()
    desk.force_login(coordinator, backend=BACKEND)
    page = "/desk/hearings/uusi/survey/"
    words = {f"statement-{name}": text for name, text in in_each("text", "Apua saa").items()}
    sent = words | {"statement-service_area": area.pk, "statement-source": "residents"}
    assert desk.post(page, sent).status_code == 302
    poor = desk.post(page, sent | {"statement-text_sv": ""})
    assert (poor.status_code, poor.context["form"].data["statement-text_fi"]) == (400, "Apua saa (fi)")
    smile = {f"smiley2-{name}": text for name, text in in_each("text", "Miten meni?").items()}
    assert desk.post(page, smile | {"place": "2"}).status_code == 302
    assert desk.post(page, {"place": "9"}).status_code == 400
    body = {"service_area": area.pk, "source": "professionals", "text": {"fi": "A", "sv": "B", "en": "C"}}
    made = door(coordinator).post(f"{API}uusi/statements/", body)
    assert made.status_code == 201
    assert [one["source"] for one in made.json()["results"][0]["statements"]] == [
        "residents",
        "professionals",
    ]
    first, second = Statement.objects.order_by("pk")
    assert door(coordinator).delete(f"{API}statements/{second.pk}/").status_code == 204
    assert desk.post(f"{page}{first.pk}/remove/").status_code == 302
    assert desk.post(f"{page}{2**70}/remove/").status_code == 404
    assert not Statement.objects.exists()
    text = {"position": 3, "text": {"fi": "A", "sv": "B", "en": "C"}}
    put = door(coordinator).put(f"{API}uusi/smileys/", text)
    assert [one["position"] for one in put.json()["questions"]] == [2, 3]
    assert door().get(f"{API}uusi/statements/").status_code == 404


def test_only_coordinators_prepare(hall: Hall, resident: User) -> None:
    statement = stated(hall)
    people = {role.value: official(role) for role in Role} | {"resident": resident, "nobody": None}
    for method, path in (
        ("post", f"{API}marraskuu/statements/"),
        ("delete", f"{API}statements/{statement.pk}/"),
        ("put", f"{API}marraskuu/smileys/"),
    ):
        passed = {
            name
            for name, person in people.items()
            if getattr(door(person), method)(path, {}).status_code != 403
        }
        assert passed == {"coordinator"}, path
    for path in (
        "/desk/hearings/marraskuu/survey/",
        f"/desk/hearings/marraskuu/survey/{statement.pk}/remove/",
    ):
        passed = set()
        for name, person in people.items():
            visitor = Client()
            if person is not None:
                visitor.force_login(person, backend=BACKEND)
            answer = visitor.post(path)
            if answer.status_code != 403 and "/accounts/login/" not in answer.headers.get("Location", ""):
                passed.add(name)
        assert passed == {"coordinator"}, path


def test_pages_cost_the_same_for_one_and_for_thirty(client: Client, hall: Hall) -> None:
    costs = []
    for number in (1, 29):
        for _one in range(number):
            stated(hall)
        for path in (PAGE, f"{PAGE}results/", f"{API}marraskuu/statements/"):
            client.get(path)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            costs.append(len(caught))

    assert costs[:3] == costs[3:]
