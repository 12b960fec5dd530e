"""An overdue answer: who has to answer is reminded, then coordinators are told; followers hear what was found."""

import datetime as dt
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from rest_framework.test import APIClient

from commons.accounts.models import Role, RoleAssignment, User
from commons.followup.domain import choices, tracks
from commons.followup.domain.news import news_for
from commons.followup.models import Rhythm
from proposals.domain.delegates import answering
from proposals.domain.delegates.reminding import remind, second_deadline
from proposals.models import Delegate, Finding, FindingState, Proposal, ReplyKind, WorkPlan
from tests.factories.accounts import ServiceFactory
from tests.factories.delegates import FindingFactory
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 12, 4)
"""The Sunday after it is Independence Day."""


def at(moment: str) -> dt.datetime:
    return dt.datetime.fromisoformat(moment)


@pytest.fixture
def unit(project: Proposal) -> User:
    """The reviewer of the unit that has to answer, which has a mailbox too."""
    parks = ServiceFactory(email="puistot@kuvala.example")
    WorkPlan.objects.create(proposal=project, service=parks)
    made: User = ResidentFactory(email="puistomestari@kuvala.example", language="sv")
    RoleAssignment.objects.create(user=made, role=Role.REVIEWER, service=parks)
    return made


def found(project: Proposal, delegate: Delegate, **fields: Any) -> Finding:
    made: Finding = FindingFactory(delegate=delegate, proposal=project, **{"answer_by": FRIDAY, **fields})
    return made


def told() -> list[str]:
    addresses = sorted(one.to[0] for one in mail.outbox)
    mail.outbox.clear()
    return addresses


def test_who_answers_is_reminded_and_the_coordinators_are_told_later_each_once(
    town: Town, project: Proposal, delegate: Delegate, unit: User, coordinator: User
) -> None:
    official(Role.COORDINATOR, town.ranta)
    late = found(project, delegate)

    assert remind(at("2026-12-04T21:59:59Z")) == 0
    assert remind(at("2026-12-04T22:00:00Z")) == 2
    words = {one.to[0]: f"{one.subject} {one.body}" for one in mail.outbox}
    assert set(words) == {"puistot@kuvala.example", unit.email}
    assert all(
        part in words[unit.email] for part in (project.title, f"/desk/carrying-out/findings/{late.pk}/")
    )
    assert ["fredag" in words[unit.email], "perjantai" in words["puistot@kuvala.example"]] == [True, True]
    told()
    assert second_deadline(late) == dt.date(2026, 12, 11)
    assert remind(at("2026-12-11T21:59:59Z")) == 0
    assert (remind(at("2026-12-11T22:00:00Z")), told()) == (1, [coordinator.email])
    assert remind(at("2026-12-20T12:00:00Z")) == 0


def test_a_broken_promise_and_a_second_look_begin_anew_and_what_is_answered_is_left_in_peace(
    project: Proposal, delegate: Delegate, unit: User, coordinator: User
) -> None:
    today = timezone.localdate()
    late = found(project, delegate, answer_by=today - dt.timedelta(days=30))
    done = found(project, delegate, answer_by=today - dt.timedelta(days=30))
    answering.answer(actor=coordinator, finding=done, kind=ReplyKind.FIXED)
    assert (remind(), told()) == (3, sorted(["puistot@kuvala.example", unit.email, coordinator.email]))
    day = today + dt.timedelta(days=3)
    answering.answer(actor=coordinator, finding=late, kind=ReplyKind.PROMISED, promised_on=day)
    assert remind() == 0

    after = timezone.now() + dt.timedelta(days=20)

    assert (remind(after), len(told())) == (3, 3)
    assert remind(after + dt.timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("kind", "due", "second"),
    [
        ("safety", FRIDAY, dt.date(2026, 12, 8)),
        ("missing", dt.date(2026, 12, 23), dt.date(2027, 1, 4)),  # Christmas and New Year's Day between
    ],
)
def test_the_second_deadline_counts_working_days_and_is_nearer_where_it_is_not_safe(
    project: Proposal, delegate: Delegate, kind: str, due: dt.date, second: dt.date
) -> None:
    assert second_deadline(found(project, delegate, kind=kind, answer_by=due)) == second


