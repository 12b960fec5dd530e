"""Who does what: the context that every row of history is stored with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pghistory
from pghistory import runtime


@contextmanager
def verb(name: str, actor: Any = None, *, reason: str = "") -> Iterator[None]:
    """Let history know that `actor` does `name` ("proposals.submit") until the block ends, and why if it was asked.

    For the body of a verb, inside its transaction. `actor`: a user, an anonymous user or None; without a signed-in
    person the history names who is signed in to the request, if anybody, or else the system. Costs no query of its
    own: the context rides along with each statement that writes. Verbs may use other verbs; the inner name counts.
    """
    with pghistory.context() as outer:
        metadata = {**outer.metadata, "verb": name}
        if (pk := getattr(actor, "pk", None)) is not None:
            metadata["user"] = pk
        if reason:
            metadata["reason"] = reason
        # A row of its own for each verb: all that a request does shares one context, whose last name would else be
        # read at everything that was done before it.
        runtime._tracker.value = runtime.Context(uuid4(), metadata)
        try:
            yield
        finally:
            runtime._tracker.value = outer


@contextmanager
def unnamed(name: str) -> Iterator[None]:
    """The same for what anybody may do: history names nobody, not even who happens to be signed in."""
    with pghistory.context() as outer:
        runtime._tracker.value = runtime.Context(uuid4(), {"verb": name})
        try:
            yield
        finally:
            runtime._tracker.value = outer
