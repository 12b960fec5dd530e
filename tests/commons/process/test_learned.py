"""What a year taught: written, published in all languages, kept in versions, and brought over to the next year."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.process.domain import improvements, lessons, years
from commons.process.domain.errors import LessonIncomplete, LessonIsPublic
from commons.process.domain.learned import learned
from commons.process.models import Cycle, Improvement, Lesson
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory

pytestmark = pytest.mark.django_db
ALL = ("fi", "sv", "en")


def texts(words: str, languages: tuple[str, ...] = ALL) -> dict[str, str]:
    return {language: f"{words} ({language})" for language in languages}


@pytest.fixture
def cycle() -> Cycle:
    made: Cycle = CycleFactory(area=AreaFactory(slug="kuvala"), slug="kuvala-viime", year=2026)
    return made


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR)


def draft(
    cycle: Cycle, words: str = "Kirjeet ajoissa", languages: tuple[str, ...] = ALL, **more: Any
) -> Lesson:
    parts = {part: texts(f"{words}: {part}", languages) for part in ("promised", "happened", "change")}
    actor = more.pop("actor", None) or official(Role.COORDINATOR)
    return lessons.write(actor=actor, cycle=cycle, topic="communication", **{**parts, **more})


def published(cycle: Cycle, words: str = "Kirjeet ajoissa") -> Lesson:
    return lessons.publish(actor=official(Role.COORDINATOR), lesson=draft(cycle, words))


def test_a_draft_is_for_officials_and_a_published_lesson_for_everybody(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    lesson = draft(cycle)
    url = f"/years/{cycle.slug}/"
    assert "Kirjeet ajoissa" not in client.get(f"{url}learned/").content.decode()
    assert f"{url}learned/" not in client.get(url).content.decode()

    lessons.publish(actor=coordinator, lesson=lesson)

    page = client.get(f"{url}learned/", headers={"accept-language": "sv"}).content.decode()
    assert "Kirjeet ajoissa: change (sv)" in page
    assert f"{url}learned/" in client.get(url).content.decode()


def test_a_missing_language_is_named_before_publishing_and_nothing_is_lost(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    lesson = draft(cycle, languages=("fi", "en"), promised=texts("Lupaus"))
    with pytest.raises(LessonIncomplete) as refused:
        lessons.publish(actor=coordinator, lesson=lesson)
    assert sorted(refused.value.fields) == ["change_sv", "happened_sv"]

    client.force_login(coordinator)
    desk = f"/desk/years/{cycle.slug}/learned/"
    listed = client.get(desk, headers={"accept-language": "en"}).content.decode()
    assert ("Swedish is missing" in listed, "Finnish is missing" in listed) == (True, False)
    answer = client.post(f"{desk}{lesson.pk}/publish/")
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (400, ["change_sv", "happened_sv"])
    assert "Kirjeet ajoissa: change (fi)" in answer.content.decode()
    lesson.refresh_from_db()
    assert not lesson.is_published


def test_a_published_lesson_keeps_all_languages_and_each_version(cycle: Cycle, coordinator: User) -> None:
    lesson = published(cycle)
    with pytest.raises(LessonIncomplete):
        draft(cycle, languages=("fi",), lesson=lesson)

    draft(cycle, "Kirjeet viikkoa ennen", lesson=lesson)
    draft(cycle, "Kirjeet viikkoa ennen", lesson=lesson, link="/reports/kuvala-viime/")

    (told,) = learned(cycle).lessons
    assert told.lesson.change_fi == "Kirjeet viikkoa ennen: change (fi)"
    assert [version.change for version in told.versions] == ["Kirjeet ajoissa: change (fi)"]
    with pytest.raises(LessonIsPublic):
        lessons.remove(actor=coordinator, lesson=lesson)
    for attempt in (
        lambda: Lesson.objects.filter(pk=lesson.pk).delete(),
        lambda: Lesson.objects.filter(pk=lesson.pk).update(is_published=False),
        lambda: Lesson.objects.filter(pk=lesson.pk).update(change_sv=""),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"topic": "weather"}, "topic"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "//example.org"}, "link"),
        ({"change": {"fi": "x" * 2001}}, "change_fi"),
        ({"promised": {"fi": "a\x00"}}, "promised_fi"),
        ({"promised": {}, "happened": {}, "change": {}}, "happened_fi"),
    ],
)
def test_nonsense_is_refused_in_its_field(cycle: Cycle, coordinator: User, sent: Any, field: str) -> None:
    whole = {"topic": "review", "promised": texts("a"), "happened": texts("b"), "change": texts("c"), **sent}
    with pytest.raises(Invalid) as refused:
        lessons.write(actor=coordinator, cycle=cycle, **whole)
    assert list(refused.value.fields) == [field]
    assert not Lesson.objects.exists()


def test_copying_a_year_brings_its_lessons_over_as_a_checklist(cycle: Cycle, coordinator: User) -> None:
    first, second = published(cycle, "Yksi"), published(cycle, "Kaksi")
    draft(cycle, "Luonnos")
    later = years.create(
        actor=coordinator, area=cycle.area, year=2027, name=texts("Budjetti 2027"), copied_from=cycle
    )
    lines = list(later.improvements.order_by("pk"))
    assert [(line.lesson, line.state) for line in lines] == [(first, "open"), (second, "open")]

    improvements.settle(actor=coordinator, improvement=lines[0], state="done", words=texts("Tehty näin"))
    third = published(cycle, "Kolme")
    made = improvements.bring_over(actor=coordinator, cycle=later, source=cycle)

    assert [line.lesson for line in made] == [third]
    assert [line.state for line in later.improvements.order_by("pk")] == ["done", "open", "open"]


def test_what_is_settled_is_public_and_what_is_open_waits_on_the_desk(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    later = CycleFactory(area=cycle.area, slug="kuvala-nyt", year=2027)
    published(cycle, "Yksi")
    published(cycle, "Kaksi")
    one, two = improvements.bring_over(actor=coordinator, cycle=later, source=cycle)
    with pytest.raises(Invalid) as refused:
        improvements.settle(actor=coordinator, improvement=one, state="not_now", words={"fi": "Ei rahaa"})
    assert sorted(refused.value.fields) == ["words_en", "words_sv"]
    improvements.settle(actor=coordinator, improvement=one, state="not_now", words=texts("Ei rahaa"))

    page = client.get("/years/kuvala-nyt/learned/").content.decode()
    assert ("Yksi: change (fi)" in page, "Kaksi: change (fi)" in page) == (True, False)
    assert "Ei rahaa (fi)" in page
    assert "Ei rahaa (fi)" in client.get(f"/years/{cycle.slug}/learned/").content.decode()
    client.force_login(coordinator)
    assert improvements.waiting(coordinator) == 1
    desk = "/desk/years/kuvala-nyt/"
    for url in ("/desk/", "/desk/years/", desk, f"{desk}learned/"):
        assert client.get(url).status_code == 200

    client.post(f"{desk}improvements/{two.pk}/", {"state": "done"})
    assert improvements.waiting(coordinator) == 0
    client.post(f"{desk}improvements/{two.pk}/", {"state": "open"})
    two.refresh_from_db()
    assert (two.state, two.settled_at) == ("open", None)


def test_lessons_come_from_an_earlier_year_only(cycle: Cycle, coordinator: User) -> None:
    published(cycle)
    earlier = CycleFactory(area=cycle.area, year=2025)
    hidden = CycleFactory(area=AreaFactory(slug="muualla"), year=2024, is_published=False)
    stranger = official(Role.COORDINATOR, area=cycle.area)
    for actor, target, source in (
        (coordinator, cycle, cycle),
        (coordinator, earlier, cycle),
        (stranger, cycle, hidden),
    ):
        with pytest.raises(Invalid):
            improvements.bring_over(actor=actor, cycle=target, source=source)
    assert not Improvement.objects.exists()


def test_who_may_write_publish_and_settle(cycle: Cycle) -> None:
    lesson = draft(cycle)
    later = CycleFactory(area=cycle.area, year=2027)
    line = Improvement.objects.create(cycle=later, lesson=lesson)
    for role in [None, *Role]:
        actor = official(role) if role else UserFactory()
        acts = (
            lambda actor=actor: draft(cycle, actor=actor),
            lambda actor=actor: lessons.publish(actor=actor, lesson=lesson),
            lambda actor=actor: improvements.bring_over(actor=actor, cycle=later, source=cycle),
            lambda actor=actor: improvements.settle(actor=actor, improvement=line, state="done"),
        )
        for act in acts:
            if role == Role.COORDINATOR:
                act()
            else:
                with pytest.raises((NotAllowed, SignInNeeded)):
                    act()


def test_the_same_through_the_api(cycle: Cycle, coordinator: User) -> None:
    later = CycleFactory(area=cycle.area, slug="kuvala-nyt", year=2027)
    api = APIClient()
    api.force_login(coordinator)
    root = f"/api/v1/cycles/{cycle.slug}/lessons/"
    words = {"topic": "voting", "promised": texts("a"), "happened": texts("b"), "change": texts("c")}
    made = api.post(root, {**words, "change": {"fi": "c"}}, format="json").json()
    refused = api.post(f"{root}{made['id']}/publish/")
    assert (refused.status_code, refused.json()["code"]) == (400, "lesson-incomplete")
    assert api.put(f"{root}{made['id']}/", words, format="json").json()["change"] == texts("c")
    assert api.post(f"{root}{made['id']}/publish/").json()["is_published"] is True
    assert api.delete(f"{root}{made['id']}/").status_code == 409

    lines = f"/api/v1/cycles/{later.slug}/improvements/"
    (line,) = api.post(lines, {"earlier": cycle.slug}, format="json").json()
    assert (line["lesson"], line["state"], line["change"]) == (made["id"], "open", texts("c"))
    anonymous = APIClient()
    assert anonymous.get(f"/api/v1/cycles/{later.slug}/lessons/").json()["improvements"] == []
    settled = api.put(f"{lines}{line['id']}/", {"state": "done", "words": texts("d")}, format="json").json()
    shown = anonymous.get(f"/api/v1/cycles/{later.slug}/lessons/").json()
    assert shown == {"lessons": [], "improvements": [settled]}
    assert [one["id"] for one in anonymous.get(root).json()["lessons"]] == [made["id"]]


def test_the_page_needs_as_many_statements_for_many_lessons(client: Client, cycle: Cycle) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(f"/years/{cycle.slug}/learned/").status_code == 200
        return len(caught)

    later = CycleFactory(area=cycle.area, year=2027)
    Improvement.objects.create(
        cycle=later, lesson=published(cycle), state="done", settled_at="2027-01-01T00:00Z"
    )
    few = statements()
    for number in range(12):
        draft(cycle, f"Toisin {number}", lesson=published(cycle, f"Oppi {number}"))
    assert statements() == few
