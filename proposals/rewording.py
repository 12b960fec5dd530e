"""Where the words of residents stand, for blacking some of them out: the texts themselves and all that is kept of their
past, so that no version and no history still shows what was covered."""

from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import Comment, Correction, Statement
from commons.live import publish
from commons.moderation.domain.errors import CannotHide, CannotRedact
from proposals import copies
from proposals.models import (
    PRICED,
    Evaluation,
    Finding,
    FindingCheck,
    FindingPicture,
    Picture,
    Proposal,
    Suggestion,
)

TEXTS = ("title", "what", "why", "for_whom", "place_name")
_PAST, _PICTURE, _CHECK = "past", "picture", "check"


def passages_of_proposal(pk: int) -> dict[str, str]:
    """Its texts now and in every event of its public history. Two queries."""
    return _passages(Proposal, "proposals.ProposalEvent", pk, TEXTS)


def rewrite_proposal(pk: int, texts: Mapping[str, str]) -> None:
    """Put other texts there. Raises `CannotHide` on the ballot and after."""
    if Proposal.objects.filter(pk=pk, state__in=PRICED).exists():
        raise CannotHide
    # The past first: the event that this change itself makes then differs from it in nothing.
    with pgtrigger.ignore("proposals.ProposalEvent:append_only", "proposals.Proposal:text_frozen"):
        _rewrite_past("proposals.ProposalEvent", pk, texts)
        _rewrite_now(Proposal, pk, texts)
    copies.rewrite(texts)
    publish(f"proposal:{pk}")


def passages_of_comment(pk: int) -> dict[str, str]:
    """What it says, and what it said before it was corrected. Two queries."""
    return _passages(Comment, "deliberation.CommentEvent", pk, ("text",))


def rewrite_comment(pk: int, texts: Mapping[str, str]) -> None:
    """Put other words there. The history gets no row with the words of before."""
    with pgtrigger.ignore(
        "deliberation.Comment:changed_from_update", "deliberation.CommentEvent:append_only"
    ):
        _rewrite_past("deliberation.CommentEvent", pk, texts)
        _rewrite_now(Comment, pk, texts)
    copies.rewrite(texts)
    thread, proposal = Comment.objects.values_list("thread", "thread__proposal").get(pk=pk)
    publish(f"thread:{thread}", *([f"proposal:{proposal}"] if proposal else []))


def passages_of_statement(pk: int) -> dict[str, str]:
    """What it says. Two queries."""
    return _passages(Statement, "deliberation.StatementEvent", pk, ("text",))


def rewrite_statement(pk: int, texts: Mapping[str, str]) -> None:
    """Put other words there. Raises `CannotRedact` where another statement of the talk would read the same."""
    thread = Statement.objects.values_list("thread", flat=True).get(pk=pk)
    same = Statement.objects.filter(thread=thread, text__iexact=texts.get("text", "")).exclude(pk=pk)
    if same.exists():
        raise CannotRedact(
            _("Another statement would then read the same. Hide this one as a whole, with a reason.")
        )
    with pgtrigger.ignore(
        "deliberation.Statement:changed_from_update", "deliberation.StatementEvent:append_only"
    ):
        _rewrite_past("deliberation.StatementEvent", pk, texts)
        _rewrite_now(Statement, pk, texts)
    # Of a merged proposal it is read in the talk of the leading one too.
    lead = Statement.objects.values_list("thread__proposal__merged_into__thread", flat=True).get(pk=pk)
    publish(*(f"statements:{one}" for one in (thread, lead) if one))


def passages_of_picture(pk: int) -> dict[str, str]:
    """What it shows, as its author wrote. One query."""
    return _passages(Picture, "", pk, ("alt",))


def rewrite_picture(pk: int, texts: Mapping[str, str]) -> None:
    """Put another description there."""
    _rewrite_now(Picture, pk, texts)
    publish(f"proposal:{Picture.objects.values_list('proposal', flat=True).get(pk=pk)}")


