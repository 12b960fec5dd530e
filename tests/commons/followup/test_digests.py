"""Digests: once by the town's clock also when clocks change, spread over time, after everything else; and bounces."""

import datetime as dt
import smtplib
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.domain import posting
from commons.accounts.models import User
from commons.followup.domain import choices, digests, mails, tracks
from commons.followup.models import Digest, DigestRun, Follower, MailChoice, Milestone, Rhythm, Watch
from commons.followup.tasks import send_digests, tell_followers
from commons.http.errors import Invalid
from proposals.models import Proposal, State
from tests.factories.accounts import UserFactory
from tests.factories.places import AreaFactory
from tests.factories.proposals import CategoryFactory, ProposalFactory

pytestmark = pytest.mark.django_db
TOWN = ZoneInfo("Europe/Helsinki")


def at(day: str, hour: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=TOWN)


def slots(now: dt.datetime) -> dict[str, str]:
    return {str(rhythm): slot for rhythm, slot in digests.due(now)}


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_every_day_has_one_digest_at_seven_however_long_it_is(day: str, hours: int) -> None:
    midnight = at(day, "00:00").astimezone(dt.UTC)
    seen = [slots(midnight + dt.timedelta(minutes=15 * n)) for n in range(hours * 4)]
    local = [(midnight + dt.timedelta(minutes=15 * n)).astimezone(TOWN) for n in range(hours * 4)]
    assert {one["daily"] for one, clock in zip(seen, local, strict=True) if clock.hour >= 7} == {day}
    assert all(one["daily"] < day for one, clock in zip(seen, local, strict=True) if clock.hour < 7)
    assert len({one["each"] for one in seen}) == hours * 4


def test_the_week_begins_on_monday_at_seven() -> None:
    assert slots(at("2026-11-23", "06:59"))["weekly"] == "2026-11-16"
    assert slots(at("2026-11-23", "07:00"))["weekly"] == "2026-11-23"
    assert slots(at("2026-11-29", "23:59"))["weekly"] == "2026-11-23"


def reader(rhythm: Rhythm = Rhythm.DAILY, *tags: str, **fields: object) -> User:
    person: User = UserFactory(**fields)
    MailChoice.objects.create(user=person, rhythm=rhythm)
    Watch.objects.bulk_create([Watch(user=person, tag=tag) for tag in tags])
    return person


def round_of(rhythm: Rhythm = Rhythm.DAILY) -> DigestRun:
    now = dt.datetime.now(dt.UTC)
    return DigestRun.objects.create(
        rhythm=rhythm, slot="2026-01-01", since=now - dt.timedelta(hours=1), until=now + dt.timedelta(hours=1)
    )


def send(run: DigestRun) -> int:
    return digests.send(run.pk, 0, 2**62)


def test_a_reader_hears_of_what_they_follow_and_watch_in_their_language_and_once() -> None:
    area, category = AreaFactory(), CategoryFactory()
    in_area = ProposalFactory(area=area, title="Alueella")
    in_category = ProposalFactory(category=category, title="Aiheesta")
    followed = ProposalFactory(title="Seurattu")
    ProposalFactory(title="Muu")
    person = reader(Rhythm.DAILY, f"area:{area.pk}", f"category:{category.pk}", language="sv")
    reader(Rhythm.NONE, f"area:{area.pk}")
    tracks.follow(actor=person, track=followed.track)
    Milestone.objects.create(track=followed.track, date="2026-05-01", title_sv="Bygget har börjat")
    run = round_of()
    assert (send(run), send(run)) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert [title for title in ("Alueella", "Aiheesta", "Seurattu", "Muu") if title in sent.body] == [
        "Alueella",
        "Aiheesta",
        "Seurattu",
    ]
    assert "Bygget har börjat" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {str(one.pk) for one in (in_area, in_category)} <= set(sent.body.replace("/", " ").split())
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(run=run, choice=person.mail_choice)


def test_hidden_proposals_are_no_news_and_nothing_new_is_no_mail() -> None:
    category = CategoryFactory()
    hidden = ProposalFactory(category=category)
    reader(Rhythm.DAILY, f"category:{category.pk}")
    Proposal.objects.filter(pk=hidden.pk).update(hidden_at=dt.datetime.now(dt.UTC), hidden_reason="hate")
    assert (send(round_of()), mail.outbox) == (0, [])


def test_one_click_stops_the_news_and_looking_at_the_link_does_not(client: Client) -> None:
    person = reader(Rhythm.WEEKLY)
    address = f"/me/mails/stop/{person.mail_choice.stop_token}/"
    assert client.get(address).status_code == 200
    assert MailChoice.objects.get().rhythm == Rhythm.WEEKLY
    for _again in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailChoice.objects.get().rhythm == Rhythm.NONE
    assert client.post("/me/mails/stop/unknown/").status_code == 404


