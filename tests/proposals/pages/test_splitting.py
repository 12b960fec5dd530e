"""Splitting by hand: the coordinator's desk, the author's page, and what the old address shows."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from proposals.domain.splitting import plans, preparing
from proposals.models import Answer, Proposal, SplitPlan, SplitState, State
from tests.proposals.conftest import Town
from tests.proposals.domain.test_merging import made
from tests.proposals.domain.test_splitting import asked, prepared, split
from tests.proposals.pages.conftest import hidden

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def whole(town: Town) -> Proposal:
    return made(town, title="Pulkkamäki ja valaistus", category=town.category)


def written(whole: Proposal, html: str, **typed: str) -> dict[str, str]:
    """A part's form as a browser sends it."""
    return {
        "seen": hidden(html, "seen"),
        "title": "Osa",
        "language": "fi",
        "what": "Mäki.",
        "why": "Lapsille.",
        "for_whom": "",
        "category": "luonto",
        "area": str(whole.area_id),
        "place_name": "Rantapuisto",
        "rough_cost": "",
    } | typed


def test_the_whole_story_by_pages(reader: Reader, coordinator: User, whole: Proposal) -> None:
    desk = reader(coordinator)
    assert "Split this into parts" in desk.get(f"/proposals/{whole.pk}/").content.decode()
    new = f"/desk/splitting/new/?proposal={whole.pk}"
    place = desk.post(new, {"reason": "Kaksi ajatusta.", "parts": "2", "days": "14"}).headers["location"]
    plan = SplitPlan.objects.get()
    for part, title in zip(plan.parts.all(), ("Mäki", "Valot"), strict=True):
        address = f"{place}parts/{part.pk}/"
        html = desk.get(address).content.decode()
        # Begun with what the whole says, the point on the map too.
        assert "Tukeva penkki, jossa on selkänoja." in html
        assert desk.post(address, written(whole, html, title=title, keeps_point="on")).status_code == 302
    assert [part.latitude for part in plan.parts.all()] == [whole.latitude] * 2
    desk.post(f"{place}ask/")
    assert whole.author is not None
    mine, asks = reader(whole.author), f"/proposals/splitting/{plan.pk}/"
    assert "Nothing happens without your consent" in mine.get(asks).content.decode()
    refused = mine.post(asks, {"answer": "decline", "reason": ""})
    assert (refused.status_code, "Write why not" in refused.content.decode()) == (400, True)
    assert mine.post(asks, {"answer": "agree", "reason": ""}).status_code == 302
    assert "Split the proposal" in desk.get(place).content.decode()
    desk.post(f"{place}carry-out/")
    first, second = Proposal.objects.filter(split_from=whole).order_by("pk")
    page = reader().get(f"/proposals/{whole.pk}/")
    html = page.content.decode()
    assert page.status_code == 200
    for words in (
        "Which part do you look for?",
        "Kaksi ajatusta.",
        f'href="/proposals/{first.pk}/"',
        "Valot",
    ):
        assert words in html
    original = reader().get(f"/proposals/{whole.pk}/?original").content.decode()
    assert "It goes on in several parts" in original
    assert 'name="text"' not in original
    html = reader().get(f"/proposals/{first.pk}/").content.decode()
    for words in ("A part of a larger proposal", f"/proposals/{second.pk}/", "1 comment was made before"):
        assert words in html
    assert "Before it was split from this" in reader().get(f"/proposals/{first.pk}/history/").content.decode()
    desk.post(f"{place}undo/")
    answer = reader().get(f"/proposals/{first.pk}/")
    assert answer.headers["location"] == f"/proposals/{whole.pk}/?merged={first.pk}"
    assert "Pulkkamäki ja valaistus" in reader().get(f"/proposals/{whole.pk}/").content.decode()


def test_what_is_refused_stays_as_it_was_typed(reader: Reader, coordinator: User, whole: Proposal) -> None:
    desk, new = reader(coordinator), f"/desk/splitting/new/?proposal={whole.pk}"
    for sent in (
        {"parts": "x", "days": "14"},
        {"parts": "2", "days": "99999999"},
        {"parts": "7", "days": "7"},
    ):
        answer = desk.post(new, {"reason": "Pidä tämä."} | sent)
        assert (answer.status_code, "Pidä tämä." in answer.content.decode()) == (400, True)
    plan = prepared(coordinator, whole)
    address = f"/desk/splitting/{plan.pk}/parts/{plan.parts.all()[0].pk}/"
    html = desk.get(address).content.decode()
    answer = desk.post(address, written(whole, html, rough_cost="paljon", what="Pidä tämäkin."))
    assert (answer.status_code, "Pidä tämäkin." in answer.content.decode()) == (400, True)
    # Somebody else saved meanwhile: theirs is shown beside what was typed.
    preparing.save_part(actor=coordinator, part=plan.parts.all()[0], changes={"what": "Toisen teksti."})
    answer = desk.post(address, written(whole, html, what="Oma teksti."))
    html = answer.content.decode()
    assert (answer.status_code, "Toisen teksti." in html, "Oma teksti." in html) == (409, True, True)
    assert desk.post(address, written(whole, html, what="Oma teksti.")).status_code == 302


