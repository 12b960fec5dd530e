"""The officer's desk: found by id, ticked off, given a code that works once or a ballot on paper."""

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.http.rate import TooOften
from tests.factories.accounts import official
from tests.voting.polling import Polling, Visitor
from voting.domain import codes, desk_people, keys, paper_voters
from voting.domain.errors import (
    DeclareFirst,
    ExpiredCode,
    NotOnRoll,
    OwnEntry,
    PersonForgotten,
    UsedUpCode,
)
from voting.models import Ballot, Channel, DeskAct, LetterCode, OfficialOnRoll, RollEntry

pytestmark = pytest.mark.django_db

ID = "010190-TEST"


class Desk(Polling):
    """A vote whose voter has the person id `ID`, and a clerk who is not on the roll."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        RollEntry.objects.filter(pk=self.entry.pk).update(
            person_hash=keys.person_hash(self.election.key_id, ID)
        )
        self.entry.refresh_from_db()
        self.clerk = official(Role.VOTE_CLERK)
        desk_people.declare(actor=self.clerk, election=self.election, typed="", not_on_roll=True)
        self.people = f"/desk/votes/{self.slug}/people/"

    def browser(self, who: User | None = None) -> Visitor:
        visitor = Visitor()
        visitor.force_login(who or self.clerk)
        return visitor

    def find(self, browser: Client, typed: str = ID) -> str:
        """The page after a lookup."""
        return browser.post(
            self.people, {"person": typed, "station": "Pääkirjasto"}, follow=True
        ).content.decode()

    def act(self, browser: Visitor, do: str) -> Any:
        return browser.post(
            self.people + "act/", browser.hidden(self.people, "person") | {"do": do}, follow=True
        )


def test_a_person_is_found_and_votes_with_a_code_that_works_once() -> None:
    desk = Desk()
    clerk = desk.browser()

    page = desk.find(clerk, " 010190-test ")
    assert str(desk.entry.area) in page
    assert ID not in page
    slip = desk.act(clerk, "code")
    assert slip["Cache-Control"].count("no-store")
    (code,) = re.findall(r"code\">([0-9A-Z-]{19})<", slip.content.decode())

    voter = desk.visitor(code)
    voter.choose(desk.choose_url(), desk.own[0])
    voter.cast(desk.url + "review/")

    assert [ballot.channel for ballot in Ballot.objects.all()] == [Channel.DESK]
    LetterCode.objects.filter(batch=None).update(used_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(ExpiredCode):
        codes.enter(typed=code, network="b")
    with pytest.raises(UsedUpCode):
        codes.enter(typed=desk.code, network="b")
    page = clerk.get(desk.people).content.decode()
    assert "At an officer" in page


def test_a_code_of_the_desk_ends_the_visit_that_the_letter_began_and_the_draft_stays() -> None:
    desk = Desk()
    voter, program = desk.visitor(), desk.program()
    voter.choose(desk.choose_url(), desk.own[0])
    entry = RollEntry.objects.get(pk=desk.entry.pk)

    code = desk_people.give_code(actor=desk.clerk, entry=entry)

    page = voter.get(desk.choose_url(), follow=True).content.decode()
    assert "The code that you entered here no longer works" in page
    assert program.get(desk.api + "draft/").json()["code"] == "code-ended"
    again = desk.visitor(code)
    assert desk.own[0].proposal.title in again.page(desk.url + "review/")


def test_a_code_of_the_desk_is_over_after_half_an_hour() -> None:
    desk = Desk()
    code = desk_people.give_code(actor=desk.clerk, entry=desk.entry)
    LetterCode.objects.filter(batch=None).update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    with pytest.raises(ExpiredCode):
        codes.enter(typed=code, network="a")


def test_pressing_twice_lets_in_twice() -> None:
    desk = Desk()
    code = desk_people.give_code(actor=desk.clerk, entry=desk.entry)

    first, second = (codes.enter(typed=code, network="a") for _time in range(2))

    assert first == second
    assert first.channel == Channel.DESK


def test_a_ballot_on_paper_is_given_put_in_the_box_and_counted() -> None:
    desk = Desk()
    clerk = desk.browser()
    desk.find(clerk)

    for do in ("paper", "spoilt", "paper", "in-box"):
        desk.act(clerk, do)

    page = desk.find(clerk)
    assert "This person has voted on paper. Nothing more can be given." in page
    assert list(DeskAct.objects.order_by("pk").values_list("deed", "station", "entry", "made_by")) == [
        (deed, "Pääkirjasto", desk.entry.pk, desk.clerk.pk)
        for deed in ("found", "paper", "paper_spoilt", "paper", "paper_in", "found")
    ]


def test_pages_left_open_act_for_nobody_else() -> None:
    desk = Desk()
    token = desk_people.find(actor=desk.clerk, election=desk.election, typed=ID).token
    other, another_vote = official(Role.VOTE_CLERK), Desk()

    with pytest.raises(PersonForgotten):
        desk_people.of_token(actor=other, election=desk.election, token=token)
    with pytest.raises(PersonForgotten):
        desk_people.of_token(actor=desk.clerk, election=another_vote.election, token=token)
    with pytest.raises(PersonForgotten):
        desk_people.of_token(actor=desk.clerk, election=desk.election, token="made up")


def test_the_person_id_is_in_no_table_log_address_or_page(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    clerk = desk.browser()
    caplog.set_level(logging.DEBUG)

    pages = [desk.find(clerk), desk.find(clerk, "SOMEBODY-ELSE-9")]

    kept = caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            kept += str(cursor.fetchone()[0])
    for secret in (ID, "SOMEBODY-ELSE-9"):
        assert secret not in kept
    assert ID not in pages[0]
    assert [act.deed for act in DeskAct.objects.order_by("pk")] == ["found", "not_found"]


def test_an_official_says_first_where_they_stand_and_does_nothing_for_themselves() -> None:
    desk = Desk()
    me = official(Role.VOTE_CLERK)
    browser = desk.browser(me)

    with pytest.raises(DeclareFirst):
        desk_people.find(actor=me, election=desk.election, typed=ID)
    assert "First: where do you stand on the roll?" in browser.page(desk.people)
    for wrong in ({}, {"person": ID, "not_on_roll": "on"}, {"person": "unknown"}):
        assert browser.post(desk.people + "declare/", wrong).status_code == 400
    assert browser.post(desk.people + "declare/", {"person": ID}).status_code == 302
    assert browser.post(desk.people + "declare/", {"not_on_roll": "on"}).status_code == 403

    assert "This is you yourself" in desk.find(browser)
    for attempt in (
        lambda: desk_people.find(actor=me, election=desk.election, typed=ID),
        lambda: desk_people.give_code(actor=me, entry=desk.entry),
    ):
        with pytest.raises(OwnEntry):
            attempt()
    assert OfficialOnRoll.objects.get(official=me).entry == desk.entry


def test_the_database_refuses_what_an_official_does_for_themselves() -> None:
    desk = Desk()
    me = official(Role.VOTE_CLERK)
    desk_people.declare(actor=me, election=desk.election, typed=ID)

    with pytest.raises(DatabaseError), transaction.atomic():
        DeskAct.objects.create(election=desk.election, entry=desk.entry, deed="paper", made_by=me)


def test_trying_ids_out_is_stopped_and_the_next_honest_lookup_of_another_clerk_works() -> None:
    desk = Desk()
    for number in range(desk_people.MISSES[0]):
        with pytest.raises(NotOnRoll):
            desk_people.find(actor=desk.clerk, election=desk.election, typed=f"try {number}")

    with pytest.raises(TooOften):
        desk_people.find(actor=desk.clerk, election=desk.election, typed="once more")

    assert desk_people.find(actor=desk.clerk, election=desk.election, typed=ID).area == str(desk.entry.area)


def test_a_program_does_the_same() -> None:
    desk = Desk()
    client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(desk.clerk)
    base = f"/api/v1{desk.people}"

    missing = client.post(base + "find/", {"person": "nobody"}, format="json")
    found = client.post(base + "find/", {"person": ID, "station": "K"}, format="json").json()
    token = {"person": found["person"]}
    given = client.post(base + "paper/", token | {"do": "give"}, format="json")
    refused = client.post(base + "code/", token, format="json")
    back = client.post(base + "paper/", token | {"do": "returned"}, format="json")
    code = client.post(base + "code/", token, format="json")

    assert (missing.status_code, missing.json()["code"]) == (404, "not-on-roll")
    assert (found["area"], found["channel"], found["has_code"]) == (str(desk.entry.area), "", True)
    assert (given.status_code, given.json()["paper_since"] is None) == (201, False)
    assert (refused.status_code, refused.json()["code"]) == (409, "holds-paper")
    assert back.json()["paper_since"] is None
    assert code.status_code == 201
    assert codes.enter(typed=code.json()["code"], network="x").entry_id == desk.entry.pk


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_vote_clerk_sees_the_desk(role: Role | None) -> None:
    desk = Desk()
    browser = Visitor()
    if role:
        browser.force_login(official(role))
    allowed = role == Role.VOTE_CLERK

    assert browser.get(desk.people).status_code == (200 if allowed else 403 if role else 302)
    # The coordinator, who undoes mistakes, says too where they stand on the roll.
    declares = allowed or role == Role.COORDINATOR
    for path, does in (("declare/", declares), ("act/", allowed)):
        assert (browser.post(desk.people + path).status_code in (302, 400)) == (does or role is None)
    for path, does in (("declare/", declares), *((path, allowed) for path in ("find/", "code/", "paper/"))):
        answer = browser.post(f"/api/v1{desk.people}{path}", {}, content_type="application/json")
        assert answer.status_code == (400 if does else 403)


def on_paper(desk: Desk) -> User:
    """The voter is ticked off as having voted on paper; a coordinator who stands on no roll."""
    for act in (paper_voters.take_paper, paper_voters.put_in_box):
        act(actor=desk.clerk, entry=desk.entry)
    coordinator = official(Role.COORDINATOR)
    desk_people.declare(actor=coordinator, election=desk.election, typed="", not_on_roll=True)
    return coordinator


def marks(desk: Desk) -> tuple[bool, str, str]:
    """Holds a ballot on paper, way of voting, reason of the last deed."""
    entry = RollEntry.objects.get(pk=desk.entry.pk)
    return entry.paper_since is not None, entry.channel, DeskAct.objects.latest("pk").reason


def test_a_coordinator_undoes_a_mistaken_in_the_box_by_page_and_it_is_on_record() -> None:
    desk = Desk()
    browser = desk.browser(on_paper(desk))
    url = desk.people + "correct/"

    empty = browser.post(url, {"person": ID, "reason": ""})
    unknown = browser.post(url, {"person": "010199-NOBODY", "reason": "Väärä henkilö."})
    done = browser.post(url, {"person": ID, "reason": "Väärä henkilö."}, follow=True)
    again = browser.post(url, {"person": ID, "reason": "Väärä henkilö."})

    assert (empty.status_code, unknown.status_code, again.status_code) == (400, 404, 409)
    assert "Väärä henkilö." in unknown.content.decode(), "nothing that was typed is lost"
    assert "Corrected: the person holds a ballot on paper" in done.content.decode()
    assert marks(desk) == (True, "", "Väärä henkilö.")
    assert url in browser.page(f"/desk/votes/{desk.slug}/")
    assert ID not in browser.page(f"/desk/votes/{desk.slug}/log/")


def test_a_coordinator_undoes_it_by_api_and_nobody_else_does() -> None:
    desk = Desk()
    coordinator, url = on_paper(desk), f"/api/v1/desk/votes/{desk.slug}/people/correct/"
    sent = {"person": ID, "reason": "Väärä nappi."}

    def post(who: User, body: dict[str, str]) -> Any:
        client = APIClient()
        client.force_login(who)
        return client.post(url, body, format="json")

    refused = [post(who, sent).status_code for who in (desk.clerk, official(Role.CERTIFIER))]
    assert (refused, post(coordinator, {"person": ID}).status_code) == ([403, 403], 400)
    assert post(official(Role.COORDINATOR), sent).json()["code"] == "declare-first"
    answer = post(coordinator, sent)
    assert (answer.status_code, answer.json()["channel"], answer.json()["voted_hour"]) == (200, "", None)
    assert marks(desk) == (True, "", "Väärä nappi.")
    assert post(coordinator, sent).json()["code"] == "no-paper-out"


def test_a_coordinator_says_first_where_they_stand_and_never_corrects_themselves() -> None:
    desk = Desk()
    for act in (paper_voters.take_paper, paper_voters.put_in_box):
        act(actor=desk.clerk, entry=desk.entry)
    browser = desk.browser(official(Role.COORDINATOR))
    url = desk.people + "correct/"

    assert "First: where do you stand on the roll?" in browser.page(url)
    said = browser.post(desk.people + "declare/", {"person": ID})
    own = browser.post(url, {"person": ID, "reason": "Muutin mieleni."})

    assert (said.status_code, said.headers["Location"]) == (302, url)
    assert own.status_code == 403
    assert marks(desk)[1] == Channel.PAPER
