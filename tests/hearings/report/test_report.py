"""Who may read a report, that everything in it leads to its notes and back, and what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from commons.http.errors import NotAllowed
from commons.moderation.models import Moderation
from hearings.domain.errors import NotPublished, WrongState
from hearings.domain.report import publishing
from hearings.domain.report.gather import report
from hearings.models import Contribution, Hearing, HearingState
from tests.factories.accounts import official
from tests.factories.hearings import AnswerFactory, ContributionFactory, ThemeFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at
from tests.hearings.pages.test_desk import signed_in

pytestmark = pytest.mark.django_db

PAGES = ("/hearings/marraskuu/report/", "/hearings/marraskuu/report.pdf", "/hearings/marraskuu/report.xlsx")
DOORS = (*PAGES, f"{API}marraskuu/report/")
OFFICIALS = {Role.COORDINATOR, Role.MODERATOR, Role.FACILITATOR, Role.SCRIBE, Role.REVIEWER}


@pytest.mark.parametrize("path", DOORS)
def test_an_unpublished_report_is_for_officials(hall: Hall, resident: User, path: str) -> None:
    at(hall.hearing, HearingState.CLOSED)
    found = {role: signed_in(official(role)).get(path).status_code for role in Role}

    assert {role for role, status in found.items() if status == 200} == OFFICIALS
    assert {status for role, status in found.items() if role not in OFFICIALS} == {404}
    assert signed_in(resident).get(path).status_code == 404
    assert Client().get(path).status_code == 404


def test_a_published_report_is_for_everybody_until_it_is_taken_back(hall: Hall, coordinator: User) -> None:
    hearing = at(hall.hearing, HearingState.CLOSED)
    desk = signed_in(coordinator)
    assert desk.post("/desk/hearings/marraskuu/report/", {"act": "publish"}).status_code == 302
    assert [Client().get(path).status_code for path in DOORS] == [200] * 4
    assert Client().get("/hearings/marraskuu/").context["report"]
    assert door(coordinator).put(f"{API}marraskuu/report/", {"is_public": False}).json() == {
        "is_public": False
    }
    assert [Client().get(path).status_code for path in DOORS] == [404] * 4
    with pytest.raises(NotPublished):
        publishing.read(actor=Client().get("/hearings/").wsgi_request.user, hearing=hearing, language="fi")


def test_only_a_coordinator_publishes_and_only_after_the_close(hall: Hall, coordinator: User) -> None:
    with pytest.raises(WrongState):
        publishing.publish(actor=coordinator, hearing=hall.hearing)
    at(hall.hearing, HearingState.CLOSED)
    for role in Role:
        if role != Role.COORDINATOR:
            with pytest.raises(NotAllowed):
                publishing.publish(actor=official(role), hearing=hall.hearing)
            assert door(official(role)).put(f"{API}marraskuu/report/", {"is_public": True}).status_code == 403
            assert signed_in(official(role)).post("/desk/hearings/marraskuu/report/").status_code == 403
    publishing.publish(actor=coordinator, hearing=hall.hearing)
    Hearing.objects.filter(pk=hall.hearing.pk).update(state=HearingState.OPEN)

    # Opened again it is not told to everybody while notes come in.
    assert Client().get(PAGES[0]).status_code == 404


def test_every_row_and_quote_leads_to_notes_and_they_lead_back(told: Hearing) -> None:
    client = Client()
    tree = report(told, "fi")
    urls = {row.url for figure in tree.figures for row in figure.rows if row.url}
    quotes = [quote for theme in tree.themes for quote in theme.quotes]
    assert len(quotes) == 13
    for url in urls | {theme.url for theme in tree.themes}:
        assert client.get(url).status_code == 200, url
    note = client.get(quotes[0].url)
    assert quotes[0].text in note.content.decode()
    back = f"/hearings/marraskuu/report/#{tree.themes[0].anchor}"
    assert back in note.content.decode()
    assert back in client.get(tree.themes[0].url).content.decode()
    for page in ("notes", "stories", "survey/results", "synthesis"):
        assert (
            'href="/hearings/marraskuu/report/"'
            in client.get(f"/hearings/marraskuu/{page}/").content.decode()
        )
    assert f'id="{tree.themes[0].anchor}"' in client.get(PAGES[0]).content.decode()


def test_each_combination_leads_to_exactly_its_notes(told: Hearing) -> None:
    client, tree = Client(), report(told, "fi")
    linked = [one for one in tree.combinations if one.url]
    assert linked
    for one in linked:
        assert client.get(one.url).context["total"] == one.notes, one
        assert one.url.replace("&", "&amp;") in client.get(PAGES[0]).content.decode()
    sent = client.get(f"{API}marraskuu/report/").json()["combinations"]
    assert [one["url"].endswith(row.url) for one, row in zip(sent, tree.combinations, strict=True)] == [
        True
    ] * len(sent)


def test_the_notes_behind_a_row_are_those_of_its_town_and_way(told: Hearing) -> None:
    for name, of in (("town", "event__town"), ("channel", "channel")):
        value = {"town": "Tyynelä", "channel": "sticky"}[name]
        page = Client().get(f"/hearings/marraskuu/notes/?{name}={value}")
        rows = door().get(f"{API}marraskuu/notes/?{name}={value}&page_size=100").json()["results"]
        shown = Contribution.objects.filter(hearing=told, moderation=Moderation.SHOWN, **{of: value})
        assert page.context["total"] == shown.count() > 0
        assert {row["id"] for row in rows} <= set(shown.values_list("pk", flat=True))


@pytest.mark.parametrize("state", [Moderation.HELD, Moderation.HIDDEN])
def test_a_note_that_is_not_shown_has_no_page_and_is_not_quoted(told: Hearing, state: Moderation) -> None:
    theme = told.themes.all()[0]
    note = ContributionFactory(
        hearing=told,
        theme=theme,
        moderation=state,
        hidden_reason="insult" if state == Moderation.HIDDEN else "",
    )
    assert Client().get(f"/hearings/marraskuu/notes/{note.pk}/").status_code == 404
    assert note.pk not in {quote.number for part in report(told, "fi").themes for quote in part.quotes}
    for junk in (0, 2**70):
        assert Client().get(f"/hearings/marraskuu/notes/{junk}/").status_code == 404


def test_it_costs_the_same_for_two_themes_and_for_twenty(told: Hearing) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            report(told, "fi")
        return len(caught)

    cost()
    before = cost()
    for theme in ThemeFactory.create_batch(18, hearing=told):
        AnswerFactory(theme=theme)
        ContributionFactory(hearing=told, theme=theme)
    assert cost() == before
