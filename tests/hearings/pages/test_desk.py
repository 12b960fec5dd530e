"""The officials' pages: everyone sees theirs, nobody sees others', and what is refused stays in its field."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.moderation.models import Moderation
from hearings.models import Answer, Contribution, DevelopmentProposal, Event, Hearing, Theme
from tests.factories.accounts import official
from tests.factories.hearings import ContributionFactory, EventFactory, HearingFactory, ThemeFactory
from tests.factories.places import AreaFactory
from tests.factories.plenary import PlenaryFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

WORDS = {
    "title_fi": "Jonot",
    "title_sv": "Köer",
    "title_en": "Queues",
    "summary_fi": "",
    "summary_sv": "",
    "summary_en": "",
}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


ALL = ("coordinator", "moderator", "facilitator", "scribe", "reviewer")
PAGES = {
    "/desk/hearings/": ALL,
    "/desk/hearings/new/": ("coordinator",),
    "/desk/hearings/marraskuu/": ALL,
    "/desk/hearings/marraskuu/edit/": ("coordinator",),
    "/desk/hearings/marraskuu/queue/": ("coordinator", "moderator"),
    "/desk/hearings/marraskuu/missing/": ALL,
    "/desk/hearings/marraskuu/flags/": ("coordinator", "moderator"),
    "/desk/hearings/marraskuu/scribe/": ("coordinator", "facilitator", "scribe"),
    "/desk/hearings/marraskuu/signs.pdf": ALL,
    "/desk/hearings/marraskuu/cards/": ("coordinator", "facilitator", "scribe"),
    "/desk/hearings/marraskuu/organisations/": ("coordinator",),
    "/desk/hearings/marraskuu/papers/": ("coordinator", "facilitator", "scribe"),
    "/desk/hearings/marraskuu/themes/": ("coordinator", "facilitator"),
    "/desk/hearings/marraskuu/synthesis/": ALL,
    "/desk/hearings/marraskuu/plenary/": ALL,
    "/desk/hearings/marraskuu/plenary/{plenary}/": ALL,
    "/desk/hearings/marraskuu/walk/{event}/": ("coordinator", "facilitator"),
    "/desk/hearings/marraskuu/themes/suggestions/": ("coordinator", "facilitator"),
    "/desk/hearings/marraskuu/themes/{theme}/": ALL,
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_its_roles_alone(hall: Hall, resident: User, path: str) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    address = path.format(
        plenary=PlenaryFactory(hearing=hall.hearing).pk,
        theme=theme.pk,
        event=EventFactory(hearing=hall.hearing).pk,
    )
    found = {
        role.value: signed_in(official(role)).get(address).status_code
        for role in Role
        if role not in (Role.VOTE_CLERK, Role.CERTIFIER)
    }

    assert {role for role, status in found.items() if status == 200} == set(PAGES[path])
    assert {status for role, status in found.items() if role not in PAGES[path]} <= {403}
    assert signed_in(resident).get(address).status_code == 403
    assert Client().get(address).status_code in (302, 403)


def test_the_queue_shows_hides_and_blacks_out(hall: Hall, moderator: User) -> None:
    client = signed_in(moderator)
    notes = [
        ContributionFactory(hearing=hall.hearing, moderation=Moderation.HELD, text=f"Matti Virtanen {number}")
        for number in range(3)
    ]
    address = "/desk/hearings/marraskuu/queue/"
    assert [one["note"] for one in client.get(address).context["rows"]] == notes
    assert client.post(f"{address}{notes[0].pk}/", {"act": "show"}).status_code == 302
    hidden = client.post(
        f"{address}{notes[1].pk}/",
        {"act": "hide", "reason": "insult"},
        headers={"Accept": "application/json"},
    )
    refused = client.post(
        f"{address}{notes[2].pk}/", {"act": "hide", "reason": ""}, headers={"Accept": "application/json"}
    )
    client.post(f"{address}{notes[2].pk}/", {"act": "redact", "words": "Matti Virtanen"})

    assert (hidden.json(), refused.status_code) == ({"state": "hidden"}, 400)
    assert list(Contribution.objects.order_by("pk").values_list("moderation", "text")) == [
        ("shown", "Matti Virtanen 0"),
        ("hidden", "Matti Virtanen 1"),
        ("shown", "▇▇▇ 2"),
    ]
    assert [one["note"] for one in client.get(f"{address}?state=hidden").context["rows"]] == [notes[1]]


def test_the_queue_of_three_hundred_notes_is_paged_by_address_at_the_cost_of_one(
    hall: Hall, moderator: User
) -> None:
    client, address = signed_in(moderator), "/desk/hearings/marraskuu/queue/"

    def seen(query: str) -> tuple[int, list[int]]:
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address + query)
        return len(caught), [one["note"].pk for one in page.context["rows"]]

    def held(number: int) -> None:
        rows = ContributionFactory.build_batch(number, hearing=hall.hearing, moderation=Moderation.HELD)
        Contribution.objects.bulk_create(rows)

    held(1)
    seen("")
    cost, _rows = seen("")
    held(299)
    every = list(Contribution.objects.order_by("pk").values_list("pk", flat=True))
    pages = [seen(f"?page={number}") for number in range(1, 7)]

    assert [rows for _cost, rows in pages] == [every[start : start + 50] for start in range(0, 300, 50)]
    assert {found for found, _rows in pages} == {cost}
    # Past the end is the last page, so that who worked it off goes on; junk is the first.
    assert (seen("?page=7")[1], seen("?page=x")[1]) == (every[250:], every[:50])


def test_a_scribe_writes_one_after_the_other_and_choices_stay(hall: Hall, scribe: User) -> None:
    client = signed_in(scribe)
    form = {
        "uuid": str(uuid4()),
        "question": hall.works_not.pk,
        "service_area": hall.child.pk,
        "text": "Ei vastata puhelimeen",
        "language": "so",
        "channel": "scribe",
        "code": hall.station.code,
    }
    page = client.post("/desk/hearings/marraskuu/scribe/", form, follow=True)

    assert page.context["last"]["text"] == "Ei vastata puhelimeen"
    assert page.context["chosen"]["service_area"] == str(hall.child.pk)
    assert page.context["text"] == ""
    refused = client.post("/desk/hearings/marraskuu/scribe/", form | {"uuid": str(uuid4()), "code": "CCCCC"})
    assert (refused.status_code, refused.context["text"]) == (404, form["text"])


def test_notes_are_grouped_and_the_step_is_undone(hall: Hall, facilitator: User) -> None:
    client = signed_in(facilitator)
    notes = ContributionFactory.create_batch(3, hearing=hall.hearing)
    client.post("/desk/hearings/marraskuu/themes/new/", WORDS)
    theme = Theme.objects.get()
    client.post(
        "/desk/hearings/marraskuu/themes/place/",
        {"note": [f"{notes[0].pk}.0", f"{notes[2].pk}.0"], "into": theme.pk, "words": "bussi"},
    )
    assert list(theme.contributions.order_by("pk")) == [notes[0], notes[2]]
    client.post("/desk/hearings/marraskuu/themes/undo/")

    assert not theme.contributions.exists()


def test_a_theme_without_a_language_is_refused_and_keeps_its_words(hall: Hall, facilitator: User) -> None:
    answer = signed_in(facilitator).post("/desk/hearings/marraskuu/themes/new/", WORDS | {"title_sv": ""})

    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"title_sv"}
    assert 'value="Jonot"' in answer.content.decode()


@pytest.mark.parametrize(
    "form", [{}, {"note": ["x"], "into": "y"}, {"note": ["1.0"], "into": "none"}, {"note": ["9" * 30]}]
)
def test_grouping_nothing_says_so(hall: Hall, facilitator: User, form: dict[str, Any]) -> None:
    page = signed_in(facilitator).post("/desk/hearings/marraskuu/themes/place/", form, follow=True)

    assert page.status_code == 200
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_a_theme_is_promised_answered_and_developed(hall: Hall, reviewer: User, facilitator: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    address = f"/desk/hearings/marraskuu/themes/{theme.pk}/"
    client = signed_in(reviewer)
    client.post(f"{address}promise/", {"responsible": "Johtaja", "due": "2026-12-24", "level": "board"})
    given = {
        "answer-kind": "will_change",
        "answer-by_date": "",
        "answer-text_fi": "Kyllä",
        "answer-text_sv": "Ja",
        "answer-text_en": "Yes",
        "answer-answered_by": "Johtaja",
    }
    refused = client.post(f"{address}answer/", given)
    assert (refused.status_code, set(refused.context["answer_form"].errors)) == (400, {"by_date"})
    assert "Kyllä" in refused.content.decode()
    assert client.post(f"{address}answer/", given | {"answer-by_date": "2027-03-01"}).status_code == 302
    signed_in(facilitator).post(
        f"{address}develop/", {"development-title": "Uusi linja", "development-language": "fi"}
    )

    assert (Answer.objects.get().by_date, DevelopmentProposal.objects.get().title) == (
        dt.date(2027, 3, 1),
        "Uusi linja",
    )


def test_a_hearing_is_prepared_opened_and_closed(coordinator: User) -> None:
    AreaFactory(slug="kuvala")
    client = signed_in(coordinator)
    now = timezone.localtime()
    form = {
        "slug": "uusi",
        "languages": ["fi"],
        "title_fi": "Uusi",
        "purpose_fi": "Siksi",
        "privacy_fi": "Näin",
        "opens_at": f"{now - dt.timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + dt.timedelta(days=1):%Y-%m-%dT%H:%M}",
        "home_towns": "Kuvala\n\nTyynelä\nKuvala",
        "shown_at_once": ["scribe", "postcard"],
    }
    wrong = client.post("/desk/hearings/new/", form | {"closes_at": form["opens_at"]})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (400, {"closes_at"})
    assert client.post("/desk/hearings/new/", form)["Location"] == "/desk/hearings/uusi/"
    hearing = Hearing.objects.get(slug="uusi")
    assert (hearing.home_towns, hearing.questions.count(), hearing.stations.count()) == (
        ["Kuvala", "Tyynelä"],
        3,
        1,
    )
    assert hearing.held_channels == ["phone", "web", "tablet", "sticky", "organisation"]
    early = client.post("/desk/hearings/uusi/move/", {"state": "open"})
    assert (early.status_code, set(early.context["refusal"].fields)) == (409, {"service_areas"})
    client.post("/desk/hearings/uusi/services/", {"service-name_fi": "Koti", "service-is_sensitive": "on"})
    client.post(
        "/desk/hearings/uusi/events/",
        {
            "event-town": "Kuvala",
            "event-place": "Talo",
            "event-starts_at": "2026-12-01T12:00",
            "event-ends_at": "2026-12-01T15:00",
            "event-programme_fi": "Kahvit",
        },
    )
    assert client.post("/desk/hearings/uusi/move/", {"state": "open"}).status_code == 302
    assert (Event.objects.get().stations.count(), Client().get("/hearings/uusi/").status_code) == (2, 200)
    assert client.post("/desk/hearings/uusi/move/", {"state": "junk"}).status_code == 409
    client.post("/desk/hearings/uusi/move/", {"state": "closed"})
    hearing.refresh_from_db()
    assert hearing.state == "closed"


def test_a_past_hearing_is_copied(hall: Hall, coordinator: User) -> None:
    client = signed_in(coordinator)
    page = client.get("/desk/hearings/new/?from=marraskuu")
    form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    form |= {
        "slug": "uusi",
        "opens_at": "2027-01-01T12:00",
        "closes_at": "2027-02-01T12:00",
    }
    client.post("/desk/hearings/new/?from=marraskuu", form)

    made = Hearing.objects.get(slug="uusi")
    assert made.state == "preparing"
    assert [str(row) for row in made.service_areas.all()] == [
        str(row) for row in hall.hearing.service_areas.all()
    ]
    assert made.questions.count() == 3


def test_nobody_sees_a_hearing_that_is_being_prepared(coordinator: User, resident: User) -> None:
    hearing = HearingFactory(slug="kesken")

    assert Client().get(hearing.get_absolute_url()).status_code == 404
    assert signed_in(resident).get(hearing.get_absolute_url()).status_code == 404
    assert signed_in(coordinator).get("/desk/hearings/kesken/").status_code == 200


def test_the_grouping_page_tells_what_somebody_else_moved_and_does_again_what_was_undone(
    hall: Hall, facilitator: User, coordinator: User
) -> None:
    one, two = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    notes = ContributionFactory.create_batch(2, hearing=hall.hearing)
    address = "/desk/hearings/marraskuu/themes/"
    sent = {"note": [f"{note.pk}.0" for note in notes]}
    signed_in(coordinator).post(f"{address}place/", {"note": [f"{notes[0].pk}.0"], "into": one.pk})
    client = signed_in(facilitator)
    page = client.post(f"{address}place/", sent | {"into": two.pk}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["success", "warning"]
    assert list(two.contributions.all()) == [notes[1]]
    page = client.post(f"{address}undo/", follow=True)
    assert (page.context["can_redo"], page.context["ungrouped"]) == (True, 1)
    client.post(f"{address}redo/")
    assert list(two.contributions.all()) == [notes[1]]


def test_many_notes_come_page_by_page_and_all_of_them_are_placed_at_once(
    hall: Hall, facilitator: User
) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    ContributionFactory.create_batch(130, hearing=hall.hearing, question=hall.idea)
    ContributionFactory(hearing=hall.hearing, question=hall.works)
    client, address = signed_in(facilitator), "/desk/hearings/marraskuu/themes/"
    last = client.get(f"{address}?kind=idea&page=3")
    assert (last.context["total"], last.context["page_count"], len(last.context["notes"])) == (130, 3, 10)
    client.post(f"{address}place/", {"kind": "idea", "page": "3", "everything": "1", "into": theme.pk})

    assert theme.contributions.count() == 130
    assert client.get(f"{address}?kind=junk&page=junk&service=x&theme=y").context["total"] == 1


def test_an_empty_theme_is_taken_away_on_its_page(hall: Hall, facilitator: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    client = signed_in(facilitator)
    note = ContributionFactory(hearing=hall.hearing, theme=theme)
    address = f"/desk/hearings/marraskuu/themes/{theme.pk}/"
    assert not client.get(address).context["may_remove"]
    client.post(f"{address}remove/")
    assert Theme.objects.count() == 1
    Contribution.objects.filter(pk=note.pk).update(theme=None)
    assert client.get(address).context["may_remove"]
    client.post(f"{address}remove/")
    assert Theme.objects.count() == 0


def test_suggested_groups_are_taken_in_part_and_what_was_typed_stays(hall: Hall, facilitator: User) -> None:
    notes = ContributionFactory.create_batch(6, hearing=hall.hearing, text="Bussi kulkee aina myöhässä")
    ContributionFactory.create_batch(6, hearing=hall.hearing, text="Hoitaja vaihtuu joka viikko")
    client, address = signed_in(facilitator), "/desk/hearings/marraskuu/themes/suggestions/"
    page = client.post(f"{address}look/", follow=True)
    found = next(row["one"] for row in page.context["rows"] if notes[0].pk in row["one"].suggestion.notes)
    sent = {"note": [notes[0].pk, notes[1].pk, "junk"], "into": "new", "title_fi": "Bussit"}
    refused = client.post(f"{address}{found.suggestion.pk}/", sent)
    assert (refused.status_code, set(refused.context["refusal"].fields)) == (400, {"title_sv", "title_en"})
    assert 'value="Bussit"' in refused.content.decode()
    client.post(f"{address}{found.suggestion.pk}/", sent | {"title_sv": "Bussar", "title_en": "Buses"})
    assert list(Theme.objects.get().contributions.order_by("pk")) == notes[:2]
    other = next(row["one"] for row in client.get(address).context["rows"])
    client.post(f"{address}{other.suggestion.pk}/", {"act": "aside"})
    assert client.get(address).context["rows"] == []
    assert client.post(f"{address}99999/", {}).status_code == 404
