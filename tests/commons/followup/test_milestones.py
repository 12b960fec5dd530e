import io
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection, transaction
from PIL import Image
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.models import User
from commons.followup.domain import mails, milestones, tracks
from commons.followup.domain.mails import Outcome, SomeMailsFailed
from commons.followup.models import FollowReason, Milestone, Notice, Track
from commons.http.errors import Conflict, Invalid, NotAllowed, SignInNeeded
from tests.factories.accounts import UserFactory

from .conftest import TELL

pytestmark = pytest.mark.django_db

FI = {"fi": "Työt alkoivat", "sv": "Arbetet började", "en": "Work began"}


@pytest.fixture
def tell(official: User, track: Track) -> Callable[..., Milestone]:
    def tell(**fields: Any) -> Milestone:
        wish: dict[str, Any] = {
            "actor": official, "track": track, "permission": TELL, "target": None, "date": date(2026, 5, 4), "title": FI
        }  # fmt: skip
        return milestones.add(**wish | fields)

    return tell


def photo(*, mode: str = "RGB", size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> io.BytesIO:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera that knows where it is"
    Image.new(mode, size).save(file, kind, **({"exif": exif} if kind == "JPEG" else {}))
    file.seek(0)
    return file


def test_a_milestone_is_stored_whole(tell: Callable[..., Milestone], official: User, track: Track) -> None:
    milestone = tell(text={"fi": " Kaivinkone tuli. "}, spent=Decimal("1250.50"))

    milestone.refresh_from_db()
    assert {
        name: getattr(milestone, name)
        for name in (
            "track",
            "date",
            "title_fi",
            "title_sv",
            "title_en",
            "text_fi",
            "text_sv",
            "spent",
            "author",
        )
    } == {
        "track": track,
        "date": date(2026, 5, 4),
        "title_fi": "Työt alkoivat",
        "title_sv": "Arbetet började",
        "title_en": "Work began",
        "text_fi": "Kaivinkone tuli.",
        "text_sv": "",
        "spent": Decimal("1250.50"),
        "author": official,
    }


def test_the_owners_permission_decides(tell: Callable[..., Milestone]) -> None:
    with pytest.raises(NotAllowed):
        tell(actor=UserFactory())
    with pytest.raises(SignInNeeded):
        tell(actor=AnonymousUser())
    with pytest.raises(LookupError):
        tell(permission="tests.nobody_wrote_this")

    assert not Milestone.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": {"fi": " ", "sv": ""}}, ["title_fi"]),
        ({"title": {"sv": "x" * 161}}, ["title_sv"]),
        ({"text": {"en": "x" * 5001}}, ["text_en"]),
        ({"spent": Decimal(-1)}, ["spent"]),
        ({"spent": Decimal("NaN")}, ["spent"]),
        ({"spent": Decimal(10) ** 12}, ["spent"]),
        ({"picture": io.BytesIO(b"not a picture")}, ["picture_alt_fi"]),
        ({"picture": io.BytesIO(b"not a picture"), "picture_alt": {"fi": "Kuva"}}, ["picture"]),
        ({"title": {}, "spent": Decimal(-1)}, ["spent", "title_fi"]),
    ],
)
def test_what_does_not_fit_is_named(
    tell: Callable[..., Milestone], fields: dict[str, Any], wrong: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        tell(**fields)

    assert sorted(refusal.value.fields) == wrong
    assert not Milestone.objects.exists()


def test_too_large_a_picture_is_refused(tell: Callable[..., Milestone]) -> None:
    with pytest.raises(Invalid) as refusal:
        tell(picture=io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), picture_alt={"fi": "Kuva"})

    assert list(refusal.value.fields) == ["picture"]


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "JPEG"), ("RGBA", "PNG"), ("L", "PNG"), ("P", "GIF"), ("LA", "PNG")]
)
def test_pictures_are_made_small_and_lose_what_the_camera_wrote(
    tell: Callable[..., Milestone], mode: str, kind: str
) -> None:
    milestone = tell(picture=photo(mode=mode, kind=kind, size=(3200, 1600)), picture_alt={"fi": "Kaivinkone"})

    with Image.open(milestone.picture.path) as stored:
        assert (stored.format, stored.size, dict(stored.getexif())) == ("JPEG", (1600, 800), {})


def test_the_same_key_gives_the_first(tell: Callable[..., Milestone]) -> None:
    key = uuid4()
    first = tell(key=key)

    assert tell(key=key, title={"fi": "Toinen"}) == first
    with pytest.raises(Conflict):
        tell(key=key, track=Track.objects.create())
    assert Milestone.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_store_one_milestone_and_one_picture(
    tell: Callable[..., Milestone], settings: Any
) -> None:
    key, found, faults = uuid4(), [], []
    barrier = threading.Barrier(4)

    def click() -> None:
        try:
            barrier.wait()
            found.append(tell(key=key, picture=photo(), picture_alt={"fi": "Kuva"}).pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert faults == []
    assert found == [Milestone.objects.get().pk] * 4
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))) == 1


def test_the_job_is_stored_with_the_milestone_or_not_at_all(tell: Callable[..., Milestone]) -> None:
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()

    milestone = tell()
    jobs = ProcrastinateJob.objects.values_list("task_name", "args")
    assert list(jobs) == [("followup.tell_followers", {"milestone_id": milestone.pk})]