def test_many_readers_are_spread_over_time_and_a_round_is_planned_once() -> None:
    DigestRun.objects.create(
        rhythm=Rhythm.DAILY,
        slot="2026-11-23",
        since=at("2026-11-22", "07:00"),
        until=at("2026-11-23", "07:00"),
    )
    people = User.objects.bulk_create([User(email=f"lukija{n}@kuvala.example") for n in range(450)])
    MailChoice.objects.bulk_create([MailChoice(user=one, rhythm=Rhythm.DAILY) for one in people])
    now = at("2026-11-24", "07:03")
    assert "daily" in {run.rhythm for run in digests.plan(now)}
    assert "daily" not in {run.rhythm for run in digests.plan(now + dt.timedelta(minutes=1))}
    rows = ProcrastinateJob.objects.filter(task_name="followup.send_digests").order_by("id")
    assert [(row.queue_name, row.priority, row.scheduled_at - now) for row in rows] == [
        ("digests", -20, n * digests.APART) for n in range(3)
    ]


def test_letters_that_wait_go_before_a_digest_that_waited_longer() -> None:
    run = round_of()
    send_digests.defer(run_id=run.pk, first=1, last=2)
    tell_followers.defer(milestone_id=1)
    order = [row.task_name for row in _fetched()]
    assert order == ["followup.tell_followers", "followup.send_digests"]


def _fetched() -> list[ProcrastinateJob]:
    """The jobs in the order in which the queue itself gives them to a worker."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker = cursor.fetchone()[0]
        for _n in range(2):
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
            found.append(ProcrastinateJob.objects.get(pk=cursor.fetchone()[0]))
    return found


def refuse(code: int) -> object:
    def send(*_args: object, **_more: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"x": (code, b"no such user")})

    return send


def test_an_address_refused_for_good_is_tried_no_more_and_its_owner_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = UserFactory()
    proposal = ProposalFactory(state=State.SUBMITTED)
    tracks.follow(actor=person, track=proposal.track)
    first = Milestone.objects.create(track=proposal.track, date="2026-05-01", title_fi="Alku")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse(451))
        with pytest.raises(mails.SomeMailsFailed):
            mails.tell_followers(first.pk)
        assert posting.refused_since(person.email) is None
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse(550))
        assert mails.tell_followers(first.pk).sent == 0
    assert posting.refused_since(person.email) is not None
    second = Milestone.objects.create(track=proposal.track, date="2026-05-02", title_fi="Jatko")
    mails.tell_followers(second.pk)
    assert (send(round_of(Rhythm.EACH)), mail.outbox) == (0, [])
    client.force_login(person)
    assert client.get("/me/mails/").context["chosen"].bounces
    client.post("/me/mails/", {"rhythm": "each"})
    assert not choices.chosen_by(person).bounces
    assert posting.post(mails.mail(second, Follower.objects.get()))


def test_choosing_by_page_and_by_api(client: Client) -> None:
    person, area = UserFactory(), AreaFactory()
    tag = f"area:{area.pk}"
    assert client.get("/api/v1/me/mails/").status_code == 403
    client.force_login(person)
    assert client.post("/me/mails/", {"rhythm": "weekly", "tag": [tag, "own"]}).status_code == 302
    assert client.get("/api/v1/me/mails/").json() == {
        "rhythm": "weekly",
        "tags": [tag, "own"],
        "bounces": False,
    }
    wrong = client.post("/me/mails/", {"rhythm": "hourly", "tag": [tag]})
    assert (wrong.status_code, [row["value"] for row in wrong.context["tags"] if row["chosen"]]) == (
        400,
        [tag],
    )
    with pytest.raises(Invalid):
        choices.choose(actor=person, rhythm="daily", tags=["area:junk"])
    changed = client.put("/api/v1/me/mails/", {"rhythm": "none", "tags": []}, "application/json")
    assert changed.json() == {"rhythm": "none", "tags": [], "bounces": False}


def test_a_digest_costs_the_same_for_one_proposal_and_for_thirty() -> None:
    category = CategoryFactory()
    reader(Rhythm.DAILY, f"category:{category.pk}")
    counts = []
    for number, slot in ((1, "a"), (29, "b")):
        for _n in range(number):
            ProposalFactory(category=category)
        run = round_of()
        DigestRun.objects.filter(pk=run.pk).update(slot=slot)
        with CaptureQueriesContext(connection) as found:
            send(run)
        counts.append(len(found))
    assert counts[0] == counts[1]
