"""My page asks an author whether a proposal may be merged or split, by when, and takes the answer."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import User
from proposals.domain.merging import plans
from proposals.models import Answer, MergePart, MergePlan, Proposal, SplitPlan, SplitState, State
from tests.factories.proposals import ProposalFactory, ResidentFactory, split_plan_of
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


def of(town: Town, author: User, **fields: Any) -> Proposal:
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, author=author, state=State.SUBMITTED, **fields
    )
    return made


def merging(town: Town, coordinator: User, author: User) -> MergePlan:
    lead = of(town, ResidentFactory(), title="Pulkkamäki")
    return plans.propose(
        actor=coordinator, lead=lead, others=[of(town, author, title="Valaistu mäki")], reason="Sama mäki."
    )


def splitting(town: Town, author: User) -> SplitPlan:
    plan = split_plan_of(of(town, author, title="Puisto ja polku"))
    until = timezone.now() + dt.timedelta(days=14)
    SplitPlan.objects.filter(pk=plan.pk).update(state=SplitState.ASKING, answer_until=until)
    return plan


def asked(client: Client) -> list[tuple[str, int, str, str]]:
    sections = {one["name"]: one["content"] for one in client.get("/me/").context["sections"]}
    rows = sections.get("asked", {"questions": []})["questions"]
    return [(one["what"], one["plan"], one["title"], one["lead"]) for one in rows]


def test_what_is_asked_by_when_and_only_of_the_author(
    town: Town, coordinator: User, resident: User, client: Client
) -> None:
    first, second = splitting(town, resident), merging(town, coordinator, resident)
    MergePlan.objects.update(answer_until=timezone.now() + dt.timedelta(days=7))
    client.force_login(ResidentFactory())
    assert asked(client) == []
    client.force_login(resident)
    assert asked(client) == [
        ("merging", second.pk, "Valaistu mäki", "Pulkkamäki"),
        ("splitting", first.pk, "Puisto ja polku", ""),
    ]
    page = client.get("/me/").content.decode()
    assert "Sama mäki." in page
    assert "Kaksi ajatusta." in page


@pytest.mark.parametrize("what", ["merging", "splitting"])
def test_the_button_answers_without_scripts_and_the_question_goes(
    town: Town, coordinator: User, resident: User, what: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    plan = merging(town, coordinator, resident) if what == "merging" else splitting(town, resident)
    client.force_login(resident)
    page = client.get("/me/").content.decode()
    (url,) = set(re.findall(rf'action="(/proposals/{what}/\d+/)"', page))
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    sent = {"csrfmiddlewaretoken": token, "answer": "agree"}

    assert client.post(url, sent).status_code == 302
    plan.refresh_from_db()
    answers = (
        MergePart.objects.filter(plan=plan.pk, is_lead=False).values_list("answer", flat=True)
        if what == "merging"
        else [plan.answer]  # type: ignore[union-attr]
    )
    assert list(answers) == [Answer.AGREED]
    assert asked(client) == []


def test_declining_needs_its_reason_and_keeps_it(
    town: Town, coordinator: User, resident: User, client: Client
) -> None:
    plan = merging(town, coordinator, resident)
    client.force_login(resident)
    empty = client.post(f"/proposals/merging/{plan.pk}/", {"answer": "decline", "reason": ""})
    assert empty.status_code == 400
    done = client.post(f"/proposals/merging/{plan.pk}/", {"answer": "decline", "reason": "Eri mäki."})
    assert done.status_code == 302
    assert asked(client) == []


def test_after_the_deadline_and_when_called_off_nothing_is_asked(
    town: Town, coordinator: User, resident: User, client: Client
) -> None:
    plan, other = merging(town, coordinator, resident), splitting(town, resident)
    client.force_login(resident)
    MergePlan.objects.filter(pk=plan.pk).update(answer_until=timezone.now() - dt.timedelta(minutes=1))
    assert [row[0] for row in asked(client)] == ["splitting"]
    SplitPlan.objects.filter(pk=other.pk).update(state=SplitState.CALLED_OFF)
    assert asked(client) == []


def test_my_page_takes_the_same_statements_with_many_questions(
    town: Town, coordinator: User, resident: User, client: Client
) -> None:
    client.force_login(resident)
    counts = []
    for more in (1, 5):
        for _n in range(more):
            merging(town, coordinator, resident)
            splitting(town, resident)
        client.get("/me/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/me/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
