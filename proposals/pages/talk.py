"""The talk about a proposal as HTML."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commons.deliberation.domain.queries import Contribution, ThreadPage
from commons.deliberation.models import CommentKind
from proposals.pages.drawing import draw


def drawn(page: ThreadPage, proposal: int, *, may_reply: bool) -> dict[str, list[SafeString]]:
    """The page's contributions by kind, in their order."""
    by_kind: dict[str, list[SafeString]] = {str(kind): [] for kind in CommentKind}
    for one in page.contributions:
        argument = argument_of(one, proposal, may_reply=may_reply)
        by_kind[str(one.kind)].append(draw("pieces/argument.html", argument=argument))
    return by_kind


def argument_of(
    one: Contribution, proposal: int, *, may_reply: bool, is_reply: bool = False
) -> dict[str, Any]:
    """A contribution with its replies, for pieces/argument.html."""
    actions = []
    if may_reply and not is_reply and not one.hidden:
        actions.append({"url": f"?reply={one.pk}#write", "label": _("Reply"), "about": one.author})
    if one.may_edit:
        actions.append({"url": f"/proposals/{proposal}/comments/{one.pk}/", "label": _("Correct it")})
    return {
        "anchor": f"comment-{one.pk}",
        "kind": "answer" if one.is_official else "comment" if is_reply else str(one.kind),
        "text": one.text,
        "lang": one.language,
        "author": one.author,
        "when": one.created_at,
        "edited": one.is_edited,
        "hidden": _("Hidden: %(reason)s") % {"reason": one.hidden} if one.hidden else "",
        "actions": actions,
        "replies": [
            argument_of(reply, proposal, may_reply=may_reply, is_reply=True) for reply in one.replies
        ],
    }
