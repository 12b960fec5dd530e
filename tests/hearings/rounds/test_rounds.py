"""Organisations: asked once in their language, reminded once, counted without telling a single note."""

import json
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed
from commons.http.rate import TooOften
from hearings.domain import notes
from hearings.domain.errors import WrongState
from hearings.domain.paper import cards, codes, keying
from hearings.domain.rounds import lists, organisations, sending
from hearings.domain.rounds.errors import NothingToSend, Withdrawn
from hearings.models import (
    CardState,
    Contribution,
    Hearing,
    HearingState,
    Mailing,
    MailingKind,
    Organisation,
)
from tests.factories.hearings import open_hearing
from tests.hearings.api.test_two_doors import API, body, door
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in
from tests.loopback_smtp import mail_server

pytestmark = pytest.mark.django_db

LIST = (
    "Eläkeläiset; elake@example.org; fi\nFöreningen; info@example.org; sv\nEnglish club; club@example.org; en"
)


def wanted(text: str = LIST) -> list[lists.Wanted]:
    return lists.read(text, languages=("fi", "sv", "en"), known=()).good


@pytest.fixture
def asked(hall: Hall, coordinator: User) -> list[Organisation]:
    organisations.add(actor=coordinator, hearing=hall.hearing, wanted=wanted())
    organisations.ask(actor=coordinator, hearing=hall.hearing, card_count=10)
    return list(Organisation.objects.order_by("pk"))


def send_all() -> list[bool]:
    return [sending.send(pk) for pk in Mailing.objects.order_by("pk").values_list("pk", flat=True)]


def test_a_list_is_added_once(hall: Hall, coordinator: User) -> None:
    first = organisations.add(actor=coordinator, hearing=hall.hearing, wanted=wanted())
    again = organisations.add(actor=coordinator, hearing=hall.hearing, wanted=wanted())
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(hearing=hall.hearing, name="X", email="ELAKE@example.org")

    assert (first, again, Organisation.objects.count()) == (3, 0, 3)


def test_mails_are_planned_one_after_the_other_and_each_is_sent_once(asked: list[Organisation]) -> None:
    jobs = ProcrastinateJob.objects.filter(task_name="hearings.send_to_organisation").order_by("pk")
    times = [job.scheduled_at for job in jobs]
    gaps = {round((later - before).total_seconds()) for before, later in pairwise(times)}
    assert gaps == {sending.SECONDS_BETWEEN}
    assert send_all() == [True, True, True]
    assert send_all() == [False, False, False]

    assert [one.to for one in mail.outbox] == [
        ["elake@example.org"],
        ["info@example.org"],
        ["club@example.org"],
    ]


def test_the_mail_speaks_the_language_of_the_organisation_and_holds_its_link_code_and_cards(
    asked: list[Organisation],
) -> None:
    send_all()
    finnish, swedish, english = mail.outbox
    assert (finnish.subject, swedish.subject) != (english.subject, english.subject)
    assert "Invånarnas november" in swedish.subject
    assert "Residents’ November" in english.subject
    for one, message in zip(asked, mail.outbox, strict=True):
        run = one.card_runs.get()
        assert sending.link_of(one) in message.body
        assert f"{run.first}–{run.last}" in message.body
        assert one.stop_token in message.extra_headers["List-Unsubscribe"]
        assert one.stop_token not in sending.link_of(one)
        assert [name for name, _content, _kind in message.attachments] == ["qr.png"]


def test_cards_of_an_organisation_are_given_out_and_can_be_printed_from_its_link(
    asked: list[Organisation],
) -> None:
    run = asked[1].card_runs.get()
    answer = Client().get(f"/o/{asked[1].token}/cards.pdf")

    assert set(run.cards.values_list("state", flat=True)) == {CardState.GIVEN}
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert Client().get(f"/o/{asked[1].token}/qr.svg")["Content-Type"] == "image/svg+xml"


