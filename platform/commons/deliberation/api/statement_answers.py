"""Statements and opinions as plain dictionaries, in the shapes of `statement_shapes.py`."""

from dataclasses import asdict
from typing import Any

from commons.deliberation.domain.statements.reading import Opinions, Sheet, Shown
from commons.deliberation.models import Statement
from commons.deliberation.reasons import in_words

Json = dict[str, Any]
LETTERS = "ABCDE"


def statements(sheet: Sheet, *, is_open: bool) -> Json:
    """As `OpinionStatementsSerializer`; one's own that others do not see come last."""
    return _taking_part(sheet.opinions) | {
        "is_open": is_open,
        "seed": sheet.seed,
        "statements": [_statement(one) for one in [*sheet.statements, *sheet.hidden]],
    }


def opinions(sheet: Sheet) -> Json:
    """As `OpinionsSerializer`."""
    found = sheet.opinions
    return _taking_part(found) | {
        "version": found.version,
        "held_back": found.held_back,
        "shared": [asdict(one) for one in found.shared],
        "groups": [
            {
                "group": letter,
                "size": group.size,
                "telling": [asdict(one) for one in group.telling],
                "shares": [{"statement": pk} | asdict(one) for pk, one in sorted(group.shares.items())],
            }
            for letter, group in zip(LETTERS, found.groups, strict=False)
        ],
    }


def written(made: Statement) -> Json:
    """A statement that was just written, as `OpinionStatementSerializer`. No query."""
    return {
        "id": made.pk,
        "text": made.text,
        "language": made.language,
        "is_official": made.is_official,
        "created_at": made.created_at,
        "is_mine": not made.is_official,
        "hidden": in_words(made.hidden_reason) if made.hidden_at else "",
        "my_answer": None,
        "numbers": None,
    }


def _taking_part(found: Opinions) -> Json:
    return {
        "people": found.people,
        "active": found.active,
        "least_people": found.least_people,
        "least_answers": found.least_answers,
    }


def _statement(one: Shown) -> Json:
    numbers = one.numbers
    return {
        "id": one.pk,
        "text": one.text,
        "language": one.language,
        "is_official": one.is_official,
        "created_at": one.created_at,
        "is_mine": one.is_mine,
        "hidden": one.hidden,
        "my_answer": one.stance,
        "numbers": {"answered": numbers.answered} | asdict(numbers.shares) if numbers is not None else None,
    }
