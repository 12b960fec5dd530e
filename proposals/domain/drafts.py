"""Writing a draft: begun by anybody, saved step by step, claimed at sign-in."""

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string, salted_hmac

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http import rate
from commons.http.errors import SignInNeeded
from commons.moderation.proof import NO_EFFORT, Effort, Pace
from commons.process.domain.gate import StatementTimestamp, require_open
from commons.process.models import Cycle, PhaseKind
from proposals.domain.errors import ChangedElsewhere, TextFrozen, WrongState
from proposals.domain.fields import clean
from proposals.models import OPEN_TEXT, Proposal, SplitPart, State
from proposals.rules import EDIT, Held

AT_ONCE, PER_SECONDS = 20, 3600
"""A person or browser may begin 20 drafts an hour."""
BY_NETWORK = Pace(proven=(200, 3600.0), unproven=(40, 3600.0))
"""Without an account a browser makes its own word, so its network is counted too. With proof of work 200 at once, then
one every 18 seconds: a library behind one address begins some dozens a day, and half a dozen classes of a school may
begin in the same hour. Without JavaScript 40 at once, then one in a minute and a half. Who signs in is not counted."""


def new_token() -> str:
    """An unguessable word for a browser that writes without signing in. It belongs in its session."""
    return get_random_string(40)


def owner_of(token: str) -> str:
    """What is stored of a browser's token: a keyed hash. Empty for an empty token."""
    return salted_hmac("proposals.draft", token, algorithm="sha256").hexdigest() if token else ""


@transaction.atomic
def start(
    *,
    actor: Actor,
    cycle: Cycle,
    changes: Mapping[str, Any] | None = None,
    token: str = "",
    key: UUID | None = None,
    network: str = "",
    effort: Effort = NO_EFFORT,
) -> Proposal:
    """Begin a draft while proposals are taken. Sent again with the same `key` it gives the first one.

    Without an account `token` holds the draft; `network`: where it comes from, for the rate limit alone;
    `effort`: worked on the `key`, or on a signed word where there is none; without it a slower limit holds. Raises
    `PhaseClosed`, `Invalid`, `SignInNeeded`, `TooOften`.
    """
    owner = owner_of(token)
    if not isinstance(actor, User) and not owner:
        raise SignInNeeded
    if key is not None and (first := _begun(actor, owner, key)) is not None:
        return first
    require_open(cycle, PhaseKind.PROPOSE)
    if not isinstance(actor, User):
        is_proven = effort.proves("draft", key) or effort.spends()
        BY_NETWORK.take("draft", network, is_proven=is_proven)
    rate.take(f"draft:{actor.pk or owner}", AT_ONCE, PER_SECONDS)
    cleaned = clean(cycle, changes or {})
    mine = {"author": actor} if isinstance(actor, User) else {"draft_owner": owner}
    try:
        with verb("proposals.start", actor), transaction.atomic():
            return Proposal.blank(cycle=cycle, key=key, **mine, **cleaned)
    except IntegrityError:
        # A double click: the other request was first.
        first = _begun(actor, owner, key) if key is not None else None
        if first is None:
            raise
        return first


@transaction.atomic
def keep(
    *,
    actor: Actor,
    cycle: Cycle,
    changes: Mapping[str, Any],
    token: str = "",
    key: UUID | None = None,
    network: str = "",
    effort: Effort = NO_EFFORT,
) -> Proposal:
    """Begin a draft with `changes`, or save them into the one that was begun with the same `key`.

    For a first page that saves itself while somebody still writes on it. Raises what `start` and `save` raise.
    """
    draft = start(
        actor=actor, cycle=cycle, changes=changes, token=token, key=key, network=network, effort=effort
    )
    if draft.state != State.DRAFT:
        return draft
    return save(actor=actor, proposal=draft, changes=changes, token=token)


def _begun(actor: Actor, owner: str, key: UUID) -> Proposal | None:
    mine = {"author": actor} if isinstance(actor, User) else {"draft_owner": owner, "author": None}
    return Proposal.objects.filter(key=key, **mine).first()


def mark_of(proposal: Proposal | SplitPart, *names: str) -> str:
    """A short mark of what `names` hold now: a form carries it, so that a change in another window is noticed."""
    values = [
        str(getattr(proposal, f"{name}_id" if name in ("area", "category") else name) or "")
        for name in sorted(names)
    ]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:16]


@transaction.atomic
def save(
    *,
    actor: Actor,
    proposal: Proposal,
    changes: Mapping[str, Any],
    token: str = "",
    seen: str | None = None,
    did: str = "proposals.save",
) -> Proposal:
    """Save some fields of a draft or of a returned proposal. No phase is asked: what is written is kept.

    `seen`: `mark_of` the same fields when the form was shown; `ChangedElsewhere` if they hold something else
    by now. `did`: the verb as history tells it. Raises `Invalid`, `TextFrozen`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(proposal)
    require(actor, EDIT, Held(found, owner_of(token)))
    if found.state not in OPEN_TEXT:
        raise TextFrozen
    cleaned = clean(found.cycle, changes)
    differing = {name: value for name, value in cleaned.items() if getattr(found, name) != value}
    if not differing:
        return found
    if seen and seen != mark_of(found, *(name for name in changes)):
        raise ChangedElsewhere
    for name, value in differing.items():
        setattr(found, name, value)
    found.saved_at = StatementTimestamp()
    with verb(did, actor):
        found.save(update_fields=[*differing, "saved_at"])
    found.refresh_from_db(fields=["saved_at"])
    return found


@transaction.atomic
def discard(*, actor: Actor, proposal: Proposal, token: str = "") -> None:
    """Delete a draft for good, with its pictures. A submitted proposal is withdrawn instead: `WrongState`."""
    found = locked(proposal)
    require(actor, EDIT, Held(found, owner_of(token)))
    if found.state != State.DRAFT:
        raise WrongState
    thread, track = found.thread, found.track
    files = [file for picture in found.pictures.all() for file in (picture.image, picture.small)]
    found.delete()
    thread.delete()
    track.delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))


@transaction.atomic
def claim(*, actor: Actor, token: str) -> int:
    """Give the drafts that a browser holds to the person who signed in there. How many there were."""
    if not isinstance(actor, User):
        raise SignInNeeded
    owner = owner_of(token)
    if not owner:
        return 0
    with verb("proposals.claim", actor):
        return Proposal.objects.filter(draft_owner=owner, author=None, state=State.DRAFT).update(
            author=actor, draft_owner=""
        )


OUTLINES = tuple(
    f"{area}__{outline}" for area in ("cycle__area", "area") for outline in ("outline", "outline_shown")
)
"""Columns of areas that are heavy, and that no verb looks at."""


def locked(proposal: Proposal) -> Proposal:
    """The proposal as it is now, locked until the transaction ends, with its cycle and area."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("cycle__area", "area", "category")
        .defer("search", "title_plain", *OUTLINES)
        .get(pk=proposal.pk)
    )
