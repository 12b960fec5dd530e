"""Reading what people make of a text together: authors, suggestions, versions. Constant numbers of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.http.errors import SignInNeeded
from commons.moderation.screening import BLACKED_OUT
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
    return Workshop(
        proposal, leads, people, _suggested(Suggestion.objects.filter(proposal=proposal, hidden_at=None))
    )


def mine(*, actor: Actor, proposal: Proposal) -> list[Suggested]:
    """What the actor suggested for it. One query."""
    if not isinstance(actor, User):
        raise SignInNeeded
    return _suggested(Suggestion.objects.filter(proposal=proposal, author=actor))


def _suggested(rows: Any) -> list[Suggested]:
    found = rows.select_related("author").order_by("-pk")[:100]
    return [Suggested(one, differences(one.before, one.after)) for one in found]


class Source(TextChoices):
    """What made a version of the text. People are told by what they are to the proposal, as in its history."""

    AUTHOR = "author", _("The author")
    CO_AUTHOR = "co_author", _("A co-author")
    SUGGESTION = "suggestion", _("A suggested change that the authors took")
    MODERATION = "moderation", _("A moderator, who blacked words out or showed them again")
    TOWN = "town", _("An official")
    UNKNOWN = "unknown", _("The system")


@dataclass(frozen=True)
class Version:
    """The text as it stood from `at` until the next version. `texts` by field, in the order of the page.

    `made_by`: what made it. `is_covered`: moderators blacked out words in it, in this version as in all others.
    """

    number: int
    at: datetime
    texts: dict[str, str]
    made_by: Source
    is_covered: bool


_WRITING = ("proposals.start", "proposals.save", "proposals.claim", "proposals.submit", "proposals.resubmit")
_VERB, _USER = "pgh_context__metadata__verb", "pgh_context__metadata__user"


def versions(proposal: Proposal) -> list[Version]:
    """Every text that was public, the first first. Two queries."""
    events: Any = proposal.events  # type: ignore[attr-defined]  # made by pghistory
    wrote = set(
        CoAuthor.objects.filter(proposal=proposal.pk, user__isnull=False).values_list("user", flat=True)
    )
    found: list[Version] = []
    for row in events.order_by("pgh_id").values("pgh_created_at", _VERB, _USER, *SuggestedField.values):
        texts = {name: row[name] for name in SuggestedField.values}
        if not found or found[-1].texts != texts:
            source = _source(row[_VERB], row[_USER], proposal, wrote)
            is_covered = any(BLACKED_OUT in text for text in texts.values())
            found.append(Version(len(found) + 1, row["pgh_created_at"], texts, source, is_covered))
    return found


def _source(did: str | None, user: int | None, proposal: Proposal, wrote: set[int]) -> Source:
    if did == "proposals.take_suggestion":
        return Source.SUGGESTION
    if did and did.startswith("moderation."):
        return Source.MODERATION
    if user is None:
        return Source.UNKNOWN
    if user in wrote:
        return Source.CO_AUTHOR
    # An author whose account is gone is an author still.
    return Source.AUTHOR if user == proposal.author_id or did in _WRITING else Source.TOWN


def pair(found: list[Version], first: int | None, second: int | None) -> tuple[Version, Version]:
    """Two versions by their numbers, the earlier one first; for a number that there is not, of the last two."""
    by_number = {one.number: one for one in found}
    later = by_number.get(second or 0, found[-1])
    earlier = by_number.get(first or 0, by_number.get(max(1, later.number - 1), found[0]))
    return (earlier, later) if earlier.number <= later.number else (later, earlier)


def compared(first: Version, second: Version) -> list[tuple[SuggestedField, list[Piece]]]:
    """The parts of the text that differ, with their differences."""
    return [
        (SuggestedField(name), differences(first.texts[name], second.texts[name]))
        for name in SuggestedField.values
        if first.texts[name] != second.texts[name]
    ]
