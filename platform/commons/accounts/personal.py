"""What the parts of the program know about a person: for the copy that everybody may ask for, and for erasure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from commons.accounts.models import User


@dataclass(frozen=True)
class PersonalData:
    """One kind of personal data.

    `name`: key in the copy (English, for programs). `copy`: gives it as plain JSON-able data (dates may be datetimes).
    `stays`: one sentence about what stays after erasure, or empty. `erase`: what to do before the account is deleted;
    None where the database's foreign keys do it (SET_NULL keeps the row, CASCADE deletes it).
    """

    name: str
    copy: Callable[[User], Any]
    stays: str | Promise = ""
    erase: Callable[[User], None] | None = None


_kinds: dict[str, PersonalData] = {}


def register(kind: PersonalData) -> None:
    """Add a kind of data; each part does so when the program starts."""
    _kinds[kind.name] = kind


def copy_of(person: User) -> dict[str, Any]:
    """Everything that is known about the person, by kind."""
    return {kind.name: kind.copy(person) for kind in _kinds.values()}


def what_stays() -> list[str | Promise]:
    """Sentences about what stays after erasure."""
    return [kind.stays for kind in _kinds.values() if kind.stays]


def erase(person: User) -> None:
    """Let every part forget the person, before the account itself is deleted."""
    for kind in _kinds.values():
        if kind.erase is not None:
            kind.erase(person)
