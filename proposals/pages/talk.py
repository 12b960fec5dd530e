"""The talk about a proposal as HTML."""

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commons.deliberation.domain.convincing import ARGUMENTS
from commons.deliberation.domain.queries import Contribution
from commons.deliberation.models import CommentKind
from proposals.domain.seeing import Seen
from proposals.pages.drawing import draw
from proposals.pages.places import more_of

FOLDED = 700
"""Characters; of a longer text the rest is folded away, so that one long argument does not bury all others."""


def drawn(request: HttpRequest, shown: Seen) -> dict[str, list[SafeString]]:
    """The page's contributions by kind, in their order."""
    by_kind: dict[str, list[SafeString]] = {str(kind): [] for kind in CommentKind}
    for one in shown.talk.contributions:
        argument = argument_of(one, shown) | _more(request, one, shown)
        by_kind[str(one.kind)].append(draw("pieces/argument.html", argument=argument))
    return by_kind


def _more(request: HttpRequest, one: Contribution, shown: Seen) -> dict[str, Any]:
    """The ways to further replies. Where one may write they are buttons of that form, which keep what is typed."""
    address = f"/proposals/{shown.proposal.pk}/"
    if not shown.may_comment:
        return more_of(one, shown.talk, request, address)
    ways = more_of(one, shown.talk, request, f"{address}comments/")
    return {name: {**way, "form": "say"} for name, way in ways.items()}


def argument_of(one: Contribution, shown: Seen, *, is_reply: bool = False) -> dict[str, Any]:
    """A contribution with its replies, for pieces/argument.html."""
    address = f"/proposals/{shown.proposal.pk}/"
    actions: list[dict[str, Any]] = []
    if shown.may_comment and not is_reply and not one.hidden:
        # A button of the form itself, so that what is typed there stays. The place in the talk is in the form, not in
        # this address: pieces are remembered for every reader.
        url = f"{address}comments/#write"
        actions.append(
            {"url": url, "form": "say", "name": "reply", "value": one.pk, "label": _("Reply")}
            | {"about": one.author}
        )
    if one.may_edit:
        actions.append({"url": f"{address}comments/{one.pk}/", "label": _("Correct it")})
    if not one.hidden and not one.is_mine:
        actions.append({"url": f"/report/comment/{one.pk}/", "label": _("Report"), "about": one.author})
    text, rest = folded(one.text)
    return {
        "anchor": f"comment-{one.pk}",
        "kind": "answer" if one.is_official else "comment" if is_reply else str(one.kind),
        "text": text,
        "rest": rest,
        "lang": one.language,
        "author": one.author,
        "when": one.created_at,
        "edited": one.is_edited,
        "origin": _origin(one, shown),
        "hidden": _("Hidden: %(reason)s") % {"reason": one.hidden} if one.hidden else "",
        "convince": _convince(one, shown, address) if one.kind in ARGUMENTS and not is_reply else None,
        "actions": actions,
        "replies": [argument_of(reply, shown, is_reply=True) for reply in one.replies],
    }


def _origin(one: Contribution, shown: Seen) -> dict[str, Any] | None:
    """The merged proposal under which it was said."""
    found = next((merged for merged in shown.merged if merged.thread == one.thread), None)
    if found is None or one.reply_to is not None:
        return None
    return {"url": f"/proposals/{found.pk}/?original", "title": found.title, "language": found.language}


def _convince(one: Contribution, shown: Seen, address: str) -> dict[str, Any] | None:
    """The button and the number; without either nothing."""
    may = shown.may_weigh and not one.is_mine and not one.hidden
    if one.hidden or not (may or one.convinced):
        return None
    return {
        "url": f"{address}comments/{one.pk}/convinced/" if may else "",
        "count": one.convinced,
        "mine": one.convinces_me,
    }


def folded(text: str) -> tuple[str, str]:
    """The beginning of a long text, up to the end of a paragraph, a sentence or a word, and its rest."""
    if len(text) <= FOLDED + 150:
        return text, ""
    for end in ("\n", ". ", " "):
        at = text.rfind(end, FOLDED // 2, FOLDED)
        if at > 0:
            return text[: at + len(end)].rstrip(), text[at + len(end) :].lstrip()
    return text[:FOLDED], text[FOLDED:]
