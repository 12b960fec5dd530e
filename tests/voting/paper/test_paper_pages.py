"""The paper desk by page: one story from a station to the published account, and who may see what."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from commons.accounts.models import Role, User
from tests.factories.accounts import UserFactory, official
from tests.factories.paper import StationFactory
from tests.voting.paper.desk import Desk
from voting.models import Ballot, PaperBatch, PollingStation


def client(user: User | None) -> Client:
    found = Client(headers={"accept-language": "en"})
    if user:
        found.force_login(user)
    return found


def page(desk: Desk, rest: str = "") -> str:
    return f"/desk/votes/{desk.slug}/paper/{rest}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_a_station_to_the_published_account(desk: Desk) -> None:
    clerk, second, third = client(desk.clerk), client(desk.second), client(desk.third)
    words = {"name_en": "Harbour school", "address": "Satamatie 2", "hours_en": "Mon–Fri 10–18"}
    bad = clerk.post(page(desk, "stations/new/"), {"name_en": "Harbour school"})
    assert (bad.status_code, "Harbour school" in text(bad)) == (400, True)
    clerk.post(page(desk, "stations/new/"), words)
    station = PollingStation.objects.latest("pk")
    at = f"stations/{station.pk}/"
    today = timezone.localdate().isoformat()
    shift = {
        "shift-officer": desk.second.pk,
        "shift-day": today,
        "shift-begins": "10:00",
        "shift-ends": "18:00",
    }
    assert clerk.post(page(desk, at + "shifts/"), shift).status_code == 302
    area = desk.election.cycle.area_id
    pdf = clerk.post(page(desk, at + "print/"), {"print-area": area, "print-size": "4"})
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    out = {"take-day": today, "take-first": desk.serial(13), "take-last": desk.serial(16)}
    assert clerk.post(page(desk, at + "take-out/"), out).status_code == 302
    day = station.days.get()
    held = f"days/{day.pk}/"
    clerk.post(page(desk, held + "back/"), {"back-state": "unused", "back-first": desk.serial(16)})
    clerk.post(page(desk, held + "given-out/"), {"given-number": "3"})
    clerk.post(page(desk, held + "batches/"), {"box-officer": desk.second.pk, "box-size": "3"})
    batch = PaperBatch.objects.get()
    on = f"batches/{batch.number}/"

    wrong = clerk.post(page(desk, on + "key/"), {"serial": desk.serial(13), "line": "4711", "void": ""})
    assert (wrong.status_code, desk.serial(13) in text(wrong), "4711" in text(wrong)) == (400, True, True)
    for keyer, last in ((clerk, desk.line(2)), (second, desk.line(1))):
        for number, line in ((13, desk.line(0)), (14, desk.line(0, 1)), (15, last)):
            sent = {"serial": desk.serial(number), "line": line, "void": ""}
            assert keyer.post(page(desk, on + "key/"), sent).status_code == 200
        assert keyer.post(page(desk, on + "finish/")).status_code == 302
    assert "You have keyed this batch already" in text(clerk.get(page(desk, on + "key/"), follow=True))

    settle = {"line": desk.line(2), "void": "", "reason": "The cross is at the third."}
    assert second.post(page(desk, on + "settle/15/"), {**settle, "reason": ""}).status_code == 400
    assert third.post(page(desk, on + "settle/15/"), settle).status_code == 302
    assert "3 ballots are in the box." in text(third.post(page(desk, on + "accept/"), follow=True))
    assert Ballot.objects.count() == 3
    clerk.post(page(desk, held + "close/"))
    clerk.post(page(desk, "reconcile/"))

    shown = text(client(None).get(f"/vote/{desk.slug}/paper/"))
    assert "Harbour school" in shown
    assert "Harbour school" in text(client(None).get(f"/vote/{desk.slug}/stations/"))
    for path in ("", at, held, on):
        assert clerk.get(page(desk, path)).status_code == 200


def test_setting_a_batch_aside_by_page(desk: Desk) -> None:
    batch = desk.batch(size=1)
    on = f"batches/{batch.number}/"
    clerk, second = client(desk.clerk), client(desk.second)
    assert clerk.post(page(desk, on + "aside/"), {"aside-reason": ""}).status_code == 400
    clerk.post(page(desk, on + "aside/"), {"aside-reason": "Same hand"})
    assert "Same hand" in text(client(None).get(f"/vote/{desk.slug}/paper/"))
    clerk.post(page(desk, on + "aside/"), {"aside-reason": "All voters asked", "back": "1"})
    clerk.post(page(desk, on + "let-back/"))
    batch.refresh_from_db()
    assert batch.is_quarantined
    second.post(page(desk, on + "let-back/"))
    batch.refresh_from_db()
    assert not batch.is_quarantined


def test_a_photograph_by_page_is_for_officials_only(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    out.seek(0)
    out.name = "lippu.png"
    on = f"batches/{desk.batch().number}/"
    client(desk.clerk).post(page(desk, on + "photos/"), {"photo-image": out})
    kept = PaperBatch.objects.get().photos.get()
    address = page(desk, f"{on}photos/{kept.pk}/")
    assert client(desk.clerk).get(address).headers["Content-Type"] == "image/jpeg"
    assert client(UserFactory()).get(address).status_code == 403
    assert client(desk.clerk).post(page(desk, on + "photos/"), {}).status_code == 400


@pytest.mark.parametrize("role", [None, *Role])
def test_who_comes_to_the_paper_desk(desk: Desk, role: Role | None) -> None:
    who = client(official(role) if role else None)
    batch = desk.batch()
    at, held, on = f"stations/{desk.station.pk}/", f"days/{desk.day.pk}/", f"batches/{batch.number}/"
    reads = {who.get(page(desk, path)).status_code for path in ("", at, held, on)}
    writes = {
        who.post(page(desk, path)).status_code
        for path in (at + "shifts/", at + "print/", at + "take-out/", held + "back/", held + "batches/")
    }
    keys = who.get(page(desk, on + "key/")).status_code
    official_ = role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER)
    clerk = role in (Role.COORDINATOR, Role.VOTE_CLERK)
    denied = 403 if role else 302
    assert reads == ({200} if official_ else {denied})
    assert writes == ({400} if clerk else {denied})
    assert keys == (200 if clerk else 302 if official_ or role is None else 403)


def test_junk_is_answered_kindly(desk: Desk) -> None:
    clerk = client(desk.clerk)
    batch = desk.batch()
    on = f"batches/{batch.number}/"
    assert clerk.get(page(desk, on + "key/?sheet=99999999999999")).status_code == 200
    for path in (
        "batches/99999999/",
        "stations/999999999/",
        "days/999999999/",
        on + "settle/3/",
        on + "photos/9/",
    ):
        assert clerk.get(page(desk, path)).status_code == 404
    junk = {"serial": "\x00", "line": "\x00", "void": "x"}
    assert clerk.post(page(desk, on + "key/"), junk).status_code == 400


def test_the_desk_costs_the_same_for_one_station_and_for_thirty(desk: Desk) -> None:
    clerk = client(desk.clerk)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert clerk.get(page(desk)).status_code == 200
        return len(seen)

    queries()
    few = queries()
    StationFactory.create_batch(29, election=desk.election)
    for _number in range(5):
        desk.batch()
    assert queries() == few