@pytest.mark.parametrize(
    ("sunday", "still", "late"),
    [
        (dt.date(2026, 3, 29), "2026-03-30T20:59:59Z", "2026-03-30T21:00:00Z"),  # summer time begins
        (dt.date(2026, 10, 25), "2026-10-26T21:59:59Z", "2026-10-26T22:00:00Z"),  # and ends
    ],
)
def test_a_promise_for_a_sunday_may_be_kept_on_monday_also_when_the_clocks_change(
    project: Proposal, delegate: Delegate, coordinator: User, sunday: dt.date, still: str, late: str
) -> None:
    found(project, delegate, state=FindingState.PROMISED, promised_on=sunday)
    assert (remind(at(still)), remind(at(late)), told()) == (0, 1, [coordinator.email])


def test_an_address_that_takes_no_mail_keeps_none_from_the_others(
    project: Proposal, delegate: Delegate, unit: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = found(project, delegate)
    dead = {"puistot@kuvala.example": 550, unit.email: 451}
    send = mail.EmailMessage.send

    def refuse(message: mail.EmailMessage, *how: Any) -> int:
        if message.to[0] in dead:
            raise SMTPRecipientsRefused({message.to[0]: (dead[message.to[0]], b"never, or not now")})
        return send(message, *how)

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    assert remind(at("2026-12-07T12:00:00Z")) == 0
    dead.pop(unit.email)
    assert (remind(at("2026-12-07T13:00:00Z")), told()) == (1, [unit.email])
    late.refresh_from_db()
    assert late.reminded_for == FRIDAY


def test_the_desk_shows_and_counts_what_is_late_and_what_the_coordinators_were_told(
    client: Client, project: Proposal, delegate: Delegate, coordinator: User
) -> None:
    day = timezone.localdate() - dt.timedelta(days=1)
    waiting = found(project, delegate, answer_by=timezone.localdate())
    late = found(project, delegate, answer_by=day)
    told_of = found(project, delegate, answer_by=day, escalated_for=day)
    found(project, delegate, state=FindingState.FIXED, answer_by=day, escalated_for=day)
    client.force_login(coordinator)
    api = APIClient()
    api.force_login(coordinator)
    for query, expected in (("late", [late, told_of]), ("escalated", [told_of])):
        page = client.get(f"/desk/carrying-out/findings/?show={query}")
        answer = api.get(f"/api/v1/findings/?{query}=true")
        assert list(page.context["findings"]) == expected
        assert [one["id"] for one in answer.json()["results"]] == [one.pk for one in expected]
    assert [(value, n) for value, _label, n in page.context["tabs"]] == [
        ("waiting", 3),
        ("late", 2),
        ("escalated", 1),
        ("all", 4),
    ]
    assert waiting.pk is not None


def test_followers_hear_of_findings_and_answers_and_the_delegate_at_once_alone(
    project: Proposal, delegate: Delegate, coordinator: User
) -> None:
    reader, since = ResidentFactory(language="sv"), timezone.now()
    tracks.follow(actor=reader, track=project.track)
    assert delegate.user is not None
    tracks.follow(actor=delegate.user, track=project.track)
    choices.choose(actor=reader, rhythm=Rhythm.DAILY, tags=[])
    seen = found(project, delegate, answer_by=timezone.localdate())
    found(project, delegate, hidden_at=timezone.now(), hidden_reason="private")
    found(project, delegate, state=FindingState.WITHDRAWN)
    answering.answer(actor=coordinator, finding=seen, kind=ReplyKind.FIXED)
    until = timezone.now() + dt.timedelta(minutes=1)

    with translation.override("en"):
        (item,) = news_for(reader, set(), since, until)
        assert (item.url, item.lines[-2:]) == (
            project.get_absolute_url(),
            ["The follow-up group came to see: something is missing", "The town answered: it is fixed"],
        )
        own = [line for one in news_for(delegate.user, set(), since, until) for line in one.lines]
        assert not [line for line in own if "answered" in line]
    assert news_for(ResidentFactory(), set(), since, until) == []
