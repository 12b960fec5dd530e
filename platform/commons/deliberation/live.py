"""The live topics of a talk: how many comments there are; of its statements, how many there are and which picture is
the newest; how many people have answered.

Owners say which threads are public (`register_public`); a thread that nobody vouches for cannot be listened to.
"""

from collections.abc import Callable
from typing import Any

from commons.deliberation.domain.queries import counts_of
from commons.deliberation.domain.statements.reading import told_of_answers, told_of_list
from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, register

_checks: list[Callable[[int], bool]] = []


def register_public(check: Callable[[int], bool]) -> None:
    """Let `check` say whether everybody may see the thing of a thread; once is enough."""
    if check not in _checks:
        _checks.append(check)


def _is_public(_user: Any, name: str) -> bool:
    thread = int(name.partition(":")[2])
    return thread < 2**63 and any(check(thread) for check in _checks)


def _snapshot(tell: Callable[[int], dict[str, int]]) -> Callable[[str], Any]:
    return lambda name: tell(int(name.partition(":")[2])) if _is_public(None, name) else None


def _told_of_comments(thread: int) -> dict[str, int]:
    """One query."""
    return {"comments": counts_of(thread).total}


for _name, _tell in (
    ("thread", _told_of_comments),
    ("statements", told_of_list),
    ("answers", told_of_answers),
):
    register(
        Topic(
            rf"{_name}:[1-9][0-9]{{0,18}}",
            Kind.PUBLIC,
            may_subscribe=_is_public,
            snapshot=_snapshot(_tell),
            delta=merge_patch,
        )
    )
