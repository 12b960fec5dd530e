"""Opinion groups and shares as the templates want them: plain values and words."""

from typing import Any

from commons.deliberation.domain.statements.reading import Sheet
from commons.deliberation.domain.statements.summary import Group, Shares

LETTERS = "ABCDE"


def drawn(sheet: Sheet) -> dict[str, Any]:
    """`shared`: what all share; `groups`: each with what tells it; `rows`: every statement with its numbers."""
    texts = {one.pk: one for one in sheet.statements}
    groups = sheet.opinions.groups
    return {
        "shared": [
            {"said": texts[one.statement], "stance": one.stance, "least": one.least}
            | {"parts": _parts(groups, one.statement)}
            for one in sheet.opinions.shared
        ],
        "groups": [
            {
                "letter": LETTERS[at],
                "size": group.size,
                "telling": [
                    {"said": texts[one.statement], "stance": one.stance, "here": one.here}
                    | {"elsewhere": one.elsewhere, "bar": bar(group.shares[one.statement])}
                    for one in group.telling
                ],
            }
            for at, group in enumerate(groups)
        ],
        "rows": [
            {"said": one, "answered": one.numbers.answered, "bar": bar(one.numbers.shares)}
            | {"parts": _parts(groups, one.pk)}
            for one in sorted(
                sheet.statements, key=lambda one: (-(one.numbers.shares.agree if one.numbers else 0), one.pk)
            )
            if one.numbers is not None
        ],
        "waiting": [one for one in sheet.statements if one.numbers is None],
    }


def bar(shares: Shares) -> dict[str, int]:
    """Widths of a bar's parts and where they begin, in percent."""
    return {
        "agree": shares.agree,
        "disagree": shares.disagree,
        "passed": shares.passed,
        "disagree_from": 100 - shares.disagree,
        "passed_from": shares.agree,
    }


def _parts(groups: list[Group], statement: int) -> list[dict[str, Any]]:
    """One row a group; none where a group is too small there to be told apart."""
    return [
        {"letter": LETTERS[at], "bar": bar(group.shares[statement])}
        for at, group in enumerate(groups)
        if statement in group.shares
    ]
