"""Who does what: the context that every row of history is stored with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory


@contextmanager
def verb(name: str, actor: Any = None, *, reason: str = "") -> Iterator[None]:
    """Let history know that `actor` does `name` ("proposals.submit") until the block ends, and why if it was asked.

    For the body of a verb, inside its transaction. `actor`: a user, an anonymous user or None; without a signed-in
    person the history names who is signed in to the request, if anybody, or else the system. Costs no query of its
    own: the context rides along with each statement that writes. Verbs may use other verbs; the inner name counts.
    """
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata["verb"] = name
        if (pk := getattr(actor, "pk", None)) is not None:
            context.metadata["user"] = pk
        if reason:
            context.metadata["reason"] = reason
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(before)
