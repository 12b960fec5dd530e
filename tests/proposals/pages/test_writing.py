"""Writing a proposal on pages, step by step, without any script."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from commons.accounts.models import User
from commons.process.models import PhaseKind
from proposals.models import Proposal, State
from tests.factories.process import closed_phase, coming_phase
from tests.factories.proposals import DraftFactory, ProposalFactory, ResidentFactory, ReviewFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import BACKEND, hidden, proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]
JSON = {"accept": "application/json"}


def begin(client: Client, title: str = "Uusi penkki") -> Proposal:
    """A draft begun on the first page."""
    page = client.get("/proposals/new/").content.decode()
    client.post("/proposals/new/", {"title": title, "language": "fi", "key": hidden(page, "key")})
    return Proposal.objects.get(title=title)


def step(draft: Proposal, slug: str) -> str:
    return f"/proposals/{draft.pk}/edit/{slug}/"


def test_a_proposal_is_written_without_an_account_and_handed_in_with_one(
    town: Town, reader: Reader, resident: User
) -> None:
    client = reader()
    draft = begin(client)
    went = [
        client.post(step(draft, slug), data).headers["location"]
        for slug, data in [
            ("what", {"what": "Penkki", "why": "Levätä voi"}),
            ("for-whom", {"for_whom": ""}),
            ("place", {"area": town.ranta.pk}),
            ("category", {"category": "luonto", "rough_cost": "1 500,50 €"}),
        ]
    ]
    assert went == [step(draft, slug) for slug in ("for-whom", "place", "category", "pictures")]
    over = client.get(step(draft, "submit"))
    assert f"/accounts/login/?next={step(draft, 'submit')}" in over.content.decode()
    client.force_login(resident, backend=BACKEND)
    sent = client.post(step(draft, "submit"), follow=True)
    assert sent.redirect_chain == [(f"/proposals/{draft.pk}/received/", 302)]
    stored = Proposal.objects.values("state", "author", "what", "area", "rough_cost", "draft_owner").get()
    assert stored == {
        "state": "submitted",
        "author": resident.pk,
        "what": "Penkki",
        "area": town.ranta.pk,
        "rough_cost": Decimal("1500.50"),
        "draft_owner": "",
    }


def test_a_double_click_begins_one_draft(town: Town, reader: Reader, resident: User) -> None:
    client = reader(resident)
    data = {"title": "Kerran", "key": hidden(client.get("/proposals/new/").content.decode(), "key")}
    first, second = client.post("/proposals/new/", data), client.post("/proposals/new/", data)
    assert first.headers["location"] == second.headers["location"]
    assert Proposal.objects.count() == 1


def test_handing_in_twice_is_handing_in_once(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, area=town.harjula, category=town.category)
    client = reader(resident)
    assert client.post(step(draft, "submit")).headers["location"] == f"/proposals/{draft.pk}/received/"
    assert client.post(step(draft, "submit")).headers["location"] == f"/proposals/{draft.pk}/received/"
    assert draft.letters.count() == 1


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_a_title_that_does_not_fit_is_told_and_kept(town: Town, reader: Reader, title: str) -> None:
    answer = reader().post("/proposals/new/", {"title": title, "language": "fi"})
    assert answer.status_code == 400
    assert 'id="error-summary"' in answer.content.decode()
    assert f'value="{title}"' in answer.content.decode() or not title
    assert not Proposal.objects.exists()


def test_the_first_page_saves_itself_and_goes_on_in_the_same_draft(town: Town, reader: Reader) -> None:
    client = reader()
    key = hidden(client.get("/proposals/new/").content.decode(), "key")
    saved = client.post("/proposals/new/", {"title": "Pen", "key": key}, headers=JSON).json()
    client.post("/proposals/new/", {"title": "Penkki", "key": key}, headers=JSON)
    client.post("/proposals/new/", {"title": "Penkki rantaan", "key": key})
    assert [saved["version"], Proposal.objects.get().title] == [
        str(Proposal.objects.get().pk),
        "Penkki rantaan",
    ]


@pytest.mark.parametrize("move", [closed_phase, coming_phase])
def test_outside_the_phase_nothing_is_begun_and_nothing_typed_is_lost(
    town: Town, reader: Reader, move: Callable[..., object]
) -> None:
    move(town.cycle, PhaseKind.PROPOSE)
    assert "Proposals are not taken now" in reader().get("/proposals/new/").content.decode()
    answer = reader().post("/proposals/new/", {"title": "Liian myöhään", "language": "fi"})
    assert (answer.status_code, "Liian myöhään" in answer.content.decode()) == (409, True)
    assert not Proposal.objects.exists()


def test_a_phase_that_closes_while_one_writes_keeps_the_draft(
    town: Town, reader: Reader, resident: User
) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, area=town.harjula, category=town.category)
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    client = reader(resident)
    assert client.post(step(draft, "what"), {"what": "Uutta", "why": "Siksi"}).status_code == 302
    answer = client.post(step(draft, "submit"))
    draft.refresh_from_db()
    assert (answer.status_code, draft.state, draft.what) == (409, State.DRAFT, "Uutta")
    assert "This is not open now" in answer.content.decode()
    assert "Uutta" in answer.content.decode()


def test_what_is_missing_is_told_with_the_way_there(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, what="", area=None, category=town.category)
    client = reader(resident)
    assert client.get(f"/proposals/{draft.pk}/edit/").headers["location"] == step(draft, "what")
    answer = client.post(step(draft, "submit"))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f'<a href="{step(draft, "what")}?over">Tell what should be done.</a>' in html
    assert f'<a href="{step(draft, "place")}?over">' in html


def test_a_question_without_its_answer_is_asked_again_with_the_rest_saved(
    town: Town, reader: Reader, resident: User
) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, what="", why="")
    answer = reader(resident).post(step(draft, "what"), {"what": "Penkki", "why": ""})
    draft.refresh_from_db()
    assert (answer.status_code, draft.what) == (400, "Penkki")
    assert "Tell why it is needed." in answer.content.decode()


def test_one_may_go_on_later_with_an_unanswered_question(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, what="", why="")
    answer = reader(resident).post(
        step(draft, "what"), {"what": "Penkki", "why": "", "later": "1"}, follow=True
    )
    assert answer.redirect_chain == [("/proposals/new/", 302)]
    assert f'href="/proposals/{draft.pk}/edit/"' in answer.content.decode()


def test_a_change_in_another_window_is_shown_and_nothing_is_overwritten(
    town: Town, reader: Reader, resident: User
) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, what="Vanha")
    client = reader(resident)
    seen = hidden(client.get(step(draft, "what")).content.decode(), "seen")
    client.post(step(draft, "what"), {"what": "Toinen ikkuna", "why": "Syy", "seen": seen})
    answer = client.post(step(draft, "what"), {"what": "Tämä ikkuna", "why": "Syy", "seen": seen})
    html = answer.content.decode()
    draft.refresh_from_db()
    assert (answer.status_code, draft.what) == (409, "Toinen ikkuna")
    assert "You changed this in another window" in html
    assert "Toinen ikkuna" in html
    assert "Tämä ikkuna" in html
    again = {"what": "Tämä ikkuna", "why": "Syy", "seen": hidden(html, "seen")}
    assert client.post(step(draft, "what"), again).status_code == 302
    draft.refresh_from_db()
    assert draft.what == "Tämä ikkuna"


def test_saving_by_itself_does_not_count_as_another_window(
    town: Town, reader: Reader, resident: User
) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident)
    client = reader(resident)
    seen = hidden(client.get(step(draft, "what")).content.decode(), "seen")
    told = client.post(step(draft, "what"), {"what": "Kes", "why": "Syy", "seen": seen}, headers=JSON).json()
    answer = client.post(step(draft, "what"), {"what": "Kesken", "why": "Syy", "seen": told["version"]})
    assert answer.status_code == 302


def test_a_text_that_is_too_long_is_told_and_kept(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, what="Vanha")
    answer = reader(resident).post(step(draft, "what"), {"what": "y" * 5001, "why": "Syy"})
    assert (answer.status_code, "y" * 5001 in answer.content.decode()) == (400, True)
    draft.refresh_from_db()
    assert draft.what == "Vanha"
    quiet = reader(resident).post(step(draft, "what"), {"what": "y" * 5001}, headers=JSON)
    assert (quiet.status_code, quiet.json()) == (400, {"code": "refused"})


def test_an_expired_sign_in_while_writing_keeps_what_was_typed(
    town: Town, reader: Reader, resident: User
) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, what="Vanha", why="Syy")
    client = reader()
    gone = client.post(step(draft, "what"), {"what": "Kirjoitettu ilman istuntoa", "why": "Syy"})
    assert gone.headers["location"] == "/accounts/login/?next=%2Faccounts%2Fcontinue%2F"
    client.force_login(resident, backend=BACKEND)
    page = client.get("/accounts/continue/").content.decode()
    assert "Kirjoitettu ilman istuntoa" in page
    assert f'action="{step(draft, "what")}"' in page


def test_a_place_from_the_list_from_the_map_and_none(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident, area=None, latitude=None, longitude=None)
    client = reader(resident)
    assert client.post(step(draft, "place"), {"area": ""}).status_code == 400
    client.post(step(draft, "place"), {"latitude": "61.5", "longitude": "23.8", "place_name": "Ranta"})
    draft.refresh_from_db()
    assert (draft.area, draft.latitude, draft.longitude) == (town.harjula, 61.5, 23.8)
    client.post(step(draft, "place"), {"area": town.ranta.pk, "forget": "on"})
    draft.refresh_from_db()
    assert (draft.area, draft.latitude, draft.place_name) == (town.ranta, None, "")


def test_an_area_of_another_town_cannot_be_chosen(town: Town, reader: Reader, resident: User) -> None:
    other = ProposalFactory().area
    draft = DraftFactory(cycle=town.cycle, author=resident, area=None, latitude=None, longitude=None)
    client = reader(resident)
    assert f'value="{other.pk}"' not in client.get(step(draft, "place")).content.decode()
    assert client.post(step(draft, "place"), {"area": other.pk}).status_code == 400


@pytest.mark.parametrize(
    "slug", ["title", "what", "for-whom", "place", "category", "pictures", "submit", "nonsense"]
)
def test_nobody_else_reaches_a_draft(town: Town, reader: Reader, resident: User, slug: str) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident)
    assert reader(ResidentFactory()).get(step(draft, slug)).status_code == 404
    assert reader(ResidentFactory()).post(step(draft, slug), {"what": "x"}).status_code == 404
    answer = reader().get(step(draft, slug))
    assert answer.status_code in (302, 404)
    assert answer.headers.get("location", "/accounts/login/").startswith("/accounts/login/")


def test_another_browser_does_not_reach_a_draft_without_an_account(town: Town, reader: Reader) -> None:
    draft = begin(reader())
    assert reader().get(step(draft, "what")).headers["location"].startswith("/accounts/login/")
    assert reader(ResidentFactory()).get(step(draft, "what")).status_code == 404
    assert reader(ResidentFactory()).get(f"/proposals/{draft.pk}/").status_code == 404


@pytest.mark.parametrize("state", [state for state in State if state not in (State.DRAFT, State.RETURNED)])
def test_a_submitted_text_cannot_be_changed(town: Town, reader: Reader, resident: User, state: State) -> None:
    proposal = proposal_in(town, state, author=resident, what="Vanha")
    client = reader(resident)
    for slug in ("title", "what", "pictures", "submit"):
        assert client.get(step(proposal, slug)).headers["location"] == f"/proposals/{proposal.pk}/"
    answer = client.post(step(proposal, "what"), {"what": "Toinen", "why": "Syy"})
    proposal.refresh_from_db()
    assert (answer.status_code, proposal.what) == (409, "Vanha")
    assert "Toinen" in answer.content.decode()


def test_a_returned_proposal_is_completed_and_handed_in_again(
    town: Town, reader: Reader, resident: User, reviewer: User
) -> None:
    proposal = proposal_in(town, State.RETURNED, author=resident)
    ReviewFactory(proposal=proposal, reviewer=reviewer, request="Kerro, kuka huoltaa.")
    client = reader(resident)
    assert "Kerro, kuka huoltaa." in client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "Kerro, kuka huoltaa." in client.get(step(proposal, "what")).content.decode()
    answer = client.post(step(proposal, "what") + "?over", {"what": "Huoltaa kylä", "why": "Syy"})
    assert answer.headers["location"] == step(proposal, "submit")
    client.post(step(proposal, "submit"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.what) == (State.IN_REVIEW, "Huoltaa kylä")


def test_what_the_author_is_asked_is_for_the_author_alone(town: Town, reader: Reader, resident: User) -> None:
    proposal = proposal_in(town, State.RETURNED, author=resident)
    ReviewFactory(proposal=proposal, request="Kerro, kuka huoltaa.")
    for someone in (reader(), reader(ResidentFactory())):
        assert "Kerro, kuka huoltaa." not in someone.get(f"/proposals/{proposal.pk}/").content.decode()


def test_a_draft_is_deleted_after_a_question(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident)
    client = reader(resident)
    assert "Delete this draft?" in client.get(f"/proposals/{draft.pk}/discard/").content.decode()
    assert Proposal.objects.exists()
    assert client.post(f"/proposals/{draft.pk}/discard/").headers["location"] == "/proposals/new/"
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("state", list(State))
def test_who_may_withdraw_in_which_state(town: Town, reader: Reader, resident: User, state: State) -> None:
    proposal = proposal_in(town, state, author=resident)
    address = f"/proposals/{proposal.pk}/withdraw/"
    is_possible = state in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)
    answers = {
        "somebody": reader(ResidentFactory()).post(address).status_code,
        "nobody": reader().post(address).status_code,
        "author": reader(resident).post(address).status_code,
    }
    done = is_possible or state == State.WITHDRAWN
    assert answers == {"somebody": 404, "nobody": 302, "author": 302 if done else 409}
    proposal.refresh_from_db()
    assert proposal.state == (State.WITHDRAWN if is_possible else state)


def test_what_is_alike_is_shown_while_writing_and_on_the_next_page(town: Town, reader: Reader) -> None:
    ProposalFactory(cycle=town.cycle, area=town.harjula, title="Pyörätie rantaan")
    client = reader()
    assert "Pyörätie rantaan" in client.get("/proposals/similar/", {"text": "pyöräteitä"}).content.decode()
    assert client.get("/proposals/similar/", {"text": "xq"}).content.decode().strip() == ""
    draft = begin(client, "Pyöräteitä lisää")
    assert "Pyörätie rantaan" in client.get(step(draft, "what")).content.decode()


def test_too_many_drafts_are_slowed_down_with_the_title_kept(
    town: Town, reader: Reader, resident: User
) -> None:
    client = reader(resident)
    for number in range(20):
        client.post("/proposals/new/", {"title": f"Ehdotus {number}"})
    answer = client.post("/proposals/new/", {"title": "Vielä yksi"})
    assert (answer.status_code, 'value="Vielä yksi"' in answer.content.decode()) == (429, True)


def test_a_step_that_was_passed_by_empty_is_not_called_done(town: Town, reader: Reader) -> None:
    client = reader()
    draft = begin(client)
    client.post(step(draft, "what"), {"what": "Penkki", "why": "Levätä voi"})
    shown = client.get(step(draft, "pictures")).context["steps"]
    assert [one["state"] for one in shown] == ["done", "done", "done", "next", "next", "now", "next"]


def test_a_form_that_had_grown_old_gives_back_what_was_written(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/proposals/new/", {"title": "Uusi <penkki> rantaan", "language": "fi"})
    assert answer.status_code == 403
    assert "<p>Uusi &lt;penkki&gt; rantaan</p>" in answer.content.decode()
