"""Statements about proposals as moderation handles them. One that is hidden takes its numbers along."""

from collections.abc import Collection

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import Statement
from commons.live import publish
from commons.moderation import kinds
from commons.moderation.kinds import Facts, Kind, Thing
from proposals import rewording
from proposals.models import Proposal
from proposals.whose import authors_of

STATEMENT = "statement"


def _statements(ids: Collection[int]) -> dict[int, Thing]:
    rows = Statement.objects.filter(pk__in=ids).values(
        "pk", "text", "language", "thread__proposal", "thread__proposal__title", "thread__proposal__language"
    )
    return {
        row["pk"]: Thing(
            row["text"],
            row["language"],
            row["thread__proposal__title"] or "",
            row["thread__proposal__language"] or "",
            f"/proposals/{row['thread__proposal']}/statements/?one={row['pk']}"
            if row["thread__proposal"]
            else "",
        )
        for row in rows
    }


def facts_of_statement(statement: Statement, proposal: Proposal) -> Facts:
    """It concerns whose proposal it is about."""
    return Facts(
        statement.text,
        statement.author_id,
        proposal.area_id,
        proposal.cycle_id,
        authors_of(proposal),
        statement.language,
    )


def _facts(pk: int) -> Facts | None:
    rows = Statement.objects.select_related("thread__proposal__cycle")
    found = rows.filter(pk=pk, hidden_at=None, thread__proposal__cycle__is_published=True).first()
    return facts_of_statement(found, found.thread.proposal) if found is not None else None


def _conceal(ids: Collection[int], reason: str) -> None:
    Statement.objects.filter(pk__in=ids).update(hidden_at=Now(), hidden_reason=reason)
    _tell(ids)


def _reveal(ids: Collection[int]) -> None:
    Statement.objects.filter(pk__in=ids).update(hidden_at=None, hidden_reason="")
    _tell(ids)


def _tell(ids: Collection[int]) -> None:
    rows = Statement.objects.filter(pk__in=ids)
    threads = rows.values_list("thread", "thread__proposal__merged_into__thread")
    publish(*(f"statements:{thread}" for thread in {one for pair in threads for one in pair if one}))


def register() -> None:
    """Make them known."""
    kinds.register(
        Kind(
            STATEMENT,
            _("Statement"),
            _statements,
            _facts,
            _conceal,
            _reveal,
            rewording.passages_of_statement,
            rewording.rewrite_statement,
        )
    )
