"""Hearing how a year's funded projects go, without an account: ask, confirm by the mail's link, be told, stop."""

import datetime as dt
import re
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.followup.domain import outside_news
from commons.followup.models import OutsideRun
from proposals.domain import outcome, year_news
from proposals.domain.errors import UnknownNewsLink
from proposals.domain.execution import plan
from proposals.models import DelayReason, Proposal, State, YearReader
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db
AINO = "aino@example.org"


@pytest.fixture(autouse=True)
def forgetful() -> None:
    cache.clear()


def link(message: Any) -> str:
    return re.findall(r"https?://[^/]+(/news/\S+)", str(message.body))[0]


def reader_of(
    town: Town, address: str = AINO, language: str = "fi", areas: tuple[int, ...] = ()
) -> YearReader:
    year_news.ask(network="192.0.2.1", cycle=town.cycle, address=address, language=language, areas=areas)
    return year_news.confirm(word=link(mail.outbox.pop()).split("/")[-2])


def test_nothing_is_stored_before_the_link_is_opened_and_one_click_deletes_it(
    client: Client, town: Town
) -> None:
    url = f"/years/{town.cycle.slug}/news/"
    assert client.get(url).status_code == 200
    asked = client.post(url, {"address": AINO, "area": [town.harjula.pk]}, headers={"accept-language": "sv"})
    (message,) = mail.outbox
    assert (asked.status_code, message.to, message.extra_headers["Content-Language"]) == (200, [AINO], "sv")
    assert client.get(link(message)).status_code == 200
    assert not YearReader.objects.exists()  # a program that opens links ahead of its reader confirms nothing

    page = client.post(link(message))

    kept = YearReader.objects.get()
    assert (kept.address, kept.language, kept.areas) == (AINO, "sv", [town.harjula.pk])
    assert (page.status_code, kept.stop_word in page.content.decode()) == (200, False)
    assert client.get(f"/news/{kept.stop_word}/").status_code == 200
    assert YearReader.objects.exists()
    # Mail programs send the click without a cookie.
    one_click = Client(enforce_csrf_checks=True)
    assert one_click.post(f"/news/{kept.stop_word}/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not YearReader.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"address": "aino"}, "address"),
        ({"address": "a@b.fi\x00"}, None),
        ({"address": AINO, "area": "999999"}, "areas"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    client: Client, town: Town, sent: dict[str, str], field: str | None
) -> None:
    page = client.post(f"/years/{town.cycle.slug}/news/", sent)
    if field is None:
        assert (page.status_code, mail.outbox[0].to) == (200, ["a@b.fi"])
    else:
        assert (page.status_code, list(page.context["refusal"].fields)) == (400, [field])
        assert sent["address"] in page.content.decode()
        assert not mail.outbox


def test_an_address_is_asked_once_in_ten_minutes_and_a_network_thirty_times_an_hour(
    client: Client, town: Town
) -> None:
    url = f"/years/{town.cycle.slug}/news/"
    assert [client.post(url, {"address": AINO}).status_code for _time in range(3)] == [200] * 3
    assert len(mail.outbox) == 1
    found = [client.post(url, {"address": f"a{number}@example.org"}).status_code for number in range(28)]
    assert found == [200] * 27 + [429]
    assert client.post(url, {"address": AINO, "website": "spam"}).status_code == 200
    assert client.get("/years/ei-ole/news/").status_code == 404
    CycleFactory(slug="salainen", is_published=False)
    assert client.post("/years/salainen/news/", {"address": AINO}).status_code == 404


def test_a_link_of_ours_alone_works_and_for_a_week(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("x", "ä", Fernet(Fernet.generate_key()).encrypt(b"{}").decode()):
        assert client.get(f"/news/confirm/{word}/").status_code == 404
        assert client.post(f"/news/confirm/{word}/").status_code == 404
    year_news.ask(network="192.0.2.1", cycle=town.cycle, address=AINO, language="fi")
    monkeypatch.setattr(year_news, "LINK_LASTS", dt.timedelta(seconds=-1))
    with pytest.raises(UnknownNewsLink):
        year_news.confirm(word=link(mail.outbox[0]).split("/")[-2])
    assert client.post("/news/ei-tunneta/").status_code == 302


def test_confirming_again_changes_what_was_asked_and_stores_once(town: Town) -> None:
    first = reader_of(town)
    cache.clear()
    second = reader_of(town, AINO.upper(), language="en", areas=(town.harjula.pk,))
    assert (first.pk, second.language, second.areas) == (second.pk, "en", [town.harjula.pk])


def test_the_same_through_the_api(town: Town) -> None:
    api = APIClient()
    asked = api.post(
        f"/api/v1/cycles/{town.cycle.slug}/news/", {"address": AINO, "language": "en"}, format="json"
    )
    word = link(mail.outbox[0]).split("/")[-2]
    kept = api.post("/api/v1/year-news/confirm/", {"word": word}, format="json")
    assert (asked.status_code, kept.status_code, YearReader.objects.count()) == (202, 200, 1)
    assert api.post("/api/v1/year-news/stop/", kept.json(), format="json").status_code == 204
    assert not YearReader.objects.exists()
    refused = api.post(f"/api/v1/cycles/{town.cycle.slug}/news/", {"address": "aino"}, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["address"])
    assert (
        api.post("/api/v1/year-news/confirm/", {"word": "x"}, format="json").json()["code"]
        == "unknown-news-link"
    )


def project(town: Town, state: State, area: Any = None, **fields: Any) -> Proposal:
    made: Proposal = BallotProposalFactory(
        cycle=town.cycle, area=area or town.harjula, category=town.category, state=state, **fields
    )
    return made


def test_start_delay_and_done_are_told_by_area_in_the_readers_language(town: Town) -> None:
    elsewhere = AreaFactory(parent=town.cycle.area)
    everything = reader_of(town, language="sv")
    here, there = (
        reader_of(town, "b@example.org", areas=(town.harjula.pk,)),
        reader_of(town, "c@example.org", areas=(elsewhere.pk,)),
    )
    actor = official(Role.COORDINATOR)
    started, late = (
        project(town, State.CONFIRMED, title="Laituri"),
        project(town, State.UNDER_WAY, title="Penkki"),
    )
    done = project(town, State.UNDER_WAY, title="Valot", area=elsewhere)
    whole = project(town, State.UNDER_WAY, title="Reitti", area=town.cycle.area)
    now = dt.datetime.now(dt.UTC)
    outcome.start(actor=actor, proposal=started)
    soon = timezone.localdate() + dt.timedelta(days=40)
    plan.delay(actor=actor, proposal=late, reason=DelayReason.PERMIT, expected_end=soon)
    for one in (done, whole):
        outcome.finish(actor=actor, proposal=one)
    BallotProposalFactory(title="Toinen vuosi")
    hour = dt.timedelta(hours=1)
    run = OutsideRun.objects.create(day=now.date(), since=now - hour, until=now + hour)

    assert outside_news.send(run.pk) == 3

    told = {sent.to[0]: sent.body for sent in mail.outbox}
    titles = ("Laituri", "Penkki", "Valot", "Reitti")
    assert {address: [title for title in titles if title in body] for address, body in told.items()} == {
        everything.address: [*titles],
        here.address: ["Laituri", "Penkki", "Reitti"],
        there.address: ["Valot", "Reitti"],
    }
    assert "Arbetet har börjat" in told[AINO]
    assert f"/news/{here.stop_word}/" in told[here.address]


def test_addresses_of_years_long_over_are_forgotten(town: Town) -> None:
    reader_of(town)
    assert year_news.drop_old() == 0
    town.cycle.phases.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    if not town.cycle.phases.exists():
        town.cycle.phases.create(kind="vote", opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    assert year_news.drop_old() == 1
