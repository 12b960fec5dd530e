"""The pages and the API of the steps: set, look, finish, ask; nothing typed is lost."""

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from commons.accounts.models import User
from proposals.domain.reviewing import tasks
from proposals.models import Proposal, ReviewQuestion, ReviewStep, ReviewTask, StepKind, TaskState
from tests.factories.accounts import ServiceFactory
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import reader  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    for kind in (StepKind.FORMAL, StepKind.DECISION):
        ReviewStep.objects.create(cycle=town.cycle, kind=kind, days=3)
    tasks.begin(made)
    return made


def test_a_reviewer_takes_finishes_and_asks(
    proposal: Proposal,
    reviewer: User,
    reader: Callable[..., Client],  # noqa: F811
) -> None:
    desk, url = reader(reviewer), f"/desk/proposals/{proposal.pk}/steps/"
    which = str(ReviewTask.objects.get().pk)
    assert desk.post(url, {"do": "take", "which": which}).status_code == 302
    refused = desk.post(url, {"do": "finish", "which": which, "note": "Luonnos"})
    assert (refused.status_code, "Luonnos" in refused.content.decode()) == (400, True)
    assert desk.post(url, {"do": "finish", "which": which, "passed": "yes"}).status_code == 302
    again = desk.post(url, {"do": "finish", "which": which, "passed": "no", "note": "Ehdin tänne asti"})
    assert again.status_code == 409
    assert desk.post(url, {"do": "ask", "of": "", "text": "Kenen maa?"}).status_code == 302
    question = ReviewQuestion.objects.get()
    assert desk.post(url, {"do": "answer", "which": question.pk, "answer": "Kunnan."}).status_code == 302
    html = desk.get(url).content.decode()
    assert all(words in html for words in ("In order", "Kenen maa?", "Kunnan."))
    for junk in ({"do": "finish", "which": "x"}, {"do": "x"}, {"do": "give", "which": "9" * 30}):
        assert desk.post(url, junk).status_code == 400


def test_the_steps_of_a_year_are_set_by_page_and_by_api(
    town: Town,
    coordinator: User,
    reader: Callable[..., Client],  # noqa: F811
) -> None:
    parks = ServiceFactory()
    desk = reader(coordinator)
    form = {
        "cycle": town.cycle.slug, "formal_on": "on", "formal_days": "3", "substantive_days": "", "decision_days": "5",
    }  # fmt: skip
    refused = desk.post("/desk/review-steps/", form)
    assert (refused.status_code, "Every review ends in a decision" in refused.content.decode()) == (400, True)
    saved = desk.post("/desk/review-steps/", form | {"decision_on": "on", "decision_service": str(parks.pk)})
    assert saved.status_code == 302
    api = APIClient()
    api.force_authenticate(coordinator)
    url = f"/api/v1/review-steps/{town.cycle.slug}/"
    year = {
        "category": None,
        "steps": [
            {"kind": "formal", "days": 3, "service": None},
            {"kind": "decision", "days": 5, "service": parks.slug},
        ],
    }
    assert api.get(url).json() == {"results": [year]}
    own = {"category": town.category.slug, "steps": [{"kind": "decision", "days": 4, "service": None}]}
    assert api.put(url, own, format="json").json() == {"results": [year, own]}
    bad = own | {"steps": [{"kind": "decision", "days": 4, "service": "ei-ole"}]}
    assert api.put(url, bad, format="json").status_code == 400
    for junk in ("?cycle=x&category=%00", "?cycle=&category=x"):
        assert desk.get("/desk/review-steps/" + junk).status_code == 200


def test_the_course_of_a_review_by_api(proposal: Proposal, reviewer: User) -> None:
    api = APIClient()
    api.force_authenticate(reviewer)
    one = f"/api/v1/proposals/{proposal.pk}/review/"
    (task,) = api.get(f"{one}tasks/").json()["tasks"]
    assert (task["kind"], task["state"], task["passed"]) == ("formal", "open", None)
    done = api.post(f"/api/v1/review-tasks/{task['id']}/finish/", {"passed": True}, format="json").json()
    assert (done["state"], done["done_by"]["id"]) == ("done", reviewer.pk)
    late = api.post(f"/api/v1/review-tasks/{task['id']}/finish/", {"passed": True}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "task-done")
    asked = api.post(f"{one}questions/", {"text": "Kenen maa?"}, format="json").json()
    answered = api.post(
        f"/api/v1/review-questions/{asked['id']}/answer/", {"answer": "Kunnan."}, format="json"
    )
    assert answered.json()["answer"] == "Kunnan."
    assert ReviewTask.objects.get(state=TaskState.OPEN).kind == StepKind.DECISION
    assert api.post("/api/v1/review-tasks/0/finish/", {"passed": True}, format="json").status_code == 404
