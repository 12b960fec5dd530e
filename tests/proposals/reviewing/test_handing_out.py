"""Many reviews or tasks given at once, to a person or a department, by page and by API; undone; keys in the table."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from commons.accounts.models import Role, Service, User
from commons.http.errors import Invalid, NotAllowed
from proposals.domain import submission
from proposals.domain.errors import TooLateToUndo, UndoneAlready
from proposals.domain.reviewing import handing_out, plan, tasks
from proposals.domain.reviewing.plan import StepWish
from proposals.models import Handed, Handout, Proposal, Review, ReviewTask, State, StepKind, TaskState
from tests.factories.accounts import ServiceFactory
from tests.factories.proposals import BallotProposalFactory, DraftFactory, ProposalFactory, ReviewFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
DESK = "/desk/proposals/"


@pytest.fixture
def parks(town: Town, coordinator: User) -> Service:
    """A department whose year takes a formal check."""
    made: Service = ServiceFactory(slug="puistot")
    steps = [StepWish(StepKind.FORMAL, 5, made), StepWish(StepKind.DECISION, 5)]
    plan.set_steps(actor=coordinator, cycle=town.cycle, category=None, steps=steps)
    return made


@pytest.fixture
def sent(town: Town, parks: Service) -> list[Proposal]:
    """Three that were sent in, each with an open task of the parks."""
    drafts = [DraftFactory(cycle=town.cycle, area=town.harjula, category=town.category) for _ in range(3)]
    return [submission.submit(actor=one.author, proposal=one) for one in drafts]


def held() -> list[tuple[int | None, int | None, date]]:
    return list(ReviewTask.objects.order_by("pk").values_list("reviewer", "service", "due"))


def test_open_tasks_go_to_a_department_by_page_and_come_back(
    client: Client, sent: list[Proposal], parks: Service, coordinator: User
) -> None:
    streets, before = ServiceFactory(slug="kadut"), held()
    client.force_login(coordinator)
    wish = {
        "chosen": [one.pk for one in sent[:2]],
        "service": streets.pk,
        "what": "tasks",
        "due": "2031-03-14",
    }
    answer = client.post(f"{DESK}assign/", {**wish, "here": f"{DESK}?tab=all&service=puistot"}, follow=True)
    assert answer.redirect_chain == [(f"{DESK}?tab=all&service=puistot", 302)]
    assert held() == [(None, streets.pk, date(2031, 3, 14))] * 2 + before[2:]
    handout = answer.context["handout"]
    assert (handout.what, handout.made_by, len(handout.rows)) == ("tasks", coordinator, 2)
    undone = client.post(f"{DESK}assign/{handout.pk}/undo/", {"here": DESK}, follow=True)
    assert ([words.level_tag for words in undone.context["messages"]], held()) == (["success"], before)
    assert undone.context["handout"] is None


def test_what_was_given_on_since_stays_when_it_is_undone(
    sent: list[Proposal], coordinator: User, reviewer: User
) -> None:
    other = official(Role.REVIEWER)
    given = handing_out.hand_out(
        actor=coordinator, what=Handed.TASKS, ids=[one.pk for one in sent], reviewer=reviewer
    )
    assert given.handout is not None
    first, second, third = ReviewTask.objects.order_by("pk")
    tasks.give(actor=coordinator, task=first, reviewer=other, service=None)
    tasks.finish(actor=reviewer, task=second, passed=True)
    undone = handing_out.undo(actor=coordinator, handout=given.handout)
    assert (undone.done, [one.refusal.code for one in undone.refused]) == (1, ["changed-since", "task-done"])
    third.refresh_from_db()
    assert (third.reviewer, third.state) == (None, TaskState.OPEN)
    with pytest.raises(UndoneAlready):
        handing_out.undo(actor=coordinator, handout=given.handout)


def test_reviews_come_back_to_who_had_them_with_their_day(
    town: Town, coordinator: User, reviewer: User
) -> None:
    old, day = official(Role.REVIEWER), timezone.localdate() + timedelta(days=9)
    theirs = ReviewFactory(proposal=_in_review(town), reviewer=old, due=day)
    nobodys = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    given = handing_out.hand_out(
        actor=coordinator, what=Handed.REVIEWS, ids=[theirs.proposal_id, nobodys.pk], reviewer=reviewer
    )
    now = Review.objects.order_by("proposal_id")
    assert list(now.values_list("reviewer", "due")) == [(reviewer.pk, day), (reviewer.pk, None)]
    assert given.handout is not None
    assert handing_out.undo(actor=coordinator, handout=given.handout).done == 2
    assert list(now.values_list("reviewer", "due")) == [(old.pk, day), (None, None)]
    nobodys.refresh_from_db()
    assert nobodys.state == State.SUBMITTED


def _in_review(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=State.IN_REVIEW
    )
    return made


def test_the_same_by_api_with_what_stayed_and_why(
    sent: list[Proposal], coordinator: User, parks: Service
) -> None:
    api = APIClient(headers={"accept-language": "en"})
    api.force_login(coordinator)
    decided = BallotProposalFactory(cycle=sent[0].cycle, title="Valmis")
    wish = {"what": "tasks", "proposals": [sent[0].pk, decided.pk], "reviewer": coordinator.pk}
    answer = api.post("/api/v1/review-handouts/", wish, format="json", headers={"Idempotency-Key": "a" * 16})
    assert (answer.status_code, answer.json()["done"]) == (201, 1)
    assert [(one["title"], one["code"]) for one in answer.json()["stayed"]] == [("Valmis", "no-open-task")]
    assert held()[0][:2] == (coordinator.pk, parks.pk)
    address = f"/api/v1/review-handouts/{answer.json()['id']}/undo/"
    assert api.post(address).json() == {"id": answer.json()["id"], "done": 1, "stayed": []}
    assert (api.post(address).status_code, held()[0][:2]) == (409, (None, parks.pk))
    assert api.post("/api/v1/review-handouts/", {**wish, "what": "cakes"}, format="json").status_code == 400


def test_it_is_refused_whole_to_others_and_for_what_makes_no_sense(
    sent: list[Proposal], coordinator: User, reviewer: User, parks: Service
) -> None:
    ids = [one.pk for one in sent]
    with pytest.raises(NotAllowed):
        handing_out.hand_out(actor=reviewer, what=Handed.TASKS, ids=ids, reviewer=reviewer)
    for what, extra in ((Handed.REVIEWS, {"service": parks}), (Handed.TASKS, {})):
        with pytest.raises(Invalid):
            handing_out.hand_out(actor=coordinator, what=what, ids=ids, **extra)
    given = handing_out.hand_out(actor=coordinator, what=Handed.TASKS, ids=ids, reviewer=coordinator)
    assert given.handout is not None
    with pytest.raises(NotAllowed):
        handing_out.undo(actor=reviewer, handout=given.handout)
    Handout.objects.update(made_at=timezone.now() - handing_out.UNDO_WITHIN - timedelta(minutes=1))
    with pytest.raises(TooLateToUndo):
        handing_out.undo(actor=coordinator, handout=given.handout)
    assert handing_out.latest(coordinator) is None


def test_a_refused_form_keeps_what_was_chosen(
    client: Client, sent: list[Proposal], parks: Service, coordinator: User
) -> None:
    client.force_login(coordinator)
    answer = client.post(
        f"{DESK}assign/",
        {
            "chosen": [sent[1].pk, "9" * 30],
            "service": parks.pk,
            "due": "2031-03-14",
            "what": "reviews",
            "here": f"{DESK}?step=formal",
        },
    )
    assert (answer.status_code, answer.context["wish"].step) == (400, "formal")
    assert [task["id"] for task in answer.context["tasks"] if task["chosen"]] == [sent[1].pk]
    assert answer.context["assign"]["due"].value() == "2031-03-14"
    assert list(answer.context["assign"].errors) == ["service"]


def test_keys_of_a_row_lead_to_its_verbs_and_taking_one_leads_back_to_the_table(
    client: Client, sent: list[Proposal], reviewer: User
) -> None:
    client.force_login(reviewer)
    answer = client.get(f"{DESK}?sort=sent")
    assert [key["key"] for key in answer.context["tasks"][0]["keys"]] == ["m", "s", "b", "r", "n"]
    address = answer.context["tasks"][0]["keys"][0]["url"]
    back = client.post(address, {"here": f"{DESK}?tab=nobody"})
    assert back["Location"] == f"{DESK}?tab=nobody"
    assert client.post(address, {"here": "https://muualla.example/"})["Location"] == f"{DESK}{sent[0].pk}/"
    assert Review.objects.get(proposal=sent[0]).reviewer == reviewer
    keys = client.get(f"{DESK}?sort=sent").context["tasks"][0]["keys"]
    assert [key["key"] for key in keys] == ["s", "b", "r", "n"]


def test_the_queue_and_the_load_by_api_as_on_the_page(
    client: Client, town: Town, sent: list[Proposal], parks: Service, coordinator: User, reviewer: User
) -> None:
    late, mine, _other = ReviewTask.objects.order_by("pk")
    ReviewTask.objects.filter(pk=late.pk).update(due=timezone.localdate() - timedelta(days=1))
    tasks.give(actor=coordinator, task=mine, reviewer=reviewer, service=None)
    ReviewFactory(proposal=_in_review(town), reviewer=reviewer)
    api = APIClient()
    api.force_login(reviewer)

    def found(**query: Any) -> list[int]:
        return sorted(row["id"] for row in api.get("/api/v1/reviews/", query).json()["results"])

    in_review = Review.objects.get().proposal_id
    ids = [one.pk for one in sent]
    assert found(service="puistot") == [ids[0], ids[2]]
    assert found(step="formal", reviewer=reviewer.pk) == [ids[1]]
    assert found(late="true") == [ids[0]]
    assert found(whose="mine") == sorted([ids[1], in_review])
    assert found(whose="nobody") == [ids[0], ids[2]]
    assert found(area="kuvala/ranta/") == []
    assert api.get("/api/v1/reviews/", {"step": "cake"}).status_code == 400
    load = {"reviewer": reviewer.pk, "name": str(reviewer), "reviews": 1, "tasks": 1, "late": 0}
    assert api.get("/api/v1/review-load/").json() == {"results": [load]}
    client.force_login(reviewer)
    assert [vars(one) for one in client.get(DESK).context["loads"]] == [load]
