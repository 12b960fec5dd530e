"""What verbs raise is what open pages can hear."""

import ast
from collections.abc import Iterator

from commons.live.topics import find
from tests.conftest import ROOT

PARTS = ("platform", "proposals", "voting", "hearings")
RAISE = {"publish", "tell"}


def raised() -> Iterator[str]:
    """Names in the calls that raise topics, with a number for what only a verb knows."""
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RAISE:
                    for text in ast.walk(call):
                        if isinstance(text, ast.JoinedStr) and isinstance(text.values[0], ast.Constant):
                            yield f"{text.values[0].value}1"


def test_every_topic_that_a_verb_raises_is_known() -> None:
    names = set(raised())
    assert {"proposal:1", "year:1", "turnout:1", "hearing-queue:1"} <= names
    for name in sorted(names):
        find(name)
