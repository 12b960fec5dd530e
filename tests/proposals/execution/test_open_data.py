"""Carrying out as open data: the same figures as the public pages, no supplier, nobody who could be recognised."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Service, User
from proposals.domain.execution import evaluation, money
from proposals.domain.splitting import carrying
from proposals.models import (
    QUESTIONS,
    Booking,
    BudgetLine,
    Evaluation,
    FindingCheck,
    FindingReply,
    LedgerFile,
    Proposal,
    SitePicture,
    State,
    Verdict,
    WorkPlan,
)
from tests.factories.delegates import FindingFactory
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, merge_plan_of, split_plan_of
from tests.factories.purchases import PurchaseFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db
TODAY = "2026-03-09"


def text_of(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows(client: Client, slug: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text_of(client, f"/data/{slug}.json"))["rows"]
    return found


def project_of(town: Town, state: State = State.UNDER_WAY, **fields: Any) -> Proposal:
    if state in (State.CANCELLED, State.DROPPED):
        fields["outcome_reason"] = "Tontti on myyty."
    made: Proposal = BallotProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=state, **fields
    )
    return made


def book(project: Proposal, amount: str, kind: str = "paid", account: str = "4300") -> None:
    file, _made = LedgerFile.objects.get_or_create(source="ledger", file_name="k.csv", state="taken")
    bought = PurchaseFactory(proposal=project, amount=amount, account=account) if kind == "ordered" else None
    Booking.objects.create(
        proposal=project, file=file, kind=kind, purchase=bought, source="ledger", voucher=uuid4().hex[:8],
        date=TODAY, account=account, supplier="Virtanen Maija", text="Virtasen Maijan lasku", amount=amount,
    )  # fmt: skip


def test_a_project_is_told_with_its_plan_its_days_its_money_and_its_place(client: Client, town: Town) -> None:
    unit = Service.objects.create(slug="puistot", name_fi="Puistot", name_sv="Parker", name_en="Parks")
    project = project_of(town, title="Laituri")
    WorkPlan.objects.create(
        proposal=project, service=unit, planned_start=dt.date(2026, 3, 1), planned_end=dt.date(2026, 6, 1),
        expected_end=dt.date(2026, 9, 1), delay_reason="weather", delay_text_fi="=Tulva",
    )  # fmt: skip
    book(project, "400.00")
    book(project, "150.00", kind="ordered")

    (row,) = rows(client, "projects")
    cells = next(csv.DictReader(io.StringIO(text_of(client, "/data/projects.csv"))))
    (feature,) = json.loads(text_of(client, "/data/projects.geojson"))["features"]

    whole = money.money_of(project)
    assert (row["proposal"], row["state"], row["cycle"], row["area"], row["unit_fi"], row["unit_sv"]) == (
        project.pk, "under_way", town.cycle.slug, town.harjula.path, "Puistot", "Parker",
    )  # fmt: skip
    assert (row["cost"], row["spent"], row["ordered"], row["by_ledger"]) == (
        str(whole.cost), str(whole.spent), str(whole.ordered), True,
    )  # fmt: skip
    days = ("planned_start", "planned_end", "expected_end", "started_on", "finished_on", "delay_reason")
    assert tuple(row[name] for name in days) == (
        "2026-03-01", "2026-06-01", "2026-09-01", timezone.localdate().isoformat(), None, "weather",
    )  # fmt: skip
    assert row["page"] == f"{settings.SITE_URL}/proposals/{project.pk}/progress/"
    assert (row["delay_text_fi"], cells["delay_text_fi"]) == ("=Tulva", "'=Tulva")
    assert (feature["id"], feature["geometry"]) == (
        str(project.pk),
        {"type": "Point", "coordinates": [23.8, 61.5]},
    )


def test_only_what_the_council_confirmed_is_carried_out(client: Client, town: Town) -> None:
    shown = [
        project_of(town, state) for state in (State.CONFIRMED, State.PLANNED, State.DONE, State.CANCELLED)
    ]
    for state in (State.ON_BALLOT, State.FUNDED, State.DROPPED):
        project_of(town, state)

    assert [row["proposal"] for row in rows(client, "projects")] == [one.pk for one in shown]


def test_the_lines_of_the_money_are_those_of_the_page(client: Client, town: Town) -> None:
    project, quiet = project_of(town), project_of(town)
    line = BudgetLine.objects.create(proposal=project, name="Puut", account="4300", amount=Decimal(700))
    other = BudgetLine.objects.create(proposal=project, name="Työ", amount=Decimal(300))
    book(project, "400.00")
    book(project, "50.00", account="4500")

    told = rows(client, "project-budget")

    assert [(row["line"], row["account"]) for row in told] == [
        (line.pk, "4300"),
        (other.pk, ""),
        (None, "4500"),
    ]
    assert [
        (row["name"], row["account"], Decimal(row["planned"]), Decimal(row["ordered"]), Decimal(row["spent"]))
        for row in told
    ] == [
        (one.name, one.account, one.planned, one.ordered, one.paid)
        for one in money.money_of(project).accounts
    ]
    assert quiet.pk not in {row["proposal"] for row in told}


def test_the_ledger_names_no_supplier(client: Client, town: Town) -> None:
    project = project_of(town)
    book(project, "-20.00")
    book(project_of(town, State.ON_BALLOT), "9.00")

    (row,) = rows(client, "project-ledger")
    text = text_of(client, "/data/project-ledger.csv")

    assert (row["proposal"], row["kind"], row["amount"], row["date"]) == (project.pk, "paid", "-20.00", TODAY)
    assert "Virta" not in text + json.dumps(row)
    assert next(csv.DictReader(io.StringIO(text)))["amount"] == "-20.00"


def test_purchases_are_told_with_what_is_paid_and_without_suppliers(client: Client, town: Town) -> None:
    project = project_of(town)
    bought = PurchaseFactory(proposal=project, supplier="Virtanen Maija", account="4300")
    PurchaseFactory(proposal=project_of(town, State.ON_BALLOT))

    told = rows(client, "project-purchases")

    assert told == [
        {
            "purchase": bought.pk, "proposal": project.pk, "reference": bought.reference, "what": "Laiturin puutavara",
            "ordered_on": "2026-03-01", "state": "ordered", "line": None, "account": "4300", "amount": "100.00",
            "paid": "0.00", "open": "100.00",
        }
    ]  # fmt: skip


def test_pictures_have_words_a_licence_and_a_place(client: Client, town: Town) -> None:
    project = project_of(town)
    SitePicture.objects.create(proposal=project, moment="before", picture="work/abc.jpg", alt_fi="Kuoppa")

    (row,) = rows(client, "project-pictures")

    licence = settings.RAATI_DATA_LICENCE
    assert (row["proposal"], row["moment"], row["alt_fi"], row["latitude"]) == (
        project.pk,
        "before",
        "Kuoppa",
        61.5,
    )
    assert (row["file"], row["licence"], row["licence_url"]) == (
        f"{settings.SITE_URL}{settings.MEDIA_URL}work/abc.jpg",
        licence["name"],
        licence["url"],
    )


def test_evaluations_are_told_as_on_the_page_and_never_of_few(client: Client, town: Town) -> None:
    told, few = project_of(town, State.DONE), project_of(town, State.DONE)
    for project, times, word in ((told, 9, "yes"), (told, 6, "partly"), (few, 4, "yes")):
        for _time in range(times):
            Evaluation.objects.create(
                proposal=project, key=uuid4(), text="Naapurini.", **dict.fromkeys(QUESTIONS, word)
            )

    found = rows(client, "evaluations")

    assert {row["proposal"] for row in found} == {told.pk}
    assert [(row["question"], row["answers"]) for row in found] == [(name, 15) for name in QUESTIONS]
    assert [(row["yes"], row["partly"], row["no"]) for row in found] == [
        one.counts for one in evaluation.result(told).questions
    ]


def test_findings_come_with_all_answers_and_second_looks(client: Client, town: Town) -> None:
    finding = FindingFactory()
    hidden = FindingFactory(hidden_at=timezone.now(), hidden_reason="insult")
    for one in (finding, hidden):
        FindingReply.objects.create(finding=one, kind="promised", promised_on="2026-05-01", text_fi="Tulee.")
        FindingReply.objects.create(finding=one, kind="fixed", text_fi="Korjattu.")
        FindingCheck.objects.create(finding=one, is_fixed=False, text="Ei ole.")

    answers, looks = rows(client, "finding-answers"), rows(client, "finding-checks")

    assert [(row["finding"], row["answer"], row["promised_on"], row["text_fi"]) for row in answers] == [
        (finding.pk, "promised", "2026-05-01", "Tulee."),
        (finding.pk, "fixed", None, "Korjattu."),
    ]
    assert [(row["finding"], row["is_fixed"], row["text"]) for row in looks] == [
        (finding.pk, False, "Ei ole.")
    ]


def test_an_old_number_leads_to_the_new_one(client: Client, town: Town) -> None:
    lead = ProposalFactory(cycle=town.cycle)
    merged = ProposalFactory(cycle=town.cycle, state=State.MERGED, merged_into=lead)
    now = timezone.now()
    plan = merge_plan_of(lead, merged)
    type(plan).objects.filter(pk=plan.pk).update(state="carried_out", carried_out_at=now, undo_until=now)
    ProposalFactory(
        cycle=town.cycle, state=State.MERGED, merged_into=lead, hidden_at=now, hidden_reason="insult"
    )

    assert rows(client, "proposal-links") == [
        {
            "old": merged.pk, "new": lead.pk, "kind": "merged", "cycle": town.cycle.slug,
            "since": timezone.localdate(now).isoformat(), "reason": "Sama mäki.",
        }
    ]  # fmt: skip


def test_a_split_proposal_leads_to_its_parts(client: Client, town: Town, coordinator: User) -> None:
    whole = ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    plan = split_plan_of(whole)
    type(plan).objects.filter(pk=plan.pk).update(
        state="asking", answer="agreed", answer_until=timezone.now() + dt.timedelta(days=1)
    )
    before = rows(client, "proposal-links")
    carrying.carry_out(actor=coordinator, plan=plan)
    parts = Proposal.objects.filter(split_from=whole).order_by("pk")

    told = rows(client, "proposal-links")

    assert before == []
    assert [(row["old"], row["new"], row["kind"], row["reason"]) for row in told] == [
        (whole.pk, part.pk, "split", "Kaksi ajatusta.") for part in parts
    ]
    assert len(told) == 2


def test_decisions_of_the_review_are_told_once_they_are_finished(client: Client, town: Town) -> None:
    refused = ProposalFactory(cycle=town.cycle, state=State.NOT_FEASIBLE, public_reason="Ei.")
    waiting = ProposalFactory(cycle=town.cycle, state=State.IN_REVIEW)
    lines = [{"label": "=Puut", "amount": "12.00"}, {"label": "Työ", "amount": "30.00"}]
    found = [
        Verdict.objects.create(
            proposal=one,
            outcome="not_feasible",
            ground="land",
            reason="Tontti on myyty.",
            cost=Decimal(42),
            lines=lines,
        )
        for one in (refused, waiting)
    ]

    decisions, costs = rows(client, "review-decisions"), rows(client, "review-costs")

    told = ("decision", "proposal", "reason", "on_appeal", "ground")
    assert [tuple(row[name] for name in told) for row in decisions] == [
        (found[0].pk, refused.pk, "Tontti on myyty.", False, "land")
    ]
    assert [(row["decision"], row["line"], row["label"], row["amount"]) for row in costs] == [
        (found[0].pk, 1, "=Puut", "12.00"),
        (found[0].pk, 2, "Työ", "30.00"),
    ]


@pytest.mark.parametrize("slug", ["projects", "project-budget", "project-ledger", "evaluations"])
def test_many_projects_cost_as_many_queries_as_one(client: Client, town: Town, slug: str) -> None:
    def fill(times: int) -> None:
        for _time in range(times):
            project = project_of(town, State.DONE)
            book(project, "1.00")
            Evaluation.objects.bulk_create(
                Evaluation(proposal=project, key=uuid4(), **dict.fromkeys(QUESTIONS, "yes"))
                for _one in range(5)
            )

    def queries() -> int:
        text_of(client, f"/data/{slug}.json")  # notes the edition
        with CaptureQueriesContext(connection) as seen:
            text_of(client, f"/data/{slug}.json")
        return len(seen)

    fill(1)
    one = queries()
    fill(12)

    assert queries() == one
