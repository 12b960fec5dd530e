"""Reading what people make of a text together: authors, suggestions, versions. Constant numbers of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.http.errors import SignInNeeded
from commons.texts.differences import Piece, differences
from proposals.domain.together.authors import HELD
from proposals.models import CoAuthor, Proposal, SuggestedField, Suggestion
from proposals.rules import EDIT, Held


@dataclass(frozen=True)
class Suggested:
    """A suggestion with its differences from the text that it began from."""

    suggestion: Suggestion
    pieces: list[Piece]


@dataclass(frozen=True)
class Workshop:
    """The side of a proposal that its authors see. `leads`: the viewer wrote it first."""

    proposal: Proposal
    leads: bool
    co_authors: list[CoAuthor]
    suggestions: list[Suggested]


def workshop(*, actor: Actor, proposal: Proposal) -> Workshop:
    """For the authors. Raises `SignInNeeded`, `NotAllowed`. Two queries and the permission's."""
    require(actor, EDIT, Held(proposal))
    people = list(proposal.co_authors.filter(state__in=HELD).select_related("user"))
    leads = proposal.author_id == actor.pk
    return Workshop(proposal, leads, people, _suggested(Suggestion.objects.filter(proposal=proposal)))


def mine(*, actor: Actor, proposal: Proposal) -> list[Suggested]:
    """What the actor suggested for it. One query."""
    if not isinstance(actor, User):
        raise SignInNeeded
    return _suggested(Suggestion.objects.filter(proposal=proposal, author=actor))


def _suggested(rows: Any) -> list[Suggested]:
    found = rows.select_related("author").order_by("-pk")[:100]
    return [Suggested(one, differences(one.before, one.after)) for one in found]


@dataclass(frozen=True)
class Version:
    """The text as it stood from `at` until the next version. `texts` by field, in the order of the page."""

    number: int
    at: datetime
    texts: dict[str, str]


def versions(proposal: Proposal) -> list[Version]:
    """Every text that was public, the first first. One query."""
    events: Any = proposal.events  # type: ignore[attr-defined]  # made by pghistory
    found: list[Version] = []
    for row in events.order_by("pgh_id").values("pgh_created_at", *SuggestedField.values):
        texts = {name: row[name] for name in SuggestedField.values}
        if not found or found[-1].texts != texts:
            found.append(Version(len(found) + 1, row["pgh_created_at"], texts))
    return found


def compared(first: Version, second: Version) -> list[tuple[SuggestedField, list[Piece]]]:
    """The parts of the text that differ, with their differences."""
    return [
        (SuggestedField(name), differences(first.texts[name], second.texts[name]))
        for name in SuggestedField.values
        if first.texts[name] != second.texts[name]
    ]