def passages_of_finding(pk: int) -> dict[str, str]:
    """What a delegate noted, where, what the pictures show, and what was seen on looking again. Three queries."""
    found = _passages(Finding, "", pk, ("text", "place"))
    pictures = FindingPicture.objects.filter(finding=pk).values_list("pk", "alt")
    found |= {f"{_PICTURE} {picture}": alt for picture, alt in pictures if alt}
    looks = FindingCheck.objects.filter(finding=pk).values_list("pk", "text")
    return found | {f"{_CHECK} {look}": text for look, text in looks if text}


def rewrite_finding(pk: int, texts: Mapping[str, str]) -> None:
    """Put other words there; its trigger keeps them from everybody else."""
    with pgtrigger.ignore("proposals.Finding:words_stay"):
        _rewrite_now(Finding, pk, {key: text for key, text in texts.items() if " " not in key})
    for key, text in texts.items():
        if key.startswith(_PICTURE):
            FindingPicture.objects.filter(finding=pk, pk=int(key.split()[1])).update(alt=text)
        elif key.startswith(_CHECK):
            FindingCheck.objects.filter(finding=pk, pk=int(key.split()[1])).update(text=text)
    publish(f"proposal:{Finding.objects.values_list('proposal', flat=True).get(pk=pk)}")


def passages_of_correction(pk: int) -> dict[str, str]:
    """What it says. One query."""
    return _passages(Correction, "", pk, ("text",))


def rewrite_correction(pk: int, texts: Mapping[str, str]) -> None:
    """Put other words there."""
    _rewrite_now(Correction, pk, texts)
    copies.rewrite(texts)


def passages_of_suggestion(pk: int) -> dict[str, str]:
    """The part of the text before and after, why, and what the authors answered, also in its history. Two queries."""
    found = _passages(Suggestion, "", pk, ("before", "after", "note", "reason"))
    for row in _events("proposals.SuggestionEvent", pk).exclude(reason="").values("pgh_id", "reason"):
        found[f"{_PAST} {row['pgh_id']} reason"] = row["reason"]
    return found


def rewrite_suggestion(pk: int, texts: Mapping[str, str]) -> None:
    """Put other words there. The proposal itself is another thing, decided on by itself."""
    with pgtrigger.ignore("proposals.SuggestionEvent:append_only"):
        _rewrite_past("proposals.SuggestionEvent", pk, texts)
        _rewrite_now(Suggestion, pk, texts)


def passages_of_evaluation(pk: int) -> dict[str, str]:
    """What was told the town. One query."""
    return _passages(Evaluation, "", pk, ("text",))


def rewrite_evaluation(pk: int, texts: Mapping[str, str]) -> None:
    """Put other words there."""
    _rewrite_now(Evaluation, pk, texts)


def _passages(model: type[Model], past: str, pk: int, fields: tuple[str, ...]) -> dict[str, str]:
    rows = model._default_manager.filter(pk=pk).values(*fields)
    found = {name: row[name] for row in rows for name in fields if row[name]}
    for row in _events(past, pk).values("pgh_id", *fields) if past else ():
        found |= {f"{_PAST} {row['pgh_id']} {name}": row[name] for name in fields if row[name]}
    return found


def _rewrite_now(model: type[Model], pk: int, texts: Mapping[str, str]) -> None:
    if now := {name: text for name, text in texts.items() if " " not in name}:
        model._default_manager.filter(pk=pk).update(**now)


def _rewrite_past(past: str, pk: int, texts: Mapping[str, str]) -> None:
    events: dict[int, dict[str, str]] = {}
    for key, text in texts.items():
        if key.startswith(_PAST):
            _past, number, name = key.split()
            events.setdefault(int(number), {})[name] = text
    for event, fields in events.items():
        _events(past, pk).filter(pgh_id=event).update(**fields)


def _events(past: str, pk: int) -> Any:
    return apps.get_model(past)._default_manager.filter(pgh_obj=pk).order_by("pgh_id")
