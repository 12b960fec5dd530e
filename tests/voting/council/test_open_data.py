"""The council as open data: the same figures as its page, only what two officials confirmed, nobody by name."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.council import DAY, SECTION, before_council, decided
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase
from tests.factories.voting import ballot_of, cast_ballot, made_public
from voting.domain import count
from voting.domain.council import accounts, deciding, freeing, items, queries
from voting.models import BallotProject, CarriedMoney, Election, FreedUse, Verdict

pytestmark = pytest.mark.django_db


def rows(client: Client, slug: str) -> list[dict[str, Any]]:
    answer: Any = client.get(f"/data/{slug}.json")
    found: list[dict[str, Any]] = json.loads(b"".join(answer.streaming_content))["rows"]
    return found


def published() -> tuple[Election, list[BallotProject]]:
    """50 000 € for 30 000 (3 votes, funded), 20 000 (2, funded), 25 000 (2, not), 5 000 (1, not)."""
    envelope = EnvelopeFactory(source=Decimal(50_000), slug="pot")
    election, projects = ballot_of([envelope], (30_000, 20_000, 25_000, 5_000))
    for chosen in ((0, 1, 2), (0, 1, 2), (0, 3)):
        cast_ballot(election, [projects[place] for place in chosen])
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return election, projects


def test_count_and_council_stand_side_by_side_with_the_money_freed_and_its_use(client: Client) -> None:
    election, (first, second, third, fourth) = published()
    session = decided(election, {first: (Verdict.DROPPED, "=Tontti on myyty.")}, use=FreedUse.NEXT)
    slug = election.cycle.slug

    told = {row["project"]: row for row in rows(client, "council-decisions")}

    columns = ("funded", "counted", "verdict", "council", "difference", "is_next", "reason", "section")
    assert {number: tuple(row[name] for name in columns) for number, row in told.items()} == {
        first.project_id: (
            True,
            "30000.00",
            "dropped",
            "0.00",
            "-30000.00",
            False,
            "=Tontti on myyty.",
            SECTION,
        ),
        second.project_id: (True, "20000.00", "confirmed", "20000.00", "0.00", False, "", SECTION),
        third.project_id: (False, "0.00", "confirmed", "25000.00", "25000.00", True, "Näin.", SECTION),
        fourth.project_id: (False, "0.00", "confirmed", "5000.00", "5000.00", True, "Näin.", SECTION),
    }
    assert {(row["session"], row["cycle"], row["envelope"], row["decided_on"]) for row in told.values()} == {
        (session.pk, slug, "pot", DAY.isoformat())
    }
    assert rows(client, "council-freed") == [
        {
            "session": session.pk, "cycle": slug, "envelope": "pot", "freed": "30000.00", "use": "next", "projects": 2,
            "to_projects": "30000.00", "reason": "Näin.", "section": SECTION, "decided_on": DAY.isoformat(), "rest": "",
            "carried": "0.00",
        }
    ]  # fmt: skip
    (pot,), (account,) = queries.beside(election), accounts.accounts(election)
    where = ("received", "projects", "used", "carried", "aside", "undecided")
    assert rows(client, "council-envelopes") == [
        {
            "cycle": slug, "envelope": "pot", "budget": f"{pot.result.budget:.2f}", "counted": f"{pot.counted:.2f}",
            "council": f"{pot.council:.2f}", "difference": f"{pot.difference:.2f}",
            **{name: f"{getattr(account, name):.2f}" for name in where},
        }
    ]  # fmt: skip


def test_a_reason_that_looks_like_a_formula_is_none_in_a_spreadsheet(client: Client) -> None:
    election, projects = published()
    decided(election, {projects[0]: (Verdict.DROPPED, '=HYPERLINK("x")')})

    answer: Any = client.get("/data/council-decisions.csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    dropped = next(line for line in lines if line["project"] == projects[0].project_id)
    assert (dropped["reason"], dropped["difference"]) == ('\'=HYPERLINK("x")', "-30000.00")


def test_a_rejected_whole_is_told_with_its_reason(client: Client) -> None:
    election, projects = published()
    first, second = official(Role.COORDINATOR), official(Role.CERTIFIER)
    session = before_council(election, actor=first)
    deciding.reject_all(actor=first, session=session, rejects=True, reason="Laskenta tehdään uudelleen.")
    freeing.use_freed(
        actor=first, session=session, envelope=projects[0].envelope, use=FreedUse.NEXT_CYCLE, reason="Ensi vuodeksi.",
        section=SECTION,
    )  # fmt: skip
    session = deciding.hand_in(actor=first, session=session)
    session = deciding.confirm(actor=second, session=session)

    (row,) = rows(client, "council-sessions")

    assert (row["session"], row["rejects_all"], row["reason"], row["held_on"]) == (
        session.pk,
        True,
        "Laskenta tehdään uudelleen.",
        DAY.isoformat(),
    )
    assert row["page"].endswith(f"/council/{election.cycle.slug}/")
    assert {one["verdict"] for one in rows(client, "council-decisions")} == {"dropped"}
    (freed,) = rows(client, "council-freed")
    assert (freed["freed"], freed["use"], freed["projects"], freed["to_projects"]) == (
        "50000.00",
        "next_cycle",
        None,
        None,
    )


def test_money_carried_over_is_told_and_a_year_that_nobody_sees_is_not_named(client: Client) -> None:
    election, (first, *_others) = published()
    own = decided(election, {first: (Verdict.DROPPED, "Myyty.")}, use=FreedUse.NEXT_CYCLE)
    moved = CarriedMoney.objects.get()
    hidden = EnvelopeFactory(
        cycle=CycleFactory(is_published=False, slug="salainen", year=2031), slug="salainen-potti"
    )
    waiting = rows(client, "council-transfers")
    CarriedMoney.objects.filter(pk=moved.pk).update(target=hidden, placed_at=timezone.now())

    unseen = rows(client, "council-transfers")
    hidden.cycle.is_published = True
    hidden.cycle.save()
    (seen,) = rows(client, "council-transfers")

    assert unseen == waiting == [
        {
            "transfer": moved.pk, "session": own.pk, "cycle": election.cycle.slug, "envelope": "pot",
            "amount": "30000.00", "target_cycle": "", "target": "", "reason": "Näin.", "section": SECTION,
            "decided_on": DAY.isoformat(), "taken_back": None,
        }
    ]  # fmt: skip
    assert (seen["target_cycle"], seen["target"]) == ("salainen", "salainen-potti")


def test_questions_are_told_without_names_once_the_item_is_confirmed(client: Client) -> None:
    election, (first, *_others) = published()
    councillor, answering = official(Role.COUNCILLOR), official(Role.COORDINATOR)
    session = before_council(election, actor=answering)
    question = items.ask(actor=councillor, session=session, text="Mitä se maksaa?", project=first)
    items.answer(actor=answering, question=question, text="500 euroa.")
    annex = items.add_annex(actor=answering, session=session, title="Kartta", content=b"%PDF-1.7\n%%EOF")
    before = {slug: rows(client, f"council-{slug}") for slug in ("sessions", "questions", "annexes", "freed")}

    decided(election, {}, actors=(answering, official(Role.CERTIFIER)), session=session)

    assert before == {"sessions": [], "questions": [], "annexes": [], "freed": []}
    told = rows(client, "council-questions")
    assert [
        (row["question"], row["project"], row["proposal"], row["text"], row["answer"]) for row in told
    ] == [(question.pk, first.project_id, first.proposal_id, "Mitä se maksaa?", "500 euroa.")]
    assert told[0]["asked_on"] == told[0]["answered_on"] == timezone.localdate().isoformat()
    (file,) = rows(client, "council-annexes")
    assert (file["annex"], file["sha256"]) == (annex.pk, annex.sha256)
    assert client.get(file["file"].removeprefix(settings.SITE_URL)).status_code == 200


def test_before_the_council_its_columns_are_empty(client: Client) -> None:
    election, _projects = published()
    before_council(election)

    told = rows(client, "council-decisions")

    assert [(row["verdict"], row["council"], row["difference"], row["session"]) for row in told] == [
        ("", None, None, None),
        ("", None, None, None),
    ]
    assert [(row["council"], row["difference"]) for row in rows(client, "council-envelopes")] == [
        (None, None)
    ]
