"""Residents comment on what the town says it learned in a year, and the town answers."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments
from commons.deliberation.models import Comment
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.moderation.models import Case
from commons.process.models import Cycle
from proposals.domain import lesson_talk
from proposals.domain.lesson_talk import LessonTalkClosed, NothingLearned
from proposals.models import LessonTalk
from tests.factories.process import CycleFactory, LessonFactory
from tests.factories.proposals import LessonTalkFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)
WORDS = {"kind": "improvement", "language": "fi", "text": "Kirjeet ajoissa."}


@pytest.fixture
def talk(town: Town) -> LessonTalk:
    LessonFactory(cycle=town.cycle)
    made: LessonTalk = LessonTalkFactory(cycle=town.cycle)
    return made


def address(cycle: Cycle) -> str:
    return f"/years/{cycle.slug}/learned/comments/"


def closed(talk: LessonTalk) -> LessonTalk:
    LessonTalk.objects.filter(pk=talk.pk).update(until=TODAY() - DAY)
    talk.refresh_from_db()
    return talk


def test_a_resident_comments_and_the_towns_answer_is_marked(
    client: Client, talk: LessonTalk, resident: User, coordinator: User
) -> None:
    url = address(talk.cycle)
    client.force_login(resident)
    answer = client.post(url, {**WORDS, "officially": "1", "kind": "question"})
    assert answer.status_code == 403  # nobody speaks for the town but the town
    said = client.post(url, WORDS)
    made = Comment.objects.get()
    assert said["Location"] == f"{url}?comment={made.pk}#comment-{made.pk}"

    client.force_login(coordinator)
    closed(talk)
    assert client.get(f"{url}?reply={made.pk}").context["reply"] == made
    reply = {"text": "Teemme niin.", "language": "fi", "reply_to": str(made.pk), "officially": "1"}
    assert client.post(url, reply).status_code == 302
    client.logout()
    (shown,) = client.get(url).context["arguments"]
    assert [(one["kind"], one["text"]) for one in (shown, *shown["replies"])] == [
        ("improvement", "Kirjeet ajoissa."),
        ("answer", "Teemme niin."),
    ]
    assert url in client.get(f"/years/{talk.cycle.slug}/learned/").content.decode()


def test_what_is_typed_stays_when_one_turns_to_a_reply_and_back(
    client: Client, talk: LessonTalk, resident: User
) -> None:
    url = address(talk.cycle)
    client.force_login(resident)
    client.post(url, WORDS)
    made = Comment.objects.get()
    typed = {"kind": "against", "text": "Kesken", "language": "sv"}
    turned = client.post(url, {**typed, "reply": str(made.pk)})
    assert (turned.status_code, turned.context["reply"], turned.context["kind"]) == (200, made, "against")
    assert turned.context["form"]["text"].value() == "Kesken"
    back = client.post(url, {**typed, "reply": "", "reply_to": str(made.pk)})
    form = back.context["form"]
    assert (back.context["reply"], {name: form[name].value() for name in typed}) == (None, typed)
    assert [not one.context["form"].errors for one in (turned, back)] == [True, True]
    assert Comment.objects.count() == 1


def test_what_is_refused_stays_in_the_form_and_who_is_not_signed_in_is_asked(
    client: Client, talk: LessonTalk, resident: User
) -> None:
    url = address(talk.cycle)
    asked = client.post(url, WORDS)
    assert (asked.status_code, "/accounts/login/" in asked["Location"]) == (302, True)
    client.force_login(resident)
    for sent in ({**WORDS, "kind": "x"}, {**WORDS, "kind": ""}, {**WORDS, "text": "a" * 2001}):
        refused = client.post(url, sent)
        assert (refused.status_code, refused.context["form"]["text"].value()) == (400, sent["text"])
    closed(talk)
    late = client.post(url, WORDS)
    assert (late.status_code, late.context["form"]["text"].value()) == (409, WORDS["text"])
    assert client.get(url).context["form"] is None
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=99999", "?comment=999999999999", "?reply=%00", "?reply=9"]
)
def test_junk_in_the_address_is_no_error(client: Client, talk: LessonTalk, query: str) -> None:
    assert client.get(address(talk.cycle) + query).status_code == 200


def test_only_years_with_a_talk_have_the_page(client: Client, town: Town) -> None:
    LessonTalkFactory(cycle=CycleFactory(slug="salainen", is_published=False))
    for slug in (town.cycle.slug, "salainen", "x"):
        assert client.get(f"/years/{slug}/learned/comments/").status_code == 404


def test_who_may_open_it_and_until_when(
    town: Town, resident: User, coordinator: User, anonymous: Any
) -> None:
    day = TODAY() + DAY
    with pytest.raises(NothingLearned):
        lesson_talk.open_until(actor=coordinator, cycle=town.cycle, until=day)
    LessonFactory(cycle=town.cycle)
    for actor, refusal in (
        (anonymous, SignInNeeded),
        (resident, NotAllowed),
        (official(Role.REVIEWER), NotAllowed),
    ):
        with pytest.raises(refusal):
            lesson_talk.open_until(actor=actor, cycle=town.cycle, until=day)
    for until in (None, TODAY() - DAY, TODAY() + dt.timedelta(days=400)):
        with pytest.raises(Invalid):
            lesson_talk.open_until(actor=coordinator, cycle=town.cycle, until=until)
    talk = lesson_talk.open_until(actor=coordinator, cycle=town.cycle, until=day)
    assert talk.is_open
    again = lesson_talk.open_until(actor=coordinator, cycle=town.cycle, until=TODAY() - DAY)
    assert (again.pk, again.is_open) == (talk.pk, False)
    with pytest.raises(LessonTalkClosed):
        lesson_talk.say(actor=resident, talk=again, **WORDS)


def test_the_desk_opens_it_by_page(client: Client, town: Town, coordinator: User) -> None:
    LessonFactory(cycle=town.cycle)
    url = f"/desk/years/{town.cycle.slug}/learned/comments/"
    client.force_login(coordinator)
    assert url in client.get(f"/desk/years/{town.cycle.slug}/learned/").content.decode()
    assert [client.post(url, {"until": until}).status_code for until in ("", "x", f"{TODAY() + DAY}")] == [
        400,
        400,
        302,
    ]
    assert LessonTalk.objects.get().until == TODAY() + DAY


def test_moderation_hides_it_and_tells_its_writer(
    client: Client, talk: LessonTalk, resident: User, town: Town
) -> None:
    made = lesson_talk.say(actor=resident, talk=talk, **WORDS)
    assert client.get(f"/report/lesson_comment/{made.pk}/").status_code == 200
    moderator = official(Role.MODERATOR, town.area)
    with pytest.raises(NotAllowed):
        comments.hide(actor=official(Role.MODERATOR, town.ranta), comment=made, reason="insult")
    comments.hide(actor=moderator, comment=made, reason="insult")
    (shown,) = client.get(address(talk.cycle)).context["arguments"]
    assert (shown["text"], bool(shown["hidden"])) == ("", True)
    assert Case.objects.get(kind="lesson_comment", target=made.pk).state == "hidden"
    assert resident.email in {one.to[0] for one in mail.outbox} or Case.objects.get().author == resident


def test_the_same_by_the_interface(talk: LessonTalk, resident: User, coordinator: User) -> None:
    api = APIClient()
    url = f"/api/v1/cycles/{talk.cycle.slug}/lessons/comments/"
    assert api.post(url, WORDS, format="json").status_code in (401, 403)
    api.force_login(resident)
    made = api.post(url, WORDS, format="json")
    assert (made.status_code, made.json()["kind"]) == (201, "improvement")
    assert api.post(url, {**WORDS, "reply_to": 999}, format="json").status_code == 400
    assert api.put(f"{url}opening/", {"until": f"{TODAY()}"}, format="json").status_code == 403
    api.force_login(coordinator)
    day = f"{TODAY() - DAY}"
    assert api.put(f"{url}opening/", {"until": day}, format="json").json() == {"until": day, "is_open": False}
    found = api.get(url).json()
    assert (found["is_open"], [one["text"] for one in found["comments"]]) == (False, [WORDS["text"]])


def test_the_page_asks_as_often_for_one_comment_as_for_twenty(
    client: Client, talk: LessonTalk, django_assert_max_num_queries: Any
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(30) as asked:
            client.get(address(talk.cycle))
        return len(asked)

    lesson_talk.say(actor=ResidentFactory(), talk=talk, **WORDS)
    client.get(address(talk.cycle))
    one = cost()
    for number in range(15):
        lesson_talk.say(actor=ResidentFactory(), talk=talk, **{**WORDS, "text": f"Ajatus {number}"})
    assert cost() == one