def test_a_real_mail_server_that_holds_back_gets_it_at_the_next_try(
    asked: list[Organisation], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.down = True
        mailing = Mailing.objects.order_by("pk")[0]
        with pytest.raises(Exception, match="451"):
            sending.send(mailing.pk)
        mailing.refresh_from_db()
        assert (mailing.sent_at, server.mails) == (None, [])
        server.down = False
        assert sending.send(mailing.pk)
        assert not sending.send(mailing.pk)

    assert [one["To"] for one in server.mails] == ["elake@example.org"]
    kinds = {part.get_content_type() for part in server.mails[0].walk()}
    assert {"text/plain", "text/html", "image/png"} <= kinds


def test_who_gave_nothing_is_reminded_once(hall: Hall, coordinator: User, asked: list[Organisation]) -> None:
    Organisation.objects.filter(pk=asked[0].pk).update(answers=5)
    organisations.stop(token=asked[1].stop_token)

    assert organisations.remind(actor=coordinator, hearing=hall.hearing) == 1
    with pytest.raises(NothingToSend):
        organisations.remind(actor=coordinator, hearing=hall.hearing)
    with pytest.raises(NothingToSend):
        organisations.ask(actor=coordinator, hearing=hall.hearing)
    assert [one.organisation for one in Mailing.objects.filter(kind=MailingKind.REMINDER)] == [asked[2]]


def test_who_stopped_or_was_withdrawn_meanwhile_gets_nothing(
    coordinator: User, asked: list[Organisation]
) -> None:
    organisations.stop(token=asked[0].stop_token)
    organisations.withdraw(actor=coordinator, organisation=asked[1])
    with pytest.raises(Withdrawn):
        organisations.withdraw(actor=coordinator, organisation=asked[1])

    assert send_all() == [False, False, True]
    assert Organisation.objects.get(pk=asked[1].pk).email == ""


def test_mails_are_stopped_by_page_and_by_the_mail_program(asked: list[Organisation]) -> None:
    page, program = f"/o/stop/{asked[0].stop_token}/", f"/o/stop/{asked[1].stop_token}/"
    assert Client().get(page).status_code == 200
    asked[0].refresh_from_db()
    assert asked[0].stopped_at is None
    assert Client(enforce_csrf_checks=True).post(page).status_code == 302
    one_click = {"List-Unsubscribe": "One-Click"}
    assert Client(enforce_csrf_checks=True).post(program, one_click).status_code == 200

    assert [one.stopped_at is None for one in Organisation.objects.order_by("pk")] == [False, False, True]
    assert Client().get("/o/stop/nothing/").status_code == 404


def form(hall: Hall, text: str) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "question": hall.works.pk, "service_area": hall.elderly.pk, "text": text}


def test_a_link_that_was_passed_on_works_for_everybody_and_counts(
    hall: Hall, asked: list[Organisation]
) -> None:
    address = f"/o/{asked[0].token}/"
    for number in range(3):
        assert Client().get(address).status_code == 200
        assert Client().post(address, form(hall, f"Viesti {number}")).status_code == 302
    sent = form(hall, "Kahdesti")
    browser = Client()
    browser.post(address, sent)
    browser.post(address, sent)
    phone = door().post(f"{API}notes/", body(hall, round=asked[0].token))
    stranger = door().post(f"{API}notes/", body(hall, round="unknown", uuid=str(uuid4()), text="Muu"))
    asked[0].refresh_from_db()

    assert (phone.status_code, stranger.status_code) == (201, 201)
    assert asked[0].answers == 5
    assert asked[0].opened_at is not None
    assert sorted(Contribution.objects.values_list("channel", flat=True)) == ["organisation"] * 5 + ["phone"]


def test_a_link_of_another_hearing_does_not_count_there(hall: Hall, asked: list[Organisation]) -> None:
    other = open_hearing()
    sent = body(hall) | {
        "code": other.stations.get().code,
        "question": other.questions.first().pk,  # type: ignore[union-attr]
        "service_area": other.service_areas.first().pk,  # type: ignore[union-attr]
    }
    assert door().post(f"{API}notes/", sent | {"round": asked[0].token}).status_code == 201
    asked[0].refresh_from_db()

    assert asked[0].answers == 0


def test_a_link_that_was_withdrawn_goes_on_to_the_hearing(
    hall: Hall, coordinator: User, asked: list[Organisation]
) -> None:
    organisations.withdraw(actor=coordinator, organisation=asked[0])
    answer = Client().get(f"/o/{asked[0].token}/")

    assert answer["Location"] == f"/h/{hall.station.code}/"
    assert Client().get("/o/nowhere/").status_code == 404
    assert Client().get(f"/o/{asked[0].token}/cards.pdf").status_code == 404


def test_a_link_is_limited_however_many_phones_come(
    hall: Hall, asked: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "BY_ROUND", (2, 3600.0))
    writer = notes.Writer
    for number in range(2):
        notes.receive(
            actor=writer(device=f"d{number}"), hearing=hall.hearing, wording=hall.wording(), through=asked[0]
        )
    with pytest.raises(TooOften):
        notes.receive(
            actor=writer(device="d9"), hearing=hall.hearing, wording=hall.wording(), through=asked[0]
        )

    assert Contribution.objects.count() == 2


def test_nobody_learns_which_organisation_a_note_came_through(
    hall: Hall, coordinator: User, scribe: User, asked: list[Organisation]
) -> None:
    """An attacker with every role's pages, the API and a copy of the table of notes, who watches one note come in."""
    before = everything(hall, coordinator)
    Client().post(f"/o/{asked[0].token}/", form(hall, "Ainoa viesti"))
    run = asked[1].card_runs.get()
    pile = keying.start_pile(actor=scribe, hearing=hall.hearing, name="Pino", kind="postcard")
    sheet = keying.Sheet(uuid4(), "Kortti", codes.code_of(run.first), hall.works.pk, hall.elderly.pk)
    made = keying.key(actor=scribe, pile=pile, sheet=sheet)
    keying.check(actor=coordinator, keying=made, sheet=keying.Sheet(made.uuid, "Kortti"))
    after = everything(hall, coordinator)

    opened = [row | {"opened": False} for row in after]
    assert opened == before, "one note or card changes nothing that is told"
    columns = {field.column for field in Contribution._meta.concrete_fields}
    assert not columns & {"organisation_id", "round_id", "card_id", "token"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = "
            "'hearings_contribution'::regclass"
        )
        pointing = {name for (name,) in cursor.fetchall()}
    assert not pointing & {"hearings_card", "hearings_organisation", "hearings_cardrun", "hearings_mailing"}
    made.refresh_from_db()
    assert made.card_id is None
    runs = door(coordinator).get(f"{API}{hall.hearing.slug}/card-runs/").json()["results"]
    assert all(set(run["states"]) == {"printed", "spoilt"} for run in runs)


