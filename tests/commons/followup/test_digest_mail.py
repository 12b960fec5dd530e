"""Digests through a real mail server: an address that is refused, a worker that is killed, clocks that change."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.domain import posting
from commons.accounts.models import User
from commons.followup.domain import digests
from commons.followup.models import DigestRun, MailChoice, Rhythm, Watch
from tests.commons.accounts.conftest import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.proposals import CategoryFactory, ProposalFactory
from tests.loopback_smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
__all__ = ["sign_in"]
TOWN = ZoneInfo("Europe/Helsinki")
READERS, CHUNK = 60, 40


def at(day: str, hour: str) -> dt.datetime:
    """The moment of the town's clock, in UTC, where differences are true."""
    return dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=TOWN).astimezone(dt.UTC)


def use(settings: Any, server: MailServer) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


def watched() -> str:
    category = CategoryFactory()
    ProposalFactory(category=category, title="Uutinen")
    return f"category:{category.pk}"


def round_of_today() -> DigestRun:
    now = dt.datetime.now(dt.UTC)
    hour = dt.timedelta(hours=1)
    return DigestRun.objects.create(rhythm=Rhythm.DAILY, slot="a", since=now - hour, until=now + hour)


def readers(number: int, tag: str) -> list[User]:
    people = User.objects.bulk_create([User(email=f"lukija{n}@kuvala.example") for n in range(number)])
    MailChoice.objects.bulk_create([MailChoice(user=one, rhythm=Rhythm.DAILY) for one in people])
    Watch.objects.bulk_create([Watch(user=one, tag=tag) for one in people])
    return people


def test_a_refused_address_is_paused_and_told_at_the_next_sign_in_while_other_mails_go_on(
    client: Client,
    settings: Any,
    sign_in: Callable[..., str],
) -> None:
    tag = watched()
    one, gone, other = readers(3, tag)
    with mail_server() as server:
        use(settings, server)
        server.unknown.add(gone.email)
        run = round_of_today()
        assert digests.send(run.pk, 0, 2**62) == 2
        assert sorted(str(letter["To"]) for letter in server.mails) == [one.email, other.email]
        server.unknown.clear()  # another day: the address is not even tried
        DigestRun.objects.filter(pk=run.pk).update(slot="b")
        assert digests.send(round_of_today().pk, 0, 2**62) == 2
        assert Counter(str(letter["To"]) for letter in server.mails) == {one.email: 2, other.email: 2}
    assert set(posting.refusals([one.email, gone.email, other.email])) == {gone.email}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for person, told in ((gone, True), (other, False)):
        browser = Client()
        answer = browser.get(sign_in(person, "?next=/me/", browser))
        assert any(person.email in str(words) for words in answer.context["messages"]) is told
    client.force_login(gone)
    client.post("/me/mails/", {"rhythm": "daily", "tag": [tag]})
    assert posting.refused_since(gone.email) is None


