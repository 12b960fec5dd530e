"""Writing a draft."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.http.rate import TooOften
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from proposals.domain import drafts, upkeep
from proposals.domain.errors import ChangedElsewhere, TextFrozen, WrongState
from proposals.models import Proposal, State
from tests.factories.process import CycleFactory, closed_phase, coming_phase, open_phase
from tests.factories.proposals import CategoryFactory, DraftFactory, ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


def test_a_draft_is_begun_and_saved_step_by_step(town: Town, resident: User) -> None:
    draft = drafts.start(
        actor=resident, cycle=town.cycle, changes={"language": "fi", "title": " Uusi \n penkki "}
    )
    drafts.save(actor=resident, proposal=draft, changes={"what": "Penkki\r\nrantaan ", "why": "Levätä voi."})
    drafts.save(
        actor=resident, proposal=draft, changes={"latitude": "61,5", "longitude": 23.8, "place_name": "Ranta"}
    )
    drafts.save(actor=resident, proposal=draft, changes={"category": "luonto", "rough_cost": "1 500,50 €"})
    saved = Proposal.objects.values(
        "author", "state", "title", "what", "why", "area", "latitude", "longitude", "place_name", "category",
        "rough_cost", "draft_owner",
    ).get(pk=draft.pk)  # fmt: skip
    assert saved == {
        "author": resident.pk,
        "state": "draft",
        "title": "Uusi penkki",
        "what": "Penkki\nrantaan",
        "why": "Levätä voi.",
        "area": town.harjula.pk,
        "latitude": 61.5,
        "longitude": 23.8,
        "place_name": "Ranta",
        "category": town.category.pk,
        "rough_cost": Decimal("1500.50"),
        "draft_owner": "",
    }


def test_a_chosen_area_wins_over_the_point(town: Town, resident: User) -> None:
    draft = drafts.start(
        actor=resident, cycle=town.cycle, changes={"latitude": 61.5, "longitude": 23.8, "area": town.ranta.pk}
    )
    assert draft.area == town.ranta


@pytest.mark.parametrize(("move", "words"), [(coming_phase, r"opens on \d"), (closed_phase, r"closed on \d")])
def test_no_draft_is_begun_outside_the_phase(town: Town, resident: User, move: object, words: str) -> None:
    move(town.cycle, PhaseKind.PROPOSE)  # type: ignore[operator]
    with translation.override("en"), pytest.raises(PhaseClosed, match=words):
        drafts.start(actor=resident, cycle=town.cycle)
    assert not Proposal.objects.exists()


def test_a_begun_draft_can_be_saved_after_the_phase(town: Town, resident: User) -> None:
    draft = drafts.start(actor=resident, cycle=town.cycle)
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    drafts.save(actor=resident, proposal=draft, changes={"title": "Myöhässä"})
    assert Proposal.objects.get().title == "Myöhässä"


def test_the_same_key_makes_one_draft(town: Town, resident: User) -> None:
    key = uuid4()
    first = drafts.start(actor=resident, cycle=town.cycle, key=key)
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    assert drafts.start(actor=resident, cycle=town.cycle, key=key) == first
    assert Proposal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_draft(town: Town, resident: User) -> None:
    key, found = uuid4(), []

    def click() -> None:
        found.append(drafts.start(actor=resident, cycle=town.cycle, key=key).pk)
        connection.close()

    clicks = [threading.Thread(target=click) for _number in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert found == [Proposal.objects.get().pk] * 4


def test_anybody_may_write_and_the_draft_goes_to_who_signs_in(
    town: Town, resident: User, anonymous: Actor
) -> None:
    token = drafts.new_token()
    draft = drafts.start(actor=anonymous, cycle=town.cycle, changes={"title": "Penkki"}, token=token)
    drafts.save(actor=anonymous, proposal=draft, changes={"what": "Rantaan"}, token=token)
    with pytest.raises(SignInNeeded):
        drafts.save(actor=anonymous, proposal=draft, changes={"what": "Muualle"}, token="arvattu")
    with pytest.raises(NotAllowed):
        drafts.save(actor=resident, proposal=draft, changes={"what": "Muualle"})
    assert drafts.claim(actor=resident, token=token) == 1
    assert drafts.claim(actor=resident, token=token) == 0
    drafts.save(actor=resident, proposal=draft, changes={"why": "Siksi"})
    with pytest.raises(SignInNeeded):
        drafts.save(actor=anonymous, proposal=draft, changes={"what": "Muualle"}, token=token)
    assert list(Proposal.objects.values_list("author", "what", "why", "draft_owner")) == [
        (resident.pk, "Rantaan", "Siksi", "")
    ]


def test_without_account_and_token_nothing_is_begun(town: Town, anonymous: Actor) -> None:
    with pytest.raises(SignInNeeded):
        drafts.start(actor=anonymous, cycle=town.cycle)


def test_what_another_window_saved_is_not_overwritten(town: Town, resident: User) -> None:
    draft = drafts.start(actor=resident, cycle=town.cycle, changes={"title": "Penkki", "what": "Yksi"})
    seen = drafts.mark_of(draft, "title")
    other = drafts.mark_of(draft, "what")
    drafts.save(actor=resident, proposal=draft, changes={"title": "Penkki rantaan"}, seen=seen)
    with pytest.raises(ChangedElsewhere):
        drafts.save(actor=resident, proposal=draft, changes={"title": "Penkki torille"}, seen=seen)
    drafts.save(actor=resident, proposal=draft, changes={"title": "Penkki rantaan"}, seen=seen)
    drafts.save(actor=resident, proposal=draft, changes={"what": "Kaksi"}, seen=other)
    assert Proposal.objects.values_list("title", "what").get() == ("Penkki rantaan", "Kaksi")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 121}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"what": "x" * 5001}, "what"),
        ({"what": "\x00"}, "what"),
        ({"language": "suomi!"}, "language"),
        ({"language": None}, "language"),
        ({"latitude": 91, "longitude": 0}, "latitude"),
        ({"latitude": "nan", "longitude": 0}, "latitude"),
        ({"latitude": 61}, "latitude"),
        ({"rough_cost": "paljon"}, "rough_cost"),
        ({"rough_cost": -1}, "rough_cost"),
        ({"rough_cost": "Infinity"}, "rough_cost"),
        ({"rough_cost": "1e30"}, "rough_cost"),
        ({"category": "ei-ole"}, "category"),
        ({"category": "\x00"}, "category"),
        ({"area": "99999999999999999999"}, "area"),
        ({"area": "harjula"}, "area"),
    ],
)
def test_bad_values_are_told_by_field_and_nothing_is_saved(
    town: Town, resident: User, changes: dict, field: str
) -> None:
    draft = drafts.start(actor=resident, cycle=town.cycle, changes={"title": "Penkki"})
    with pytest.raises(Invalid) as refused:
        drafts.save(actor=resident, proposal=draft, changes={"why": "Siksi"} | changes)
    assert list(refused.value.fields) == [field]
    assert Proposal.objects.values_list("title", "why").get() == ("Penkki", "")


def test_category_and_area_of_elsewhere_are_refused(town: Town, resident: User) -> None:
    other = CategoryFactory(cycle=CycleFactory(), slug="muu")
    foreign = CycleFactory().area
    draft = drafts.start(actor=resident, cycle=town.cycle)
    with pytest.raises(Invalid) as refused:
        drafts.save(actor=resident, proposal=draft, changes={"category": "muu", "area": foreign.pk})
    assert sorted(refused.value.fields) == ["area", "category"]
    with pytest.raises(Invalid):
        drafts.save(actor=resident, proposal=draft, changes={"category": other})


def test_a_field_that_is_not_the_authors_is_a_fault_of_the_caller(town: Town, resident: User) -> None:
    draft = drafts.start(actor=resident, cycle=town.cycle)
    with pytest.raises(LookupError):
        drafts.save(actor=resident, proposal=draft, changes={"state": "funded"})


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.WITHDRAWN])
def test_a_submitted_text_stays(resident: User, state: State) -> None:
    proposal = ProposalFactory(author=resident, state=state)
    with pytest.raises(TextFrozen):
        drafts.save(actor=resident, proposal=proposal, changes={"title": "Toinen"})


def test_a_draft_is_discarded_and_a_submitted_one_not(resident: User) -> None:
    draft, proposal = DraftFactory(author=resident), ProposalFactory(author=resident)
    drafts.discard(actor=resident, proposal=draft)
    with pytest.raises(WrongState):
        drafts.discard(actor=resident, proposal=proposal)
    with pytest.raises(NotAllowed):
        drafts.discard(actor=ResidentFactory(), proposal=proposal)
    assert list(Proposal.objects.all()) == [proposal]


def test_nobody_floods_the_town_with_drafts(town: Town, resident: User) -> None:
    for _number in range(20):
        drafts.start(actor=resident, cycle=town.cycle)
    with pytest.raises(TooOften):
        drafts.start(actor=resident, cycle=town.cycle)


def test_abandoned_drafts_go_after_sixty_days(town: Town, resident: User, anonymous: Actor) -> None:
    open_phase(town.cycle, PhaseKind.PROPOSE)
    old, fresh = (
        drafts.start(actor=anonymous, cycle=town.cycle, token=token) for token in ("eilinen", "tuore")
    )
    own = drafts.start(actor=resident, cycle=town.cycle)
    for draft in (old, own):
        Proposal.objects.filter(pk=draft.pk).update(saved_at="2020-01-01T00:00Z")
    assert upkeep.drop_abandoned_drafts() == 1
    assert set(Proposal.objects.all()) == {fresh, own}


def test_a_first_page_that_saves_itself_keeps_one_draft(town: Town, resident: User) -> None:
    key = uuid4()
    for title in ("Pen", "Penkki", "Penkki rantaan"):
        drafts.keep(actor=resident, cycle=town.cycle, changes={"title": title}, key=key)
    assert list(Proposal.objects.values_list("title", flat=True)) == ["Penkki rantaan"]


def test_what_was_submitted_meanwhile_is_not_changed_by_its_first_page(town: Town, resident: User) -> None:
    key = uuid4()
    made = ProposalFactory(cycle=town.cycle, author=resident, key=key, title="Lähetetty")
    assert drafts.keep(actor=resident, cycle=town.cycle, changes={"title": "Toinen"}, key=key) == made
    made.refresh_from_db()
    assert made.title == "Lähetetty"