@pytest.mark.django_db(transaction=True)
def test_a_worker_mails_the_followers(tell: Callable[..., Milestone], track: Track, owner: None) -> None:
    tracks.follow(actor=UserFactory(email="a@kuvala.example"), track=track)
    tell()

    worker = app.with_connector(app.connector.get_worker_connector())
    with worker.replace_connector(worker.connector):
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["a@kuvala.example"], "Leikkipuisto: Työt alkoivat")
    ]
    ours = ProcrastinateJob.objects.filter(
        task_name="followup.tell_followers"
    )  # the worker runs periodic ones too
    assert list(ours.values_list("status", flat=True)) == ["succeeded"]


def test_each_follower_is_mailed_once_in_their_language(
    tell: Callable[..., Milestone], track: Track, owner: None
) -> None:
    for language in ("fi", "sv", "en"):
        user = UserFactory(language=language, email=f"{language}@kuvala.example")
        tracks.follow(actor=user, track=track, reason=FollowReason.SUPPORTER)
    stopped = UserFactory()
    tracks.follow(actor=stopped, track=track)
    tracks.stop(actor=stopped, track=track)
    tracks.follow(actor=UserFactory(is_active=False), track=track)
    milestone = tell()

    assert mails.tell_followers(milestone.pk) == Outcome(sent=3)
    assert mails.tell_followers(milestone.pk) == Outcome()

    assert [(message.to[0], message.subject) for message in mail.outbox] == [
        ("fi@kuvala.example", "Leikkipuisto: Työt alkoivat"),
        ("sv@kuvala.example", "Lekpark: Arbetet började"),
        ("en@kuvala.example", "Playground: Work began"),
    ]
    assert Notice.objects.count() == 3


def test_the_mail_says_what_why_and_how_to_stop(
    tell: Callable[..., Milestone], track: Track, owner: None, settings: Any
) -> None:
    settings.SITE_URL = "https://raati.kuvala.example"
    reader = UserFactory(language="en")
    follower = tracks.follow(actor=reader, track=track, reason=FollowReason.SUPPORTER)
    milestone = tell(
        text={"en": "The <digger> came & went."},
        spent=Decimal(12500),
        picture=photo(),
        picture_alt={"en": "A digger"},
    )

    mails.tell_followers(milestone.pk)

    [message] = mail.outbox
    stop = f"https://raati.kuvala.example/follow/stop/{follower.stop_token}/"
    html = message.alternatives[0].content
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in ("Work began", "12\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}€", "You supported the proposal", stop,
                 f"https://raati.kuvala.example/proposals/{track.pk}/", "A digger", milestone.picture.url):  # fmt: skip
        assert part in message.body
        assert part in html
    assert "The <digger> came & went." in message.body
    assert "The &lt;digger&gt; came &amp; went." in html
    assert 'lang="en"' in html


def test_a_title_on_two_lines_makes_one_subject(tell: Callable[..., Milestone], track: Track) -> None:
    tracks.follow(actor=UserFactory(), track=track)

    mails.tell_followers(tell(title={"fi": "Työt\nBcc: x@y.example"}).pk)

    assert mail.outbox[0].subject.endswith(": Työt Bcc: x@y.example")


def test_mails_that_failed_are_sent_by_the_next_run_and_the_others_not_again(
    tell: Callable[..., Milestone], track: Track, owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("good", "bad"):
        tracks.follow(actor=UserFactory(email=f"{name}@kuvala.example"), track=track)
    milestone = tell()

    def broken(milestone: Milestone, follower: Any) -> Any:
        if follower.user.email.startswith("bad"):
            raise ConnectionRefusedError
        return whole(milestone, follower)

    whole = mails.mail
    monkeypatch.setattr(mails, "mail", broken)
    with pytest.raises(SomeMailsFailed, match="1 of 2"):
        mails.tell_followers(milestone.pk)
    monkeypatch.setattr(mails, "mail", whole)

    assert mails.tell_followers(milestone.pk) == Outcome(sent=1)
    assert [message.to[0] for message in mail.outbox] == ["good@kuvala.example", "bad@kuvala.example"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_once(tell: Callable[..., Milestone], track: Track, owner: None) -> None:
    for _ in range(10):
        tracks.follow(actor=UserFactory(), track=track)
    milestone = tell()
    outcomes = []

    def job() -> None:
        try:
            outcomes.append(mails.tell_followers(milestone.pk))
        finally:
            connection.close()

    jobs = [threading.Thread(target=job) for _ in range(3)]
    for thread in jobs:
        thread.start()
    for thread in jobs:
        thread.join()

    assert sum(outcome.sent for outcome in outcomes) == 10
    assert len(mail.outbox) == 10


def test_a_milestone_that_is_gone_mails_nobody() -> None:
    assert mails.tell_followers(0) == Outcome()


def test_a_track_without_an_owner_still_has_a_mail(tell: Callable[..., Milestone], track: Track) -> None:
    tracks.follow(actor=UserFactory(language="en"), track=track)

    mails.tell_followers(tell().pk)

    assert mail.outbox[0].subject == "Something that you follow: Work began"
