"""The plenary through its doors: the phone's plain form, the console's plain forms, and the API."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone, translation

from commons.accounts.models import User
from hearings.models import Ballot, DevelopmentProposal, Plenary, Round
from tests.factories.hearings import ThemeFactory
from tests.factories.plenary import open_vote, proposals, running
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def test_the_phone_votes_by_a_plain_form_and_changes_its_mind(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    client = Client()
    assert client.get(f"/h/{hall.station.code}/vote/")["Location"].endswith(f"/plenary/{plenary.pk}/vote/")
    address = f"/hearings/marraskuu/plenary/{plenary.pk}/vote/"
    assert client.get(address).context["vote"] is None
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "dots", [one, two])
    client.get(address)
    sent = {"vote": vote.pk, f"option-{one.pk}": "2", f"option-{two.pk}": "1"}
    assert client.post(address, sent).status_code == 302
    refused = client.post(address, sent | {f"option-{two.pk}": "3"})
    assert (refused.status_code, [one.typed for one in refused.context["options"]]) == (400, ["2", "3"])
    client.post(address, sent | {f"option-{one.pk}": "0"})
    assert Ballot.objects.get().choices == {str(two.pk): 1}
    assert Client().post(address, sent).status_code == 409
    assert client.post(address, {"vote": "junk"}).status_code == 409


def test_a_ballot_that_nobody_touched_is_not_cast_unless_it_is_meant_to_be_empty(
    hall: Hall, facilitator: User
) -> None:
    plenary = running(facilitator, hall.hearing)
    vote = open_vote(facilitator, plenary, "dots", proposals(facilitator, plenary, "Linja", "Penkit"))
    client = Client()
    address = f"/hearings/marraskuu/plenary/{plenary.pk}/vote/"
    untouched = {"vote": vote.pk, **{f"option-{pk}": "0" for pk in vote.options}}
    assert 'name="empty"' not in client.get(address).content.decode()
    asked = client.post(address, untouched)
    assert (asked.status_code, asked.context["refusal"].code) == (400, "empty-ballot")
    assert 'name="empty" value="1"' in asked.content.decode()
    by_api = f"/api/v1/hearings/plenary-votes/{vote.pk}/ballots/{UUID(int=9)}/"
    sent = client.put(by_api, {"choices": {}}, content_type="application/json")
    assert (sent.status_code, sent.json()["code"], Ballot.objects.count()) == (400, "empty-ballot", 0)
    assert client.post(address, untouched | {"empty": "1"}).status_code == 302
    other = Client()
    other.cookies["raati_hall"] = "a-phone"
    meant = {"choices": {}, "is_empty": True}
    assert other.put(by_api, meant, content_type="application/json").status_code == 204
    assert list(Ballot.objects.values_list("choices", flat=True)) == [{}, {}]


def test_the_console_leads_the_room_by_plain_forms(hall: Hall, facilitator: User) -> None:
    client = Client()
    client.force_login(facilitator, backend="django.contrib.auth.backends.ModelBackend")
    desk = "/desk/hearings/marraskuu/plenary/"
    wrong = client.post(f"{desk}new/", {"held_at": "junk"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (400, {"held_at"})
    made = client.post(f"{desk}new/", {"held_at": "2026-12-01T18:00"})
    plenary = Plenary.objects.get()
    assert made["Location"] == f"{desk}{plenary.pk}/"
    theme = ThemeFactory(hearing=hall.hearing)

    def do(**fields: Any) -> Any:
        return client.post(f"{desk}{plenary.pk}/do/", fields)

    assert do(act="start").status_code == 302
    do(act="theme", theme=theme.pk)
    do(act="write", title="Linja", text="", language="fi")
    do(act="write", title="Penkit", text="", language="fi")
    one, two = DevelopmentProposal.objects.all()
    refused = do(act="write", title="", text="Sanat pysyvät")
    assert (refused.status_code, "Sanat pysyvät" in refused.content.decode()) == (400, True)
    do(act="show", proposal=one.pk)
    do(act="show", proposal=two.pk)
    do(act="merge", into=one.pk, others=[two.pk])
    do(act="unmerge", proposal=two.pk)
    do(act="open_vote", kind="dots", options=[one.pk, two.pk], cap="3")
    assert Round.objects.get().options == [one.pk, two.pk]
    do(act="close_vote")
    do(act="line", text="Päätetty", is_decision="1")
    assert do(act="junk").status_code == 400
    assert do(act="item", item="junk").status_code == 400
    do(act="end")
    assert client.get(f"{desk}{plenary.pk}/").context["plenary"].state == "ended"
    for path in ("", "vote/", "minutes/"):
        assert Client().get(f"/hearings/marraskuu/plenary/{plenary.pk}/{path}").status_code == 200
    assert Client().get("/hearings/marraskuu/plenary/99999/").status_code == 404
    assert Client().get("/hearings/marraskuu/").context["plenaries"][0] == plenary


def test_the_console_says_in_words_when_an_item_runs_over(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    client = Client()
    client.force_login(facilitator, backend="django.contrib.auth.backends.ModelBackend")
    console = f"/desk/hearings/marraskuu/plenary/{plenary.pk}/"

    def page() -> str:
        with translation.override("en"):
            return client.get(console, headers={"Accept-Language": "en"}).content.decode()

    first = plenary.items.get(pk=plenary.item_id)
    until = timezone.localtime(first.started_at + dt.timedelta(minutes=first.minutes))
    assert f"Planned until {until:%H.%M}</item-due>" in page()
    plenary.items.filter(pk=first.pk).update(started_at=first.started_at - dt.timedelta(hours=1))
    until -= dt.timedelta(hours=1)
    assert f"Over time: planned until {until:%H.%M}</item-due>" in page()
    told = client.get(f"/api/v1/hearings/plenaries/{plenary.pk}/").json()
    assert dt.datetime.fromisoformat(told["item_until"]) == until


def test_the_screen_shows_the_voting_address_as_a_picture_too(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    picture = f"/h/{hall.station.code}/vote/qr.svg"

    assert f'src="{picture}"' in Client().get(plenary.get_absolute_url()).content.decode()
    found = Client().get(picture)
    assert (found.status_code, found["Content-Type"]) == (200, "image/svg+xml")
    assert Client().get("/h/CCCCC/vote/qr.svg").status_code == 404


def test_the_api_does_the_same(hall: Hall, facilitator: User) -> None:
    client = Client()
    client.force_login(facilitator, backend="django.contrib.auth.backends.ModelBackend")
    base = "/api/v1/hearings/"
    json: dict[str, Any] = {"content_type": "application/json"}
    made = client.post(f"{base}marraskuu/plenaries/", {"held_at": "2026-12-01T18:00:00+02:00"}, **json).json()
    theme = ThemeFactory(hearing=hall.hearing)

    def do(**fields: Any) -> Any:
        return client.post(f"{base}plenaries/{made['id']}/acts/", fields, **json).json()

    assert [item["part"] for item in made["agenda"]][:2] == ["opening", "agenda"]
    do(act="start")
    do(act="theme", theme=theme.pk)
    for title in ("Linja", "Penkit"):
        do(act="write", title=title)
        do(act="show", proposal=DevelopmentProposal.objects.get(title=title).pk)
    options = list(DevelopmentProposal.objects.order_by("pk").values_list("pk", flat=True))
    vote = do(act="open_vote", kind="dots", options=options, cap=2)["vote"]
    room = Client()
    ballots = f"{base}plenary-votes/{vote['id']}/ballots/"
    uuid = UUID(int=7)
    body = {"choices": {str(options[0]): 2}}
    assert room.put(f"{ballots}{uuid}/", body, **json).status_code == 409
    room.cookies["raati_hall"] = "a-phone"
    assert room.put(f"{ballots}{uuid}/", body, **json).status_code == 204
    assert room.put(f"{ballots}{uuid}/", body, **json).status_code == 204
    assert room.put(f"{ballots}{uuid}/", {"choices": {"x": 1}}, **json).status_code == 400
    seen = Client().get(f"{base}plenaries/{made['id']}/").json()["vote"]
    assert (seen["ballots"], seen["results"], seen["is_open"]) == (1, [], True)
    assert do(act="close_vote")["vote"]["is_open"] is False
    found = Client().get(f"{base}plenaries/{made['id']}/minutes/").json()
    assert [line["kind"] for line in found["sections"][-1]["lines"]] == [
        "theme",
        "proposal",
        "proposal",
        "vote",
    ]
