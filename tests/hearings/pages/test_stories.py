"""My story by pages and by the API: without an account and without JavaScript; who may open it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from hearings.domain import stories, story_desk
from hearings.domain.notes import Writer
from hearings.domain.receipts import grouped
from hearings.domain.stories import Telling
from hearings.models import Story, StoryContact, StoryReading
from tests.factories.accounts import official
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/hearings/marraskuu/story/"


def form(**more: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "text": "Pitkä kertomus", "consent": "anonymised", "language": "fi"} | more


def test_told_and_taken_back_by_pages_alone(client: Client, hall: Hall, moderator: User) -> None:
    assert client.get(PAGE).status_code == 200
    sent = form(address="kertoja@example.fi", service_area=hall.child.pk)
    answer = client.post(PAGE, sent)
    assert client.post(PAGE, sent)["Location"] == answer["Location"]
    own = answer["Location"].split("?")[0]
    receipt = own.split("/")[3]
    story = Story.objects.get()
    assert client.get(own).context["story"] == story
    assert client.get("/h/note/", {"receipt": receipt.lower()})["Location"] == own

    desk = Client()
    desk.force_login(moderator, backend=BACKEND)
    assert len(desk.get("/desk/hearings/marraskuu/stories/").context["rows"]) == 1
    at = f"/desk/hearings/marraskuu/stories/{story.pk}/"
    assert desk.get(at).status_code == 200
    assert desk.post(at, {"act": "publish"}).status_code == 409
    assert desk.post(at, {"act": "offer", "text": "Kertomus"}).status_code == 302
    assert "Kertomus" in client.get(own).content.decode()
    client.post(own, {"act": "accept"})
    assert desk.post(at, {"act": "publish"}).status_code == 302
    assert [row.public_text for row in client.get("/hearings/marraskuu/stories/").context["stories"]] == [
        "Kertomus"
    ]
    client.post(own, {"act": "lower", "consent": "quote"})
    assert not client.get("/hearings/marraskuu/stories/").context["stories"]
    client.post(own, {"act": "withdraw"})
    story.refresh_from_db()
    assert (story.text, StoryContact.objects.count(), StoryReading.objects.count()) == ("", 0, 2)
    assert client.get(own).status_code == 200


@pytest.mark.parametrize("change", [{"text": ""}, {"text": "ä" * 60_000}, {"address": "x"}, {"consent": "x"}])
def test_what_is_refused_stays_on_the_page(client: Client, hall: Hall, change: dict[str, str]) -> None:
    sent = form(**change)
    answer = client.post(PAGE, sent)

    assert answer.status_code == 400
    assert answer.context["typed"]["text"] == sent["text"]
    assert answer.context["uuid"] == sent["uuid"]
    assert not Story.objects.exists()


def test_published_stories_are_escaped(client: Client, hall: Hall, writer: Writer, moderator: User) -> None:
    text = "<img src=x onerror=alert(1)> קצר"
    told = stories.tell(
        actor=writer, hearing=hall.hearing, telling=Telling(uuid4(), text, consent="as_written")
    )
    story = stories.story_of(told.receipt)
    story_desk.offer(actor=moderator, story=story, text=text)
    story_desk.publish(actor=moderator, story=story)
    page = client.get("/hearings/marraskuu/stories/").content.decode()

    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("receipt", ["0000000000", "0000000001", "x", "%00"])
def test_a_wrong_receipt_is_answered(client: Client, hall: Hall, receipt: str) -> None:
    for act in (client.get, client.post):
        assert act(f"/h/story/{receipt}/").status_code in (400, 404)


def test_the_same_story_through_the_api(hall: Hall, coordinator: User) -> None:
    sent = form(uuid=str(uuid4()))
    first = door().post(f"{API}marraskuu/stories/", sent)
    again = door().post(f"{API}marraskuu/stories/", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    receipt = first.json()["receipt"]
    pk = door(coordinator).get(f"{API}marraskuu/stories/inbox/").json()["results"][0]["id"]
    opened = door(coordinator).get(f"{API}stories/{pk}/").json()
    assert (opened["text"], opened["may_publish"]) == ("Pitkä kertomus", False)
    assert door(coordinator).put(f"{API}stories/{pk}/version/", {"text": "Lyhyt"}).status_code == 200
    early = door(coordinator).post(f"{API}stories/{pk}/publish/")
    assert (early.status_code, early.json()["code"]) == (409, "teller-is-asked")
    word = door().post(f"{API}stories/word/", {"receipt": receipt, "accepted": True}).json()
    assert (word["version"], word["word"]) == ("Lyhyt", "accepted")
    assert door(coordinator).post(f"{API}stories/{pk}/publish/").json()["published"]
    public = door().get(f"{API}marraskuu/stories/").json()["results"]
    assert [(row["text"], row["consent"]) for row in public] == [("Lyhyt", "anonymised")]
    raised = door().post(f"{API}stories/consent/", {"receipt": receipt, "consent": "as_written"})
    assert (raised.status_code, raised.json()["code"]) == (409, "consent-raised")
    assert door(coordinator).post(f"{API}stories/{pk}/take-down/").json()["published"] is False
    assert door().post(f"{API}stories/withdraw/", {"receipt": receipt}).json()["withdrawn"]
    state = door().post(f"{API}stories/state/", {"receipt": receipt}).json()
    assert (state["text"], state["withdrawn"]) == ("", True)
    wrong = door().post(f"{API}stories/state/", {"receipt": "0000000001"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "mistyped-receipt")


GRID = {
    ("get", API + "marraskuu/stories/inbox/"): {"moderator", "coordinator"},
    ("get", API + "stories/{pk}/"): {"moderator", "coordinator"},
    ("put", API + "stories/{pk}/version/"): {"moderator", "coordinator"},
    ("post", API + "stories/{pk}/publish/"): {"moderator", "coordinator"},
    ("post", API + "stories/{pk}/take-down/"): {"moderator", "coordinator"},
    ("get", "/desk/hearings/marraskuu/stories/"): {"moderator", "coordinator"},
    ("get", "/desk/hearings/marraskuu/stories/{pk}/"): {"moderator", "coordinator"},
    ("post", "/desk/hearings/marraskuu/stories/{pk}/"): {"moderator", "coordinator"},
}


def test_who_may_open_stories(hall: Hall, writer: Writer, resident: User) -> None:
    stories.tell(actor=writer, hearing=hall.hearing, telling=Telling(uuid4(), "Kertomus"))
    pk = Story.objects.get().pk
    people = {role.value: official(role) for role in Role} | {"resident": resident, "nobody": None}
    for (method, address), allowed in GRID.items():
        passed = set()
        for name, person in people.items():
            path = address.format(pk=pk)
            if path.startswith(API):
                answer = getattr(door(person), method)(
                    path, **({"data": {"text": "x"}} if method == "put" else {})
                )
            else:
                visitor = Client()
                if person is not None:
                    visitor.force_login(person, backend=BACKEND)
                answer = getattr(visitor, method)(path)
            if answer.status_code != 403 and "/accounts/login/" not in answer.headers.get("Location", ""):
                passed.add(name)
        assert passed == allowed, (method, address)


def test_junk_in_an_address_is_404(hall: Hall, moderator: User) -> None:
    desk = Client()
    desk.force_login(moderator, backend=BACKEND)
    for path in (f"{2**70}/", "999999999/"):
        assert desk.get(f"/desk/hearings/marraskuu/stories/{path}").status_code == 404
        assert door(moderator).get(f"{API}stories/{path}").status_code == 404
    assert desk.get("/hearings/marraskuu/stories/?page=x").status_code == 200


def test_lists_cost_the_same_for_one_and_for_thirty(hall: Hall, moderator: User) -> None:
    desk = Client()
    desk.force_login(moderator, backend=BACKEND)
    costs = []
    for number in range(2):
        for _one in range(1 + number * 14):
            telling = Telling(uuid4(), f"Kertomus {uuid4()}", service_area=hall.child.pk)
            stories.tell(actor=Writer(uuid4().hex, "192.0.2.1"), hearing=hall.hearing, telling=telling)
        with CaptureQueriesContext(connection) as caught:
            assert desk.get("/desk/hearings/marraskuu/stories/").status_code == 200
        costs.append(len(caught))

    assert costs[0] == costs[1]


def test_a_receipt_reads_as_two_groups(hall: Hall, writer: Writer) -> None:
    told = stories.tell(actor=writer, hearing=hall.hearing, telling=Telling(uuid4(), "Kertomus"))

    assert grouped(told.receipt) == f"{told.receipt[:5]}-{told.receipt[5:]}"
