"""Signs for the walls: a page for each code that says what is asked, how one writes, and which group begins there."""

import io

import pypdf
import pytest
from django.test import Client

from commons.accounts.models import User
from hearings.domain.paper.signs import signs_pdf
from hearings.domain.walks import steering
from hearings.models import Hearing
from tests.factories.hearings import EventFactory, HearingFactory, StationFactory
from tests.hearings.conftest import Hall
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_each_code_has_a_page_in_each_language_and_walls_name_the_group_that_begins_there(
    hall: Hall, facilitator: User
) -> None:
    event = EventFactory(hearing=hall.hearing)
    walls = [
        StationFactory(hearing=hall.hearing, event=event, service_area=area, code=code)
        for area, code in ((hall.elderly, "CFGHJ"), (hall.child, "KMNPR"))
    ]
    plan = {"groups": 3, "rounds": 2, "first_minutes": 5, "later_minutes": 7, "move_minutes": 1}
    steering.prepare(actor=facilitator, event=event, **plan)
    pdf = signs_pdf(hall.hearing, event)
    found = pages(pdf)

    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(found) == 2
    for page, station in zip(found, walls, strict=True):
        for words in (
            station.code,
            str(station.service_area.name_fi),
            str(station.service_area.name_sv),
            "Mikä toimii?",
            "Vad fungerar?",
            "En moderator läser meddelandena innan de visas. Kritik är välkommen",
            "Notes are read by a moderator before they are shown. Criticism is welcome",
            event.town,
        ):
            assert words in page, words
    assert [("Groups 1, 3 begin here" in page, "Group 2 begins here" in page) for page in found] == [
        (True, False),
        (False, True),
    ]
    assert len(pages(signs_pdf(hall.hearing))) == 3


def test_they_are_reached_from_the_desk_and_junk_gives_all(hall: Hall, coordinator: User) -> None:
    event = EventFactory(hearing=hall.hearing)
    desk = signed_in(coordinator)
    address = "/desk/hearings/marraskuu/signs.pdf"
    assert f'href="{address}?event={event.pk}"' in desk.get("/desk/hearings/marraskuu/").content.decode()
    for query in ("", "?event=junk", "?event=999999", f"?event={2**70}"):
        answer = desk.get(address + query)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), query
    assert Client().get(address).status_code in (302, 403)


def test_a_hearing_that_still_lacks_its_words_has_signs_too() -> None:
    bare: Hearing = HearingFactory(title_fi="", title_sv="", title_en="")
    StationFactory(hearing=bare, code="STVWX")

    assert "STVWX" in pages(signs_pdf(bare))[0]
