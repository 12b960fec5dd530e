"""What somebody has to be told when they sign in: other apps add it, the page after signing in shows it."""

from collections.abc import Callable

from commons.accounts.models import User
from commons.http.errors import Text

Greeting = Callable[[User], Text | None]
"""Gives the words for this person, or None."""
_greetings: list[Greeting] = []


def register(greeting: Greeting) -> None:
    """Remember it; once is enough."""
    if greeting not in _greetings:
        _greetings.append(greeting)


def for_person(user: User) -> list[Text]:
    """All that this person has to be told."""
    return [words for greeting in _greetings if (words := greeting(user)) is not None]
