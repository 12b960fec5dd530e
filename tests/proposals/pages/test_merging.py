"""Merging by hand: the coordinator's desk, the author's page, and where old addresses lead."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from proposals.domain.merging import carrying, plans
from proposals.models import Answer, CoAuthor, CoAuthorState, MergePart, MergePlan, PlanState, Proposal, State
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.domain.test_merging import agreed, made, planned

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def lead(town: Town) -> Proposal:
    return made(town, title="Pulkkamäki Harjulaan")


@pytest.fixture
def other(town: Town) -> Proposal:
    return made(town, title="Pulkkamäki puistoon")


def test_the_whole_story_by_pages(reader: Reader, coordinator: User, lead: Proposal, other: Proposal) -> None:
    desk = reader(coordinator)
    assert "Merge others into this" in desk.get(f"/proposals/{lead.pk}/").content.decode()
    form = desk.get(f"/desk/merging/new/?lead={lead.pk}").content.decode()
    assert f'name="pick" value="{other.pk}"' in form
    data = {"pick": str(other.pk), "others": "", "reason": "Sama mäki.", "days": "14"}
    place = desk.post(f"/desk/merging/new/?lead={lead.pk}", data).headers["location"]
    for one in (lead, other):
        assert one.author is not None
        mine = reader(one.author)
        asked = f"/proposals/merging/{MergePlan.objects.get().pk}/"
        assert "Nothing happens without your consent" in mine.get(asked).content.decode()
        refused = mine.post(asked, {"answer": "decline", "reason": ""})
        assert (refused.status_code, "Write why not" in refused.content.decode()) == (400, True)
        assert mine.post(asked, {"answer": "agree", "reason": ""}).status_code == 302
    assert "Merge those whose authors agreed" in desk.get(place).content.decode()
    desk.post(f"{place}carry-out/")
    other.refresh_from_db()
    assert (other.state, other.merged_into) == (State.MERGED, lead)
    html = reader().get(f"/proposals/{other.pk}/", follow=True).content.decode()
    for words in ("“Pulkkamäki puistoon” goes on here", "Merged into this", "said about"):
        assert words in html
    original = reader().get(f"/proposals/{other.pk}/?original").content.decode()
    assert "It goes on in another proposal" in original
    assert 'name="text"' not in original
    history = reader().get(f"/proposals/{lead.pk}/history/").content.decode()
    assert "Before it was merged into this" in history
    assert "Sama mäki." in history
    desk.post(f"{place}undo/")
    assert reader().get(f"/proposals/{other.pk}/").status_code == 200


def test_everybody_who_wrote_a_merged_proposal_is_named(
    reader: Reader, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    for proposal, name in (
        (lead, "Ensi Kirjoittaja"),
        (other, "Toinen Kirjoittaja"),
        (other, "Kolmas Kirjoittaja"),
    ):
        person = ResidentFactory(display_name=name)
        CoAuthor.objects.create(proposal=proposal, user=person, state=CoAuthorState.ACCEPTED)
    CoAuthor.objects.create(
        proposal=other, user=ResidentFactory(display_name="Ei Vastannut"), state="declined"
    )
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))

    html = reader().get(f"/proposals/{lead.pk}/").content.decode()
    told = reader().get(f"/api/v1/proposals/{lead.pk}/").json()

    assert [html.count(f"{name} Kirjoittaja") for name in ("Ensi", "Toinen", "Kolmas")] == [1, 2, 2]
    assert "Ei Vastannut" not in html
    assert (told["co_authors"], [one["co_authors"] for one in told["merged"]]) == (
        ["Ensi Kirjoittaja"],
        [["Toinen Kirjoittaja", "Kolmas Kirjoittaja"]],
    )


def test_the_old_address_leads_on_for_good_only_when_it_cannot_be_undone(
    reader: Reader, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    first = reader().get(f"/proposals/{other.pk}/")
    MergePlan.objects.update(undo_until=timezone.now())
    later = reader().get(f"/proposals/{other.pk}/")
    assert [(one.status_code, one.headers["location"]) for one in (first, later)] == [
        (302, f"/proposals/{lead.pk}/?merged={other.pk}"), (301, f"/proposals/{lead.pk}/?merged={other.pk}"),
    ]  # fmt: skip
    for what in ("support", "comments"):
        answer = reader(other.author).post(f"/proposals/{other.pk}/{what}/", {"kind": "for", "text": "Ei."})
        assert answer.status_code in (302, 409)


def test_what_cannot_be_planned_is_told_and_kept(
    town: Town, reader: Reader, coordinator: User, lead: Proposal
) -> None:
    desk, address = reader(coordinator), f"/desk/merging/new/?lead={lead.pk}"
    gone = made(town, State.SUBMITTED, title="Peruttu")
    Proposal.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN)
    for others, status, words in (
        ("roskaa", 400, "is not the number or address"),
        ("", 409, "Name at least one other proposal"),
        (f"/proposals/{gone.pk}/", 409, "is in the state “Withdrawn”"),
    ):
        answer = desk.post(address, {"others": others, "reason": "Pidä tämä.", "days": "14"})
        html = answer.content.decode()
        assert (answer.status_code, words in html, "Pidä tämä." in html) == (status, True, True)
    for days in ("", "x", "6", "61", "99999999"):
        answer = desk.post(address, {"others": f"#{made(town).pk}", "reason": "Syy", "days": days})
        assert answer.status_code == 400
    for lead_word in ("", "x", "0", "9" * 40):
        assert desk.get(f"/desk/merging/new/?lead={lead_word}").status_code == 404
    assert desk.get("/desk/merging/999999/").status_code == 404
    assert not MergePlan.objects.exists()


def test_a_stranger_is_not_shown_the_question(
    reader: Reader, coordinator: User, resident: User, lead: Proposal, other: Proposal
) -> None:
    plan = planned(coordinator, lead, other)
    address = f"/proposals/merging/{plan.pk}/"
    assert reader(resident).get(address).status_code == 403
    assert reader().get(address).status_code == 302
    assert reader(resident).get("/proposals/merging/99999999/").status_code == 404


def test_an_answer_after_the_deadline_is_told_and_kept(
    reader: Reader, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    plan = planned(coordinator, lead, other)
    MergePlan.objects.update(answer_until=timezone.now())
    answer = reader(other.author).post(
        f"/proposals/merging/{plan.pk}/", {"answer": "decline", "reason": "Liian myöhään"}
    )
    assert (answer.status_code, "The time for answering is over" in answer.content.decode()) == (409, True)
    assert MergePart.objects.get(proposal=other).answer == Answer.WAITING


@pytest.mark.parametrize("number", [1, 8])
def test_the_desk_takes_as_many_queries_for_one_plan_as_for_many(
    town: Town, reader: Reader, coordinator: User, number: int, django_assert_num_queries: Callable
) -> None:
    for _number in range(number):
        plans.call_off(actor=coordinator, plan=planned(coordinator, made(town), made(town)))
    desk = reader(coordinator)
    with django_assert_num_queries(5):
        html = desk.get("/desk/merging/").content.decode()
    assert html.count(str(PlanState.CALLED_OFF.label)) == number
