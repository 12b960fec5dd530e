"""The sheet of everything that was said."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from commons.accounts.models import Role
from commons.deliberation.models import Comment, CommentKind
from proposals.models import Proposal
from tests.factories.accounts import UserFactory, official
from tests.factories.process import CycleFactory
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    content = io.BytesIO(b"".join(answer.streaming_content))
    return list(load_workbook(content, read_only=True).active.iter_rows(min_row=2, values_only=True))


def test_the_sheet_tells_what_is_shown_and_why_the_rest_is_not(client: Client) -> None:
    cycle = CycleFactory()
    proposal, hidden = ProposalFactory(cycle=cycle, title="=1+1"), ProposalFactory(cycle=cycle)
    writer = UserFactory(display_name="Aino", email="salainen@kuvala.example")
    common: dict[str, Any] = {"author": writer, "kind": CommentKind.FOR, "language": "fi"}
    for thread, text, more in [
        (proposal.thread, "=HYPERLINK(1)", {}),
        (proposal.thread, "Ruma.", {"hidden_at": "2026-01-01T10:00Z", "hidden_reason": "insult"}),
        (hidden.thread, "Ei näy.", {}),
        (ProposalFactory().thread, "Toinen vuosi.", {}),
    ]:
        Comment.objects.create(thread=thread, text=text, **common, **more)
    Proposal.objects.filter(pk=hidden.pk).update(hidden_at="2026-01-01T10:00Z", hidden_reason="hate")
    client.force_login(official(Role.REVIEWER))
    for address in (f"/desk/comments/{cycle.slug}.xlsx", f"/api/v1/cycles/{cycle.slug}/comments.xlsx"):
        rows = rows_of(client.get(address))
        assert [(row[1], row[6], row[10], bool(row[11])) for row in rows] == [
            ("=1+1", "Aino", "=HYPERLINK(1)", False),
            ("=1+1", "Aino", "", True),
        ]
        assert "salainen" not in str(rows)
    assert client.get("/desk/comments/ei-ole.xlsx").status_code == 404
