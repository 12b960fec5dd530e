"""The summary box by hand: above the arguments, corrected by who takes part, answered at the desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from commons.accounts.models import Role, User
from commons.deliberation.models import Correction, Summary
from proposals.models import Proposal
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official
from tests.proposals.domain.test_summing_up import suggested, written

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def facilitator(town: Town) -> User:
    return official(Role.FACILITATOR, town.harjula)


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, title="Pulkkamäki")
    return made


def test_the_whole_story_by_pages(
    reader: Reader, facilitator: User, resident: User, proposal: Proposal
) -> None:
    desk, mine = reader(facilitator), reader(resident)
    address, page = f"/talk/{proposal.thread_id}/summary/", f"/proposals/{proposal.pk}/"
    assert "Write a summary of the discussion" in desk.get(page).content.decode()
    assert f'href="{address}write/"' not in mine.get(page).content.decode()
    sent = {"text": "Mäki kiinnostaa.", "language": "fi", "seen": "0"}
    assert desk.post(f"{address}write/", sent).headers["location"] == address
    html = mine.get(page).content.decode()
    assert (
        html.index("Written by the town") < html.index("Mäki kiinnostaa.") < html.index('id="contributions"')
    )
    refused = mine.post(address, {"text": "x" * 601})
    assert (refused.status_code, "x" * 601 in refused.content.decode()) == (400, True)
    assert mine.post(address, {"text": "Valot puuttuvat."}).status_code == 302
    assert "Take it back" in mine.get(address).content.decode()
    correction = Correction.objects.get()
    assert "Valot puuttuvat." in desk.get("/desk/summaries/").content.decode()
    answer = f"{address}corrections/{correction.pk}/"
    no = desk.post(answer, {"answer": "decline", "reason": "", "text": "Pidä tämä.", "seen": "1"})
    assert (no.status_code, "Pidä tämä." in no.content.decode()) == (400, True)
    taken = {"answer": "take", "text": "Mäki ja valot kiinnostavat.", "reason": "", "seen": "1"}
    assert desk.post(answer, taken).status_code == 302
    assert "Taken into the summary" in mine.get(address).content.decode()
    html = reader().get(f"{address}versions/?from=1&to=2").content.decode()
    for words in ("From version 1 to version 2", "<ins>", "after a participant’s correction"):
        assert words in html
    assert "Show version" not in html
    assert desk.post(f"{address}back/", {"number": "1", "seen": "2"}).status_code == 302
    assert [one.text for one in Summary.objects.all()] == [
        "Mäki kiinnostaa.", "Mäki ja valot kiinnostavat.", "Mäki kiinnostaa.",
    ]  # fmt: skip


def test_what_another_facilitator_wrote_is_shown_beside_what_was_typed(
    reader: Reader, facilitator: User, proposal: Proposal
) -> None:
    written(official(Role.MODERATOR), proposal, "Toisen yhteenveto.")
    address = f"/talk/{proposal.thread_id}/summary/write/"
    answer = reader(facilitator).post(address, {"text": "Oma teksti.", "language": "fi", "seen": "0"})
    html = answer.content.decode()
    assert (answer.status_code, "Toisen yhteenveto." in html, "Oma teksti." in html) == (409, True, True)
    assert 'name="seen" value="1"' in html


def test_strangers_and_nonsense(
    reader: Reader, facilitator: User, resident: User, proposal: Proposal
) -> None:
    written(facilitator, proposal)
    correction = suggested(ResidentFactory(), proposal)
    address = f"/talk/{proposal.thread_id}/summary/"
    mine = reader(resident)
    assert "Valot" not in mine.get(address).content.decode()
    for way in ("write/", f"corrections/{correction.pk}/"):
        assert (mine.get(f"{address}{way}").status_code, reader().get(f"{address}{way}").status_code) == (
            403,
            302,
        )
    assert mine.post(f"{address}back/", {"number": "1", "seen": "1"}).status_code == 403
    assert mine.post(f"{address}corrections/{correction.pk}/take-back/").status_code == 404
    assert reader().post(address, {"text": "Kirjaudu."}).status_code == 302
    assert mine.get("/desk/summaries/").status_code == 403
    assert reader(facilitator).get(f"{address}corrections/99999999/").status_code == 404
    for way in ("/talk/0/summary/", "/talk/99999999/summary/", f"/talk/{'9' * 30}/summary/"):
        assert mine.get(way).status_code == 404
    for query in ("?from=x&to=-1", f"?from={'9' * 40}", "?from=7&to=8"):
        assert mine.get(f"{address}versions/{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 12])
def test_the_desk_takes_as_many_queries_for_one_correction_as_for_many(
    town: Town, reader: Reader, facilitator: User, number: int, django_assert_num_queries: Callable
) -> None:
    for _number in range(number):
        proposal = ProposalFactory(cycle=town.cycle, area=town.harjula)
        written(facilitator, proposal)
        suggested(ResidentFactory(), proposal)
    desk = reader(facilitator)
    with django_assert_num_queries(5):
        html = desk.get("/desk/summaries/").content.decode()
    assert html.count("Myös valot puuttuvat.</td>") == number


def test_the_api_tells_the_same_story(
    reader: Reader, facilitator: User, resident: User, proposal: Proposal
) -> None:
    desk, mine, as_json = reader(facilitator), reader(resident), {"content_type": "application/json"}
    thread = mine.get(f"/api/v1/proposals/{proposal.pk}/").json()["thread"]
    address = f"/api/v1/threads/{thread}/summary/"
    put = desk.put(address, {"text": "Mäki.", "language": "fi", "seen": 0}, **as_json)
    assert put.json()["number"] == 1
    sent = {"text": "Valot puuttuvat.", "language": "fi"}
    first = mine.post(f"{address}corrections/", sent, **as_json)
    assert (first.status_code, first.json()["state"]) == (201, "open")
    second = mine.post(f"{address}corrections/", sent, **as_json)
    assert (second.status_code, second.json()["code"]) == (409, "correction-open")
    waits = [one["id"] for one in desk.get("/api/v1/corrections/").json()["results"]]
    assert waits == [first.json()["id"]]
    way = f"/api/v1/corrections/{waits[0]}/"
    assert desk.post(f"{way}take/", {"text": "Mäki ja valot.", "seen": 1}, **as_json).json()["number"] == 2
    late = desk.post(f"{way}decline/", {"reason": "Ei."}, **as_json)
    assert (late.status_code, late.json()["code"]) == (409, "correction-answered")
    assert desk.post(f"{address}back/", {"number": 1, "seen": 2}, **as_json).json()["back_to"] == 1
    found = mine.get(address).json()
    assert (found["summary"]["text"], [one["state"] for one in found["mine"]]) == ("Mäki.", ["taken"])
    numbers = [one["number"] for one in reader().get(f"{address}versions/").json()["results"]]
    assert numbers == [3, 2, 1]
    assert mine.get(f"/api/v1/proposals/{proposal.pk}/").json()["discussion_summary"]["number"] == 3
