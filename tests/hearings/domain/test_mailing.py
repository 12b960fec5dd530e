"""Everybody who wants the answers is told once, in their language, until one click; officials are reminded in time."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import procrastinate_app

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from hearings.domain import answers, mailing, subscribing
from hearings.domain.errors import WrongState
from hearings.domain.notes import Writer
from hearings.models import Answer, AnswerKind, Hearing, HearingState, Subscriber, Theme
from tests.factories.accounts import official
from tests.factories.hearings import AnswerFactory, ContributionFactory, ThemeFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "aino@example.org"
ANSWER = {"text_fi": "Jono purettiin", "text_sv": "Kön är borta", "text_en": "The queue is gone"}
LATER = {"title_fi": "Kaksi lääkäriä", "title_sv": "Två läkare", "title_en": "Two doctors"}


@pytest.fixture
def theme(hall: Hall) -> Theme:
    made: Theme = ThemeFactory(hearing=hall.hearing)
    ContributionFactory(hearing=hall.hearing, theme=made, service_area=hall.elderly)
    at(hall.hearing, HearingState.ANSWERING)
    made.refresh_from_db()
    return made


def wanted(
    hearing: Hearing, address: str = ADDRESS, language: str = "fi", services: Sequence[int] = ()
) -> Subscriber:
    actor = Writer("phone", "192.0.2.1")
    subscribing.subscribe(actor=actor, hearing=hearing, address=address, language=language, services=services)
    row = Subscriber.objects.get(address=address)
    subscribing.confirm(token=row.token)
    return row


def main_of(answer: Any) -> str:
    """A page without what is random in it."""
    return re.sub(r'name="csrfmiddlewaretoken"[^>]*', "", answer.content.decode().partition("<main")[2])


def answered(theme: Theme, actor: User, **more: object) -> Answer:
    fields: dict[str, object] = {"kind": AnswerKind.CHANGED, "words": ANSWER, "answered_by": "Johtaja"} | more
    return answers.answer(actor=actor, theme=theme, **fields)  # type: ignore[arg-type]


def link(message: EmailMessage) -> str:
    return re.findall(r"https?://[^/]+(/h/mails/\S+)", str(message.body))[0]


def test_nothing_is_sent_before_the_address_confirms(
    hall: Hall, theme: Theme, reviewer: User, client: Client
) -> None:
    page = client.post("/hearings/marraskuu/mails/", {"address": ADDRESS})
    assert page.status_code == 200
    assert (mailing.ask_to_confirm(), mailing.ask_to_confirm()) == (1, 0)
    (asked,) = mail.outbox
    assert mailing.tell_of_answer(answered(theme, reviewer).pk) == 0
    assert client.get(link(asked)).status_code == 200
    assert (
        not Subscriber.objects.get().is_confirmed
    )  # a program that opens links ahead of its reader confirms nothing
    client.post(link(asked), {"act": "confirm"})

    assert Subscriber.objects.get().is_confirmed


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fi", "Vastattu: Jonot"), ("sv", "Besvarat: Köer"), ("en", "Answered: Queues")],
)
def test_an_answer_is_told_once_in_the_readers_language(
    hall: Hall, theme: Theme, reviewer: User, language: str, subject: str
) -> None:
    wanted(hall.hearing, language=language)
    made = answered(theme, reviewer)
    assert (mailing.tell_of_answer(made.pk), mailing.tell_of_answer(made.pk)) == (1, 0)
    answered(theme, reviewer, answered_by="Toinen johtaja")  # a correction is no second mail
    assert mailing.tell_of_answer(made.pk) == 0
    (told,) = mail.outbox

    assert (told.subject, told.to) == (subject, [ADDRESS])
    assert f"/hearings/marraskuu/themes/{theme.pk}/" in told.body
    assert ANSWER[f"text_{language}"] in told.body
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_answer_and_its_mails_are_stored_together(hall: Hall, theme: Theme, reviewer: User) -> None:
    jobs = procrastinate_app.app.job_manager
    before = len(list(jobs.list_jobs(task="hearings.tell_of_answer")))
    answered(theme, reviewer)
    with pytest.raises(Invalid):
        answered(theme, reviewer, kind="perhaps")

    assert len(list(jobs.list_jobs(task="hearings.tell_of_answer"))) == before + 1


def test_one_click_stops_and_deletes_the_address(
    hall: Hall, theme: Theme, reviewer: User, client: Client
) -> None:
    wanted(hall.hearing)
    mailing.tell_of_answer(answered(theme, reviewer).pk)
    stop = link(mail.outbox[0])
    assert Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert client.get(stop).status_code == 200
    assert client.post(stop, {"act": "stop"}).status_code == 302
    assert client.get("/h/mails/junk%00/").status_code == 200


def test_only_the_services_that_were_asked_for_are_told(hall: Hall, theme: Theme, reviewer: User) -> None:
    wanted(hall.hearing, "elderly@example.org", services=[hall.elderly.pk])
    wanted(hall.hearing, "child@example.org", services=[hall.child.pk])
    wanted(hall.hearing, "all@example.org")
    mailing.tell_of_answer(answered(theme, reviewer).pk)

    assert {message.to[0] for message in mail.outbox} == {"elderly@example.org", "all@example.org"}


def test_what_is_told_later_is_mailed_and_stands_everywhere(
    hall: Hall, theme: Theme, reviewer: User, client: Client
) -> None:
    today = timezone.localdate()
    with pytest.raises(WrongState):
        answers.follow_up(actor=reviewer, theme=theme, date=today, words=LATER)
    answered(theme, reviewer, kind=AnswerKind.WILL_CHANGE, by_date=today - dt.timedelta(days=3))
    here = f"/hearings/marraskuu/themes/{theme.pk}/"
    assert client.get(here).context["unkept"]
    assert len(client.get("/hearings/marraskuu/").context["unkept"]) == 1
    assert door().get(f"{API}marraskuu/themes/").json()["results"][0]["is_unkept"]
    Hearing.objects.filter(pk=hall.hearing.pk).update(state=HearingState.ARCHIVED)
    wanted(hall.hearing, language="sv")
    with pytest.raises(Invalid):
        answers.follow_up(actor=reviewer, theme=theme, date=today, words=LATER | {"title_sv": ""})
    made = answers.follow_up(actor=reviewer, theme=theme, date=today, words=LATER)
    assert (mailing.tell_of_later(made.pk), mailing.tell_of_later(made.pk)) == (1, 0)

    assert mail.outbox[-1].subject == "Köer: Två läkare"
    page = client.get(here)
    assert (page.context["unkept"], [one.pk for one in page.context["later"]]) == (False, [made.pk])
    assert [row["id"] for row in door().get(f"{API}marraskuu/themes/").json()["results"][0]["later"]] == [
        made.pk
    ]


def test_the_page_and_the_api_tell_later_and_only_those_who_answer_may(hall: Hall, theme: Theme) -> None:
    AnswerFactory(theme=theme)
    page, api = f"/desk/hearings/marraskuu/themes/{theme.pk}/later/", f"{API}themes/{theme.pk}/later/"
    words = {f"later-{name}": text for name, text in LATER.items()} | {"later-date": "2026-11-25"}
    sent = {"date": "2026-11-25", "title": {"fi": "Valmis", "sv": "Klart", "en": "Done"}}
    for role in Role:
        allowed = role in (Role.REVIEWER, Role.COORDINATOR)
        assert signed_in(official(role)).post(page, words).status_code == (302 if allowed else 403)
        assert door(official(role)).post(api, sent, format="json").status_code == (201 if allowed else 403)
    refused = signed_in(official(Role.REVIEWER)).post(
        page, words | {"later-title_sv": "", "later-text_fi": "Kesken"}
    )
    assert (refused.status_code, "Kesken" in refused.content.decode()) == (400, True)
    theme.refresh_from_db()
    assert theme.track is not None
    assert theme.track.milestones.count() == 4


@pytest.mark.parametrize("address", ["", "aino", "a@b", "x" * 300 + "@example.org"])
def test_a_bad_address_is_kept_in_its_field(hall: Hall, client: Client, address: str) -> None:
    refused = client.post("/hearings/marraskuu/mails/", {"address": address, "service": [str(hall.child.pk)]})
    assert (refused.status_code, refused.context["address"]) == (400, address)
    assert [one["chosen"] for one in refused.context["service_areas"]] == [False, True]
    assert door().post(f"{API}marraskuu/mails/", {"address": address}).status_code == 400
    assert not Subscriber.objects.exists()


def test_nobody_learns_or_changes_who_is_told(hall: Hall, client: Client) -> None:
    row = wanted(hall.hearing)
    first = client.post("/hearings/marraskuu/mails/", {"address": "new@example.org"})
    again = client.post(
        "/hearings/marraskuu/mails/", {"address": ADDRESS.upper(), "service": [str(hall.child.pk)]}
    )
    assert main_of(first) == main_of(again)
    row.refresh_from_db()
    assert row.services == []
    assert door().post(f"{API}marraskuu/mails/", {"address": ADDRESS}).status_code == 202
    assert Subscriber.objects.count() == 2
    client.post("/hearings/marraskuu/mails/", {"address": "robot@example.org", "website": "x"})
    assert Subscriber.objects.count() == 2


def test_an_address_tells_nothing_of_notes() -> None:
    fields = {field.name for field in Subscriber._meta.get_fields()}

    assert fields == {
        "id", "hearing", "address", "language", "services", "is_asked", "is_confirmed", "token", "told",
    }  # fmt: skip
    assert not {field.name for field in Subscriber._meta.get_fields() if "Date" in type(field).__name__}


def test_addresses_are_forgotten(hall: Hall, theme: Theme) -> None:
    wanted(hall.hearing)
    Subscriber.objects.create(hearing=hall.hearing, address="silent@example.org", language="fi")
    mailing.ask_to_confirm()
    assert (subscribing.drop_unconfirmed(), subscribing.drop_old()) == (1, 0)
    long_ago = timezone.now() - dt.timedelta(days=1200)
    Hearing.objects.filter(pk=hall.hearing.pk).update(
        opens_at=long_ago - dt.timedelta(days=9), closes_at=long_ago
    )
    assert subscribing.drop_old() > 0
    assert not Subscriber.objects.exists()


def test_an_official_is_told_now_before_and_when_it_is_late(
    hall: Hall, theme: Theme, coordinator: User
) -> None:
    who = official(Role.REVIEWER)
    due = timezone.localdate() + dt.timedelta(days=20)
    given = {
        "actor": coordinator,
        "theme": theme,
        "responsible": "Palvelujohtaja",
        "due": due,
        "assignee": who,
    }
    answers.promise(**given)
    assert (mailing.tell_assignee(theme.pk), mailing.tell_assignee(theme.pk)) == (1, 0)

    def on(days: int) -> list[tuple[str, str]]:
        mail.outbox.clear()
        day = due + dt.timedelta(days=days)
        mailing.remind(day)
        assert mailing.remind(day) == 0
        return sorted((message.to[0], message.subject.partition(":")[0]) for message in mail.outbox)

    before, late = "Vastauksen määräpäivä lähestyy", "Vastaus on myöhässä"
    assert on(-8) == []
    assert on(-7) == [(who.email, before)]
    assert on(-6) == on(0) == []
    assert on(1) == sorted([(who.email, late), (coordinator.email, late)])
    assert on(2) == []
    AnswerFactory(theme=theme)
    assert on(30) == []


def test_a_promised_day_that_passes_is_asked_about_once(hall: Hall, theme: Theme, coordinator: User) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    answered(theme, coordinator, kind=AnswerKind.WILL_CHANGE, by_date=day)

    assert [mailing.remind(day + dt.timedelta(days=days)) for days in (0, 1, 2)] == [0, 1, 0]
    assert mail.outbox[-1].to == [coordinator.email]


def test_only_somebody_who_may_answer_is_assigned(
    hall: Hall, theme: Theme, coordinator: User, scribe: User
) -> None:
    with pytest.raises(Invalid) as refused:
        answers.promise(actor=coordinator, theme=theme, responsible="X", due=None, assignee=scribe)
    assert set(refused.value.fields) == {"assignee"}
    who = official(Role.REVIEWER)
    sent = {"responsible": "Johtaja", "due": None, "assignee": who.pk}
    assert door(coordinator).put(f"{API}themes/{theme.pk}/promise/", sent, format="json").status_code == 200
    theme.refresh_from_db()
    assert theme.assignee == who
    assert who.email not in Client().get(f"/hearings/marraskuu/themes/{theme.pk}/").content.decode()
    with pytest.raises(NotAllowed):
        answers.promise(actor=scribe, theme=theme, responsible="X", due=None)
