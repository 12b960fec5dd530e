"""News to addresses without an account: one mail a morning, once, and nothing that an account hears anyway."""

import datetime as dt
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.followup import outside
from commons.followup.domain import choices, outside_news, tracks
from commons.followup.models import Follower, MailChoice, Milestone, OutsideRun, OutsideTold, Rhythm
from commons.followup.outside import Reader
from tests.factories.accounts import UserFactory
from tests.factories.places import AreaFactory
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db
TOWN = ZoneInfo("Europe/Helsinki")
AINO = "aino@example.org"


def wanting(monkeypatch: pytest.MonkeyPatch, *readers: Reader) -> None:
    def audience(track_ids: Collection[int]) -> Iterator[Reader]:
        yield from readers

    monkeypatch.setattr(outside, "_audiences", [audience])


def reader(*track_ids: int, address: str = AINO, why: str = "Pyysit.", language: str = "fi") -> Reader:
    return Reader(address, language, frozenset(track_ids), why, f"/news/{why[:3]}/")


def morning() -> OutsideRun:
    now = dt.datetime.now(dt.UTC)
    hour = dt.timedelta(hours=1)
    return OutsideRun.objects.create(day=now.date(), since=now - hour, until=now + hour)


def test_the_mails_begin_once_a_morning_at_seven_and_not_with_what_was_before() -> None:
    def at(day: str, hour: str) -> OutsideRun | None:
        return outside_news.plan(dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=TOWN))

    assert at("2026-11-23", "06:59") is None
    first = at("2026-11-23", "07:00")
    assert first is not None
    assert first.since == first.until
    assert at("2026-11-23", "07:15") is None
    second = at("2026-11-24", "09:30")
    assert second is not None
    assert second.since == first.until
    jobs = ProcrastinateJob.objects.filter(task_name="followup.tell_outside")
    assert [job.args["run_id"] for job in jobs.order_by("id")] == [first.pk, second.pk]


def test_who_wants_it_for_two_reasons_gets_one_mail_once_with_both_ways_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = ProposalFactory(title="Laituri"), ProposalFactory(title="Penkki")
    for proposal in (one, two):
        Milestone.objects.create(track=proposal.track, date="2026-05-01", title_sv="Bygget har börjat")
    wanting(
        monkeypatch,
        reader(one.track_id, language="sv", why="Året."),
        reader(one.track_id, two.track_id, address="AINO@example.org", language="sv", why="Hörande."),
        reader(address="muu@example.org"),
    )
    run = morning()
    assert (outside_news.send(run.pk), outside_news.send(run.pk)) == (1, 0)
    (told,) = mail.outbox
    assert (told.to, told.subject) == ([AINO], "Vad som blev av det: nytt om 2 projekt")
    assert told.body.count("Bygget har börjat") == 2
    assert all(words in told.body for words in ("Laituri", "Penkki", "Året.", "Hörande.", "/news/Hör/"))
    assert told.extra_headers["List-Unsubscribe"].endswith("/news/Åre/>")
    assert AINO not in OutsideTold.objects.get().who


def test_what_an_account_of_the_same_address_hears_is_not_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    area = AreaFactory()
    followed, watched, other = ProposalFactory(), ProposalFactory(area=area), ProposalFactory()
    every = [one.track_id for one in (followed, watched, other)]
    for track in every:
        Milestone.objects.create(track_id=track, date="2026-05-01", title_fi="Työ alkoi")
    following, watching, stopped, silent = (
        UserFactory(email=f"{name}@example.org")
        for name in ("Seuraaja", "katsoja", "lopettanut", "hiljainen")
    )
    for person in (following, stopped, silent):
        tracks.follow(actor=person, track=followed.track)
    Follower.objects.filter(user=stopped).update(stopped_at="2026-01-01T00:00Z")
    choices.choose(actor=watching, rhythm=Rhythm.WEEKLY, tags=[f"area:{area.pk}"])
    MailChoice.objects.create(user=silent, rhythm=Rhythm.NONE)
    wanting(
        monkeypatch,
        *(reader(*every, address=one.email.lower()) for one in (following, watching, stopped, silent)),
    )

    assert outside_news.send(morning().pk) == 4
    assert {sent.to[0]: sent.body.count("Työ alkoi") for sent in mail.outbox} == {
        "seuraaja@example.org": 2,
        "katsoja@example.org": 2,
        "lopettanut@example.org": 3,
        "hiljainen@example.org": 3,
    }


def test_a_mail_that_fails_is_tried_again_for_that_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = ProposalFactory()
    Milestone.objects.create(track=proposal.track, date="2026-05-01", title_fi="Työ alkoi")
    wanting(monkeypatch, reader(proposal.track_id), reader(proposal.track_id, address="b@example.org"))
    made = outside_news.mail
    down = {AINO}

    def failing(reasons: list[Reader], stories: object) -> object:
        if reasons[0].address in down:
            raise OSError
        return made(reasons, stories)  # type: ignore[arg-type]

    monkeypatch.setattr(outside_news, "mail", failing)
    run = morning()
    with pytest.raises(outside_news.SomeMailsFailed):
        outside_news.send(run.pk)
    down.clear()
    assert outside_news.send(run.pk) == 1
    assert [sent.to for sent in mail.outbox] == [["b@example.org"], [AINO]]