def test_a_worker_killed_in_the_middle_goes_on_and_nobody_has_two(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "CHUNK", CHUNK)
    readers(READERS, watched())
    DigestRun.objects.create(
        rhythm=Rhythm.DAILY,
        slot="2026-11-23",
        since=dt.datetime.now(dt.UTC) - dt.timedelta(days=2),
        until=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1),
    )
    (run,) = [one for one in digests.plan() if one.rhythm == Rhythm.DAILY]
    DigestRun.objects.filter(pk=run.pk).update(until=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    jobs = ProcrastinateJob.objects.filter(task_name="followup.send_digests").order_by("scheduled_at")
    assert [(job.queue_name, job.priority < 0) for job in jobs] == [("digests", True)] * 2
    assert jobs[1].scheduled_at - jobs[0].scheduled_at == digests.APART
    post, handed = digests.post, 0

    def killed_at_the_25th(*args: Any, **kwargs: Any) -> bool:
        nonlocal handed
        handed += 1
        if handed == 25:
            raise KeyboardInterrupt
        return post(*args, **kwargs)

    with mail_server() as server:
        use(settings, server)
        with monkeypatch.context() as patch:
            patch.setattr(digests, "post", killed_at_the_25th)
            with pytest.raises(KeyboardInterrupt):
                digests.send(**jobs[0].args)
        assert len(server.mails) == 24
        counts = [digests.send(**job.args) for job in (*jobs, *jobs)]
        sent = Counter(str(letter["To"]) for letter in server.mails)
    assert counts == [16, 20, 0, 0]
    assert (len(sent), set(sent.values())) == (READERS, {1})


def test_a_sign_in_code_is_on_its_way_before_any_queue(client: Client, settings: Any) -> None:
    readers(READERS, watched())
    person = UserFactory()
    with mail_server() as server:
        use(settings, server)
        before = ProcrastinateJob.objects.count()
        client.post("/accounts/login/", {"email": person.email})
        assert [str(letter["To"]) for letter in server.mails] == [person.email]
    assert (ProcrastinateJob.objects.count(), mail.outbox) == (before, [])


@pytest.mark.parametrize(
    ("rhythm", "first", "days", "hours"),
    [
        (Rhythm.DAILY, "2026-03-28", ["28", "29", "30"], [23, 24]),
        (Rhythm.DAILY, "2026-10-24", ["24", "25", "26"], [25, 24]),
        (Rhythm.WEEKLY, "2026-03-23", ["23", "30"], [7 * 24 - 1]),
        (Rhythm.WEEKLY, "2026-10-19", ["19", "26"], [7 * 24 + 1]),
    ],
)
def test_rounds_follow_each_other_without_gap_when_clocks_change(
    rhythm: Rhythm, first: str, days: list[str], hours: list[int]
) -> None:
    """At seven by the town's clock, also after the night that has 23 or 25 hours; asked each quarter."""
    DigestRun.objects.create(rhythm=rhythm, slot="before", since=at(first, "00:00"), until=at(first, "00:00"))
    begun = []
    for day in days:
        for clock in ("06:45", "07:00", "07:15"):
            begun += [one for one in digests.plan(at(f"{first[:8]}{day}", clock)) if one.rhythm == rhythm]
    at_seven = [at(f"{first[:8]}{day}", "07:00") for day in days]
    assert [run.until for run in begun[-len(days) :]] == at_seven
    assert [later.since for later in begun[1:]] == [run.until for run in begun[:-1]]
    lengths = [later - moment for moment, later in pairwise(run.until for run in begun[-len(days) :])]
    assert lengths == [dt.timedelta(hours=length) for length in hours]


REPORT = """From: MAILER-DAEMON@kuvala.example
To: raati@kuvala.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.kuvala.example

Final-Recipient: rfc822; lukija0@kuvala.example
Action: {action}
Status: {status}

--b
Content-Type: {kind}

From: raati@kuvala.example
Subject: Uutinen
X-Raati-Reader: {signed}

--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "kind", "is_forged", "is_paused"),
    [
        ("failed", "5.1.1", "message/rfc822", False, True),
        ("failed", "5.1.1", "text/rfc822-headers", False, True),
        ("delayed", "4.4.1", "message/rfc822", False, False),
        ("failed", "5.1.1", "message/rfc822", True, False),
    ],
)
def test_an_address_whose_mail_comes_back_later_is_paused_unless_the_report_is_made_up_or_of_a_delay(
    action: str, status: str, kind: str, is_forged: bool, is_paused: bool
) -> None:
    (reader,) = readers(1, watched())
    message = mail.EmailMessage("Uutinen", "Uutinen", to=[reader.email])
    assert posting.post(message)
    signed = mail.outbox[-1].extra_headers[posting.READER]
    report = REPORT.format(
        action=action, status=status, kind=kind, signed="x" + signed if is_forged else signed
    )

    out = StringIO()
    call_command("mail_came_back", source=BytesIO(report.encode()), stdout=out)

    assert (posting.refused_since(reader.email) is not None) is is_paused
    assert out.getvalue() == (
        "The address takes no mails.\n" if is_paused else "No report of a mail of ours.\n"
    )


def test_what_is_no_report_at_all_is_taken_without_complaint() -> None:
    out = StringIO()
    call_command("mail_came_back", source=BytesIO(b"\xff\x00 hello\n\nAction: failed"), stdout=out)
    assert out.getvalue() == "No report of a mail of ours.\n"
