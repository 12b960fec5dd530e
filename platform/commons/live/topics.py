"""What can be listened to: each app registers its topics in its `live.py`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal

Json = Any
"""None, a boolean, number, text, or a list or dictionary of these."""

LONGEST_NAME = 94
NAME = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z0-9_-]+")
"""A kind and a key, e.g. "turnout:kuvala-2026": what a slug or a number can be, and nothing that needs quoting."""


class Kind(StrEnum):
    """Who gets the content: everybody with the message, or staff by fetching again with their own permission."""

    PUBLIC = "public"
    STAFF = "staff"


@dataclass(frozen=True)
class Topic:
    """A kind of topic, e.g. all turnouts.

    `pattern`: regular expression that matches the whole name. `may_subscribe(user, name)`: asked in a thread with a
    database connection; `user` may be anonymous. `snapshot(name)`: what an anonymous reader sees now, JSON-able; only
    for public topics. `delta(before, after)`: a JSON merge patch (RFC 7396) from one snapshot to the next, or None to
    send the whole; `commons.live.patches.merge_patch` is one that fits most.
    """

    pattern: str
    kind: Kind
    may_subscribe: Callable[[Any, str], bool]
    snapshot: Callable[[str], Json] | None = None
    delta: Callable[[Json, Json], Json | None] | None = None

    def __post_init__(self) -> None:
        if (self.snapshot is None) == (self.kind == Kind.PUBLIC):
            raise ValueError(f"{self.pattern}: public topics have a snapshot, staff topics have none")


class UnknownTopic(LookupError):
    """No app has registered such a topic."""


class TopicRefused(Refusal):
    """The topic does not exist, or this person may not listen to it; which of the two is not told."""

    status = 404
    code = "no-such-topic"
    title = _("There is nothing to listen to at this address")


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> Topic:
    """Make a topic known. The same pattern twice is a mistake, except by the same definition."""
    if _topics.setdefault(topic.pattern, topic) != topic:
        raise ValueError(f"{topic.pattern} is registered already")
    return topic


def unregister(topic: Topic) -> None:
    """Forget a topic; for tests."""
    _topics.pop(topic.pattern, None)


def is_name(name: str) -> bool:
    """Whether `name` has the form of a topic's name."""
    return len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None


def find(name: str) -> Topic:
    """The registered topic of this name, or `UnknownTopic`."""
    if is_name(name):
        for topic in _topics.values():
            if re.fullmatch(topic.pattern, name):
                return topic
    raise UnknownTopic(name)