def everything(hall: Hall, coordinator: User) -> list[dict[str, Any]]:
    """What is told of organisations, without whether the link was opened."""
    answer = door(coordinator).get(f"{API}{hall.hearing.slug}/organisations/").json()["results"]
    return [row | {"opened": False} for row in answer]


def test_counts_are_told_in_steps_of_five() -> None:
    assert [organisations.stepped(number) for number in (0, 1, 4, 5, 9, 10, 14)] == [0, 0, 0, 5, 5, 10, 10]


def test_organisations_are_asked_while_the_hearing_is_open_by_coordinators(
    hall: Hall, coordinator: User, facilitator: User
) -> None:
    organisations.add(actor=coordinator, hearing=hall.hearing, wanted=wanted())
    with pytest.raises(NotAllowed):
        organisations.ask(actor=facilitator, hearing=hall.hearing)
    with pytest.raises(Invalid):
        organisations.ask(actor=coordinator, hearing=hall.hearing, card_count=101)
    Hearing.objects.filter(pk=hall.hearing.pk).update(state=HearingState.CLOSED)
    hall.hearing.refresh_from_db()
    with pytest.raises(WrongState):
        organisations.ask(actor=coordinator, hearing=hall.hearing)
    assert not Mailing.objects.exists()


def test_by_pages_a_list_is_looked_over_corrected_added_and_asked(hall: Hall, coordinator: User) -> None:
    client = signed_in(coordinator)
    base = "/desk/hearings/marraskuu/organisations/"
    text = LIST + "\nVäärä; vaara@\n"
    looked = client.post(f"{base}add/", {"list": text, "act": "look"})
    assert (len(looked.context["reading"].good), Organisation.objects.count()) == (3, 0)
    assert "Väärä; vaara@" in looked.content.decode()
    added = client.post(f"{base}add/", {"list": text, "act": "add"})
    assert (Organisation.objects.count(), added.context["form"].initial["list"]) == (3, "Väärä; vaara@")
    empty = client.post(f"{base}add/", {"list": " ", "act": "add"})
    assert (empty.status_code, set(empty.context["form"].errors)) == (400, {"list"})
    wrong = client.post(f"{base}ask/", {"kind": "postcard", "card_count": "monta"})
    assert (wrong.status_code, "monta" in wrong.content.decode()) == (400, True)
    client.post(f"{base}ask/", {"kind": "postcard", "card_count": "0"})
    page = client.get(base)
    assert (page.context["funnel"].asked, page.context["waiting"]) == (3, 3)
    client.post(f"{base}remind/")
    client.post(f"{base}{Organisation.objects.earliest('pk').pk}/withdraw/")

    assert Organisation.objects.filter(email="").count() == 1
    assert cards.runs_of(hall.hearing).count() == 0
    assert client.post(f"{base}999999/withdraw/").status_code == 404


def test_the_list_costs_the_same_for_three_and_for_thirty(
    hall: Hall, coordinator: User, asked: list[Organisation], django_assert_max_num_queries: Any
) -> None:
    text = "\n".join(f"a{number}@example.org" for number in range(30))
    organisations.add(actor=coordinator, hearing=hall.hearing, wanted=wanted(text))
    organisations.ask(actor=coordinator, hearing=hall.hearing, card_count=1)
    client = signed_in(coordinator)
    client.get("/desk/hearings/marraskuu/organisations/")
    with django_assert_max_num_queries(16):
        client.get("/desk/hearings/marraskuu/organisations/")


def test_the_same_through_the_api(hall: Hall, coordinator: User) -> None:
    here = f"{API}{hall.hearing.slug}/organisations/"
    client = door(coordinator)
    dry = client.post(here, {"list": LIST + "\nx", "dry": True}).json()
    assert (dry["added"], [line["number"] for line in dry["bad"]], Organisation.objects.count()) == (
        3,
        [4],
        0,
    )
    assert client.post(here, {"list": LIST}).json()["added"] == 3
    assert client.post(here, {"list": LIST}).json() == {"added": 0, "known": 3, "bad": []}
    assert client.post(f"{here}ask/", {"card_count": 2}).json() == {"mailed": 3}
    assert client.post(f"{here}remind/").json() == {"mailed": 3}
    first = client.get(here).json()["results"][0]
    assert client.delete(f"{here}{first['id']}/").status_code == 204
    gone = client.delete(f"{here}{first['id']}/")
    assert (gone.status_code, gone.json()["code"]) == (409, "organisation-withdrawn")
    assert json.dumps(client.get(here).json()).count("@") == 2
