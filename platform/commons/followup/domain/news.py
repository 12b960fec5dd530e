"""What is new for a person: owners tell it from their own history; nothing is stored twice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from commons.accounts.models import User
from commons.http.errors import Text


@dataclass(frozen=True)
class Item:
    """One thing and what happened to it: `lines` in the reader's language. `language` of the title, BCP 47."""

    title: Text
    url: str
    language: str = ""
    lines: list[str] = field(default_factory=list)


Source = Callable[[User, Collection[str], datetime, datetime], list[Item]]
"""Gives what is new for a person who watches these tags, from a moment until just before another one."""
Choices = Callable[[], list[tuple[str, Text]]]
"""Gives what may be watched: tags such as "category:3", and their names."""
_sources: list[Source] = []
_choices: list[Choices] = []


def register(source: Source, choices: Choices) -> None:
    """Remember a source and what may be watched of it; once is enough."""
    if source not in _sources:
        _sources.append(source)
        _choices.append(choices)


def news_for(user: User, tags: Collection[str], since: datetime, until: datetime) -> list[Item]:
    """Everything that is new, in the language that is active. A constant number of queries."""
    return [item for source in _sources for item in source(user, tags, since, until)]


def watchable() -> list[tuple[str, Text]]:
    """Everything that may be watched."""
    return [choice for choices in _choices for choice in choices()]
