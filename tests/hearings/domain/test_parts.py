"""Organisers, changed events and parts taken away: by verb, by page and by API, for coordinators."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from commons.accounts.models import Role, User
from commons.http.errors import Invalid
from hearings.domain import course, parts, setup
from hearings.domain.errors import WrongState
from hearings.domain.voice_errors import NoSuchPart
from hearings.models import Event, Hearing, Host
from tests.factories.accounts import official
from tests.factories.hearings import EventFactory, HearingFactory, QuestionFactory, ServiceAreaFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_several_organisations_hold_one_hearing_and_one_answers_for_the_data(
    client: Client, hall: Hall, coordinator: User
) -> None:
    for name, lead in (("Hyvinvointialue", True), ("Kunta", False), ("  Järjestöt   ry ", True)):
        parts.add_organiser(actor=coordinator, hearing=hall.hearing, name=name, is_lead=lead)
    hall.hearing.refresh_from_db()

    assert [(one.name, one.is_lead) for one in hall.hearing.organisers.all()] == [
        ("Järjestöt ry", True),
        ("Hyvinvointialue", False),
        ("Kunta", False),
    ]
    assert hall.hearing.hosts == "Järjestöt ry, Hyvinvointialue, Kunta"
    assert [str(one) for one in client.get("/hearings/marraskuu/").context["organisers"]] == [
        "Järjestöt ry",
        "Hyvinvointialue",
        "Kunta",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Host.objects.update(is_lead=True)
    made = setup.copy(actor=coordinator, hearing=hall.hearing, slug="uusi", fields={})
    assert made.organisers.count() == 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " \x00"}, "name"),
        ({"name": "Kunta"}, "name"),
        ({"name": "a" * 161}, "name"),
        ({"name": "Uusi", "url": "javascript:alert(1)"}, "url"),
    ],
)
def test_an_organiser_that_does_not_fit_is_refused(
    hall: Hall, coordinator: User, fields: dict[str, str], wrong: str
) -> None:
    parts.add_organiser(actor=coordinator, hearing=hall.hearing, name="Kunta")
    with pytest.raises(Invalid) as refused:
        parts.add_organiser(actor=coordinator, hearing=hall.hearing, **fields)  # type: ignore[arg-type]

    assert set(refused.value.fields) == {wrong}


def test_what_was_added_by_mistake_goes_again_while_it_is_prepared(hall: Hall, coordinator: User) -> None:
    hearing = HearingFactory(slug="uusi")
    area, question = ServiceAreaFactory(hearing=hearing), QuestionFactory(hearing=hearing)
    event = EventFactory(hearing=hearing)
    setup.add_station(actor=coordinator, hearing=hearing, event=event, service_area=area)
    for kind, row in (("service-areas", area), ("questions", question), ("events", event)):
        answer = door(coordinator).delete(f"{API}uusi/parts/{kind}/{row.pk}/")
        assert answer.status_code == 204, kind
        assert door(coordinator).delete(f"{API}uusi/parts/{kind}/{row.pk}/").status_code == 404
    assert not hearing.stations.filter(event__isnull=False).exists()
    with pytest.raises(WrongState):
        parts.remove(actor=coordinator, hearing=hall.hearing, kind="service-areas", pk=hall.elderly.pk)
    for kind, pk in (("hearings", 1), ("questions", hall.works.pk), ("questions", 2**70)):
        with pytest.raises(NoSuchPart):
            parts.remove(actor=coordinator, hearing=hearing, kind=kind, pk=pk)


def test_what_is_missing_is_said_in_words_and_leads_to_where_it_is_written(coordinator: User) -> None:
    hearing = HearingFactory(slug="uusi", title_sv="")
    area = ServiceAreaFactory(hearing=hearing, name_fi="Neuvola", name_sv="", name_en="Clinic")
    question = QuestionFactory(hearing=hearing)
    with translation.override("en"):
        found = [(gap.field, str(gap.words)) for gap in course.gaps(hearing)]
    desk = Client()
    desk.force_login(coordinator, backend=BACKEND)
    page = desk.get("/desk/hearings/uusi/").content.decode()
    words = f"/desk/hearings/uusi/parts/service-areas/{area.pk}/words/"

    assert found == [
        ("title_sv", "Missing: Title in Swedish."),
        ("service_areas-1-name_sv", "Missing: Service “Clinic”: Name in Swedish."),
    ]
    assert 'href="/desk/hearings/uusi/edit/#id_title_sv"' in page
    assert f'href="{words}#id_name_sv"' in page
    refused = desk.post(words, {"name_fi": "Neuvola ja perhe", "name_sv": " ", "name_en": "Clinic"})
    assert (refused.status_code, "Neuvola ja perhe" in refused.content.decode()) == (400, True)
    assert (
        desk.post(words, {"name_fi": "Neuvola", "name_sv": "Rådgivning", "name_en": "Clinic"}).status_code
        == 302
    )
    asked = f"{API}uusi/parts/questions/{question.pk}/"
    assert door(coordinator).patch(asked, {"words": {"sv": "Vad är bra?"}}).status_code == 200
    assert door(coordinator).patch(asked, {"words": {"sv": ""}}).status_code == 400
    assert door(coordinator).patch(f"{API}uusi/parts/events/1/", {"words": {}}).status_code == 404
    question.refresh_from_db()
    area.refresh_from_db()
    assert (area.name_sv, question.text_sv, question.text_fi) == (
        "Rådgivning",
        "Vad är bra?",
        question.text_fi,
    )
    assert [gap.field for gap in course.gaps(hearing)] == ["title_sv"]


def test_a_meeting_moves_until_the_close_and_its_codes_stay(hall: Hall, coordinator: User) -> None:
    fields = {"town": "Tyynelä", "place": "Koulu", "programme": {"fi": "A", "sv": "B", "en": "C"}}
    event = setup.add_event(
        actor=coordinator,
        hearing=hall.hearing,
        fields={
            "town": "Kuvala",
            "place": "Talo",
            "host": "Kunta",
            "starts_at": hall.hearing.opens_at,
            "ends_at": hall.hearing.closes_at,
            "programme_fi": "a",
            "programme_sv": "b",
            "programme_en": "c",
        },
    )
    codes = set(event.stations.values_list("code", flat=True))
    at = f"{API}marraskuu/events/{event.pk}/"
    assert door(coordinator).patch(at, fields).json()["events"][0]["town"] == "Tyynelä"
    early = {"ends_at": (hall.hearing.opens_at - dt.timedelta(hours=1)).isoformat()}
    assert door(coordinator).patch(at, early).status_code == 400
    assert door(coordinator).patch(at, {"programme": {"sv": ""}}).status_code == 400
    assert set(event.stations.values_list("code", flat=True)) == codes
    desk = Client()
    desk.force_login(coordinator, backend=BACKEND)
    page = f"/desk/hearings/marraskuu/events/{event.pk}/"
    assert desk.get(page).status_code == 200
    sent = {
        "town": "Alhola",
        "place": "Kirjasto",
        "starts_at": "2026-12-01T12:00",
        "ends_at": "2026-12-01T15:00",
    }
    assert (
        desk.post(page, sent | {"programme_fi": "a", "programme_sv": "", "programme_en": "c"}).status_code
        == 400
    )
    done = desk.post(page, sent | {"programme_fi": "a", "programme_sv": "b", "programme_en": "c"})
    assert (done.status_code, Event.objects.get().town) == (302, "Alhola")
    assert course.missing(Hearing.objects.get(pk=hall.hearing.pk)) == {}


def test_only_coordinators_change_parts(hall: Hall, resident: User) -> None:
    event = EventFactory(hearing=hall.hearing)
    people = {role.value: official(role) for role in Role} | {"resident": resident, "nobody": None}
    desk = "/desk/hearings/marraskuu/"
    for method, path in (
        ("post", f"{API}marraskuu/organisers/"),
        ("patch", f"{API}marraskuu/events/{event.pk}/"),
        ("delete", f"{API}marraskuu/parts/events/{event.pk}/"),
        ("patch", f"{API}marraskuu/parts/questions/{hall.works.pk}/"),
        ("post", f"{desk}parts/questions/{hall.works.pk}/words/"),
        ("post", f"{desk}organisers/"),
        ("post", f"{desk}events/{event.pk}/"),
        ("get", f"{desk}events/{event.pk}/"),
        ("post", f"{desk}parts/events/{event.pk}/"),
    ):
        passed = set()
        for name, person in people.items():
            visitor = door(person) if path.startswith(API) else Client()
            if isinstance(visitor, Client) and person is not None and not path.startswith(API):
                visitor.force_login(person, backend=BACKEND)
            answer = getattr(visitor, method)(path, {})
            if answer.status_code != 403 and "/accounts/login/" not in answer.headers.get("Location", ""):
                passed.add(name)
        assert passed == {"coordinator"}, path