def test_a_part_saves_itself(reader: Reader, coordinator: User, whole: Proposal) -> None:
    desk, plan = reader(coordinator), prepared(coordinator, whole)
    address = f"/desk/splitting/{plan.pk}/parts/{plan.parts.all()[0].pk}/"
    html = desk.get(address).content.decode()
    by_script = {"accept": "application/json"}
    saved = desk.post(address, written(whole, html, what="Itse tallentunut."), headers=by_script)
    assert saved.json()["version"] == hidden(desk.get(address).content.decode(), "seen")
    refused = desk.post(address, written(whole, html, rough_cost="x"), headers=by_script)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


def test_what_is_not_there_is_not_found(reader: Reader, coordinator: User, whole: Proposal) -> None:
    desk, plan = reader(coordinator), prepared(coordinator, whole)
    for word in ("", "x", "0", "9" * 40):
        assert desk.get(f"/desk/splitting/new/?proposal={word}").status_code == 404
    for address in ("/desk/splitting/999999/", f"/desk/splitting/{plan.pk}/parts/999999/"):
        assert desk.get(address).status_code == 404


def test_a_stranger_and_who_comes_late_cannot_answer(
    reader: Reader, coordinator: User, resident: User, whole: Proposal
) -> None:
    address = f"/proposals/splitting/{(plan := prepared(coordinator, whole)).pk}/"
    assert reader(whole.author).get(address).status_code == 404
    plans.ask(actor=coordinator, plan=plan)
    assert reader(resident).get(address).status_code == 403
    assert reader().get(address).status_code == 302
    SplitPlan.objects.update(answer_until=timezone.now())
    answer = reader(whole.author).post(address, {"answer": "decline", "reason": "Liian myöhään"})
    assert (answer.status_code, "The time for answering is over" in answer.content.decode()) == (409, True)
    assert SplitPlan.objects.get().answer == Answer.WAITING


def test_the_old_address_takes_nothing_more(reader: Reader, coordinator: User, whole: Proposal) -> None:
    split(coordinator, whole)
    for what in ("support", "comments"):
        answer = reader(coordinator).post(f"/proposals/{whole.pk}/{what}/", {"kind": "for", "text": "Ei."})
        assert answer.status_code in (302, 409)
    assert (whole.supports.count(), whole.thread.comments.count()) == (1, 1)
    html = reader().get("/proposals/?state=split&cycle=kuvala-2026").content.decode()
    assert f'href="/proposals/{whole.pk}/"' in html


@pytest.mark.parametrize("number", [1, 8])
def test_the_desk_takes_as_many_queries_for_one_plan_as_for_many(
    town: Town, reader: Reader, coordinator: User, number: int, django_assert_num_queries: Callable
) -> None:
    for _number in range(number):
        asked(coordinator, made(town))
    desk = reader(coordinator)
    with django_assert_num_queries(5):
        html = desk.get("/desk/splitting/").content.decode()
    assert html.count("The author is asked") == number
    assert SplitPlan.objects.filter(state=SplitState.ASKING).count() == number


def test_the_api_tells_the_same_story(reader: Reader, coordinator: User, whole: Proposal) -> None:
    desk, mine = reader(coordinator), reader(whole.author)
    sent = {"proposal": whole.pk, "reason": "Kaksi ajatusta.", "parts": 3}
    as_json = {"content_type": "application/json"}
    plan = desk.post("/api/v1/split-plans/", sent, **as_json).json()
    address = f"/api/v1/split-plans/{plan['id']}/"
    desk.delete(f"{address}parts/{plan['parts'][2]['id']}/")
    for part, title in zip(plan["parts"], ("Mäki", "Valot"), strict=False):
        told = desk.patch(f"{address}parts/{part['id']}/", {"title": title, "rough_cost": "80"}, **as_json)
        assert told.status_code == 200
    assert [(part["title"], part["missing"]) for part in told.json()["parts"]] == [
        ("Mäki", []),
        ("Valot", []),
    ]
    refused = desk.post(f"{address}carry-out/")
    assert (refused.status_code, refused.json()["code"]) == (409, "plan-is-over")
    assert desk.post(f"{address}ask/").json()["state"] == "asking"
    assert mine.put(f"{address}answer/", {"agrees": True}, **as_json).json()["answer"] == "agreed"
    done = desk.post(f"{address}carry-out/").json()
    assert done["state"] == "split"
    read = reader().get(f"/api/v1/proposals/{whole.pk}/").json()
    assert (read["state"], [part["title"] for part in read["parts"]]) == (State.SPLIT, ["Mäki", "Valot"])
    part = reader().get(f"/api/v1/proposals/{read['parts'][0]['id']}/").json()
    assert (part["split_from"]["id"], part["support_count"]) == (whole.pk, 1)
    assert desk.post(f"{address}undo/").json()["state"] == "undone"
