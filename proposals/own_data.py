"""What proposals know about a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.accounts import personal
from commons.accounts.models import User
from proposals.models import Finding, MergePart, Proposal, SplitPlan, State


def _proposals(person: User) -> list[dict[str, Any]]:
    found = person.proposals.order_by("pk").values(
        "pk", "cycle__slug", "state", "language", "title", "what", "why", "for_whom", "place_name", "latitude",
        "longitude", "rough_cost", "created_at", "submitted_at",
    )  # fmt: skip
    return [dict(row) for row in found]


def _supports(person: User) -> list[dict[str, Any]]:
    found = person.supports.order_by("pk").values("proposal", "proposal__title", "created_at")
    return [dict(row) for row in found]


def _letters(person: User) -> list[dict[str, Any]]:
    found = person.proposals.filter(letters__isnull=False).order_by("letters__pk")
    rows = found.values(
        "pk", "letters__kind", "letters__subject", "letters__body", "letters__created_at", "letters__paper_on"
    )
    return [dict(row) for row in rows]


def _answers(person: User) -> list[dict[str, Any]]:
    found = MergePart.objects.filter(proposal__author=person, answered_at__isnull=False).order_by("pk")
    return [dict(row) for row in found.values("proposal", "answer", "reason", "answered_at")]


def _consents(person: User) -> list[dict[str, Any]]:
    found = SplitPlan.objects.filter(proposal__author=person, answered_at__isnull=False).order_by("pk")
    return [dict(row) for row in found.values("proposal", "answer", "answer_reason", "answered_at")]


def _suggestions(person: User) -> list[dict[str, Any]]:
    found = person.suggestions.order_by("pk").values(
        "proposal", "field", "after", "note", "state", "created_at"
    )
    return [dict(row) for row in found]


def _co_authored(person: User) -> list[dict[str, Any]]:
    return [dict(row) for row in person.co_authored.order_by("pk").values("proposal", "state", "answered_at")]


def _memberships(person: User) -> list[dict[str, Any]]:
    found = person.memberships.order_by("pk").values(
        "cycle__slug", "number", "state", "term_from", "term_to", "shows_name", "end_reason", "answered_at"
    )
    return [dict(row) for row in found]


def _findings(person: User) -> list[dict[str, Any]]:
    found = Finding.objects.filter(delegate__user=person).order_by("pk")
    rows = found.values(
        "pk",
        "proposal",
        "proposal__title",
        "kind",
        "state",
        "language",
        "text",
        "place",
        "visited_on",
        "created_at",
    )
    return [dict(row) for row in rows]


def _leave_group(person: User) -> None:
    """Memberships end and are known by their number alone; what was found stays."""
    from proposals.domain.delegates.group import forget

    forget(person)


def _drop_drafts(person: User) -> None:
    """Drafts were seen by nobody else and go; what was submitted stays without its author's name."""
    from proposals.domain.drafts import discard

    for draft in Proposal.objects.filter(author=person, state=State.DRAFT):
        discard(actor=person, proposal=draft)


def register() -> None:
    """Register proposals, supports and letters."""
    stays = _(
        "Your proposals stay, without your name: others have supported and discussed them. Drafts are deleted."
    )
    personal.register(personal.PersonalData("proposals", _proposals, stays=stays, erase=_drop_drafts))
    personal.register(personal.PersonalData("supports", _supports))
    personal.register(personal.PersonalData("letters", _letters))
    personal.register(personal.PersonalData("answers about merging", _answers))
    personal.register(personal.PersonalData("answers about splitting", _consents))
    personal.register(personal.PersonalData("suggested changes", _suggestions))
    personal.register(personal.PersonalData("co-authored proposals", _co_authored))
    found_stays = _(
        "What you found as a delegate of the follow-up group stays, under your number in the group."
    )
    personal.register(
        personal.PersonalData(
            "memberships of follow-up groups", _memberships, stays=found_stays, erase=_leave_group
        )
    )
    personal.register(personal.PersonalData("findings", _findings))
