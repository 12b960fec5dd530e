"""The ways in without an account: work of the browser, the trap, and how fast it goes without."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from commons.http.rate import TooOften
from commons.moderation.proof import Effort, Pace
from hearings.domain import doors, flags, stories, subscribing, synthesis
from hearings.domain.doors import Writer
from hearings.domain.notes import receive
from hearings.models import Channel, Contribution, Flag, Hearing, Story, Subscriber
from tests.factories.hearings import ContributionFactory
from tests.hearings.api.test_two_doors import API, body, door
from tests.hearings.conftest import Hall, effort_for, worked
from tests.hearings.pages.test_hall import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_once(hall: Hall) -> Hall:
    """A hearing that shows notes at once."""
    Hearing.objects.update(held_channels=[])
    hall.hearing.refresh_from_db()
    return hall


def test_a_note_without_work_waits_and_is_never_refused_for_it(at_once: Hall, writer: Writer) -> None:
    wording = [at_once.wording(f"Sana {number}") for number in range(4)]
    trapped = replace(writer, effort=Effort(trap="x", answer=effort_for("note", wording[2].uuid).answer))
    borrowed = worked(writer, wording[0])  # the same proof once more, for another note

    actors = [worked(writer, wording[0]), writer, trapped, borrowed]
    got = [
        receive(actor=actor, hearing=at_once.hearing, wording=one)
        for actor, one in zip(actors, wording, strict=True)
    ]

    assert [one.moderation for one in got[:3]] == ["shown", "held", "held"]
    assert all(one.receipt for one in got)
    assert Contribution.objects.count() == 4
    again = receive(actor=writer, hearing=at_once.hearing, wording=wording[0])
    assert (again.moderation, again.is_new) == ("shown", False)


def test_form_and_api_bring_the_work_along(at_once: Hall, client: Client) -> None:
    station, by_form, by_api = at_once.station, uuid4(), uuid4()
    page = client.get(f"/h/{station.code}/").content.decode()
    client.post(
        f"/h/{station.code}/",
        sent(at_once, uuid=str(by_form), answer=effort_for("note", by_form).answer),
    )
    client.post(f"/h/{station.code}/", sent(at_once, text="Ilman skriptiä"))
    answer = effort_for("note", by_api).answer
    for more in ({"uuid": str(by_api), "answer": answer}, {"uuid": str(uuid4()), "website": "x"}):
        assert door().post(f"{API}notes/", body(at_once, text=f"Rajapinta {more}", **more)).status_code == 201

    assert '<proof-of-work bits="' in page
    assert list(Contribution.objects.order_by("pk").values_list("moderation", flat=True)) == [
        "shown", "held", "shown", "held",
    ]  # fmt: skip


def test_a_stations_tablet_is_not_asked_but_has_its_own_pace(
    at_once: Hall, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "BY_TABLET", (2, 3600.0))
    wording = [at_once.wording(f"Sana {number}", channel=Channel.TABLET) for number in range(3)]
    for number in range(2):
        actor = Writer(f"tablet-{number}", "192.0.2.1")
        got = receive(actor=actor, hearing=at_once.hearing, wording=wording[number], station=at_once.station)
        assert got.moderation == "shown"
    with pytest.raises(TooOften):
        receive(actor=writer, hearing=at_once.hearing, wording=wording[2], station=at_once.station)
    elsewhere = receive(actor=writer, hearing=at_once.hearing, wording=wording[2])
    assert elsewhere.moderation == "held"  # no station: nobody's tablet


def test_without_work_one_network_goes_slower_and_others_go_on(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "PACE", Pace(proven=(100, 60.0), unproven=(2, 600.0)))
    for number in range(2):
        receive(
            actor=Writer(f"old-{number}", "192.0.2.1"),
            hearing=hall.hearing,
            wording=hall.wording(f"{number}"),
        )
    with pytest.raises(TooOften) as refused:
        receive(actor=Writer("old-3", "192.0.2.1"), hearing=hall.hearing, wording=hall.wording("3"))
    assert refused.value.wait == 300
    wording = hall.wording("Samasta salista")
    receive(actor=worked(Writer("new", "192.0.2.1"), wording), hearing=hall.hearing, wording=wording)
    receive(actor=Writer("old-4", "192.0.2.9"), hearing=hall.hearing, wording=hall.wording("4"))
    assert Contribution.objects.count() == 4


def test_a_story_is_taken_without_work_but_slower(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "PACE", Pace(proven=(100, 60.0), unproven=(1, 600.0)))
    told = [stories.Telling(uuid4(), f"Kertomus {number}") for number in range(3)]
    stories.tell(actor=Writer("a", "192.0.2.1"), hearing=hall.hearing, telling=told[0])
    with pytest.raises(TooOften):
        stories.tell(actor=Writer("b", "192.0.2.1"), hearing=hall.hearing, telling=told[1])
    worked_for = Writer("c", "192.0.2.1", effort=effort_for("story", told[2].uuid))
    assert stories.tell(actor=worked_for, hearing=hall.hearing, telling=told[2]).is_new
    # Other words under the same id are another story, which nobody has worked for.
    other = replace(told[2], text="Muuta")
    with pytest.raises(TooOften):
        stories.tell(actor=worked_for, hearing=hall.hearing, telling=other)
    assert Story.objects.count() == 2


def test_reports_and_asking_for_mails_go_slower_too_and_forget_machines(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Pace(proven=(100, 60.0), unproven=(1, 600.0))
    monkeypatch.setattr(flags, "BY_NETWORK", slow)
    monkeypatch.setattr(subscribing, "BY_NETWORK", slow)
    note = ContributionFactory(hearing=hall.hearing, moderation="shown")

    def flag(effort: Effort | None = None) -> str:
        uuid = uuid4()
        actor = Writer(uuid.hex, "192.0.2.1", effort=effort or effort_for("report", uuid))
        about = {"kind": "note", "pk": note.pk, "reason": "insult"}
        return flags.flag(actor=actor, hearing=hall.hearing, uuid=uuid, **about)

    def subscribe(effort: Effort) -> None:
        actor = Writer(uuid4().hex, "192.0.2.1", effort=effort)
        subscribing.subscribe(
            actor=actor, hearing=hall.hearing, address=f"{uuid4()}@kuvala.example", language="fi"
        )

    assert all([flag(), flag(), flag(Effort()), flag(Effort(trap="x"))])
    with pytest.raises(TooOften):
        flag(Effort())
    subscribe(Effort())
    subscribe(Effort(trap="x"))
    with pytest.raises(TooOften):
        subscribe(Effort())
    assert (Flag.objects.count(), Subscriber.objects.count()) == (3, 1)
    assert synthesis.admit is doors.admit
