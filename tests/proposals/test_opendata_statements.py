"""Statements and opinion groups as open data: what is told of each, in the same number of queries for one and many."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.deliberation.models import OpinionPicture, Statement
from commons.opendata import datasets
from proposals.models import Proposal, State
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db
SHARES = {"agree": 60, "disagree": 20, "passed": 20}


def talked_about(town: Town, text: str) -> tuple[Proposal, Statement]:
    """A proposal, a statement about one that was merged into it, and the picture of what both were answered."""
    lead, merged = ProposalFactory.create_batch(2, cycle=town.cycle, area=town.harjula, state=State.SUBMITTED)
    Proposal.objects.filter(pk=merged.pk).update(state=State.MERGED, merged_into=lead)
    said, hidden = (
        Statement.objects.create(thread=merged.thread, author=ResidentFactory(), text=words)
        for words in (text, f"{text} Piilossa.")
    )
    Statement.objects.filter(pk=hidden.pk).update(hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    group = {"size": 7, "shares": {str(one.pk): SHARES for one in (said, hidden)}, "telling": []}
    numbers = {str(said.pk): {"answered": 15, "shares": SHARES}}
    data = {
        "people": 15,
        "active": 15,
        "numbers": numbers,
        "groups": [group, group | {"size": 5}],
        "shared": [],
    }
    OpinionPicture.objects.update_or_create(thread=lead.thread, defaults={"data": data})
    return lead, said


def told(name: str) -> tuple[list[list[Any]], int]:
    """The lines of the file, and the queries that they took."""
    dataset = datasets.one(name)
    assert dataset is not None
    with CaptureQueriesContext(connection) as queries:
        lines = [list(line) for line in dataset.rows()]
    return lines, len(queries)


def test_each_picture_is_told_beside_its_statements_in_two_queries_however_many(town: Town) -> None:
    found = [talked_about(town, "Penkki 0.")]
    assert [told(name)[1] for name in ("statements", "opinion-groups")] == [2, 2]
    found += [talked_about(town, f"Penkki {number}.") for number in range(1, 6)]
    bare = Statement.objects.create(
        thread=ProposalFactory(cycle=town.cycle, area=town.harjula, state=State.SUBMITTED).thread,
        author=ResidentFactory(),
        text="Ilman kuvaa.",
    )

    shares = [60, 20, 20]
    assert told("statements") == (
        [
            *([said.pk, lead.pk, said.text, "fi", False, 15, *shares] for lead, said in found),
            [bare.pk, bare.thread.proposal.pk, "Ilman kuvaa.", "fi", False, None, None, None, None],
        ],
        2,
    )
    assert told("opinion-groups") == (
        [
            [lead.pk, letter, said.pk, size, *shares]
            for lead, said in found
            for letter, size in (("A", 7), ("B", 5))
        ],
        2,
    )
