"""What has a history that people may read, field by field; and what the verbs are called in words.

Each app registers its own in its `history.py`, which `AppConfig.ready` calls. What is not named here is never shown:
neither a table nor a field. So ballots and internal remarks stay where they are even if somebody tracks them one day.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from commons.http.errors import Text


@dataclass(frozen=True)
class Subject:
    """What an entry is about: its title, and the path of its page (empty: it has none)."""

    title: Text
    url: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing.

    `name`: in addresses. `label`: in words. `event`: its event model ("proposals.ProposalEvent"). `fields`: what is
    shown of each event, in this order, with its name in words. `public`: those of them that anybody may read.
    `subjects(ids)`: what the objects are called, in a constant number of queries. `silent`: labels of events that only
    keep the row before a change and tell nothing of their own. `written`: those fields that hold what somebody wrote;
    the history of everything does not tell them of what `withheld(ids)` names: hidden, or not public yet.
    """

    name: str
    label: Text
    event: str
    fields: Mapping[str, Text]
    public: frozenset[str] = frozenset()
    subjects: Callable[[Collection[int]], Mapping[int, Subject]] = field(default=lambda ids: {})
    silent: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    withheld: Callable[[Collection[int]], Collection[int]] = field(default=lambda ids: ())

    @property
    def model(self) -> type[models.Model]:
        """The event model."""
        found: type[models.Model] = apps.get_model(self.event)
        return found

    def words(self, name: str, value: Any) -> Any:
        """A stored value with the words of its choices, of a list each one; other values as they are."""
        column = self.model._meta.get_field(name)
        if isinstance(value, list):
            labels = dict(getattr(getattr(column, "base_field", None), "flatchoices", None) or ())
            return [labels.get(one, one) for one in value]
        return dict(getattr(column, "flatchoices", None) or ()).get(value, value)


_kinds: dict[str, Kind] = {}
_verbs: dict[str, Text] = {}


def register(kind: Kind) -> Kind:
    """Make a kind of history readable."""
    _kinds[kind.name] = kind
    return kind


def register_verbs(words: Mapping[str, Text]) -> None:
    """Say what verbs are called: {"proposals.submit": _("Submitted the proposal")}."""
    _verbs.update(words)


def kinds() -> list[Kind]:
    """All kinds, in the order of their names."""
    return [_kinds[name] for name in sorted(_kinds)]


def find(name: str) -> Kind | None:
    """The kind of this name."""
    return _kinds.get(name)


def verbs() -> dict[str, Text]:
    """All verbs that have words."""
    return dict(_verbs)
