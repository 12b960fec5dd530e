"""The talk about a proposal as HTML. Contributions hardly change, so each is drawn once and remembered."""

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commons.deliberation.domain.queries import Contribution, ThreadPage
from commons.deliberation.models import CommentKind

KEPT = 8192
KEY = tuple[Any, ...]


def drawn(page: ThreadPage, proposal: int, *, may_reply: bool) -> dict[str, list[SafeString]]:
    """The page's contributions by kind, in their order."""
    ground = (get_language() or "fi", timezone.localdate().year, proposal, may_reply)
    return {
        str(kind): [_draw(ground, _key(one)) for one in page.contributions if one.kind == kind]
        for kind in CommentKind
    }


def _key(one: Contribution) -> KEY:
    """All that is shown of a contribution, as something that can be compared."""
    return (
        one.pk, one.kind, one.text, one.language, one.author, one.is_official, one.created_at, one.is_edited,
        one.hidden, one.may_edit, tuple(_key(reply) for reply in one.replies),
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _draw(ground: KEY, key: KEY) -> SafeString:
    _language, _year, proposal, may_reply = ground
    argument = _argument(key, proposal, may_reply=may_reply)
    return render_to_string("pieces/argument.html", {"argument": argument})


def _argument(key: KEY, proposal: int, *, may_reply: bool, is_reply: bool = False) -> dict[str, Any]:
    """For pieces/argument.html."""
    pk, kind, text, language, author, is_official, when, is_edited, hidden, may_edit, replies = key
    actions = []
    if may_reply and not is_reply and not hidden:
        actions.append({"url": f"?reply={pk}#write", "label": _("Reply"), "about": author})
    if may_edit:
        actions.append({"url": f"/proposals/{proposal}/comments/{pk}/", "label": _("Correct it")})
    return {
        "anchor": f"comment-{pk}",
        "kind": "answer" if is_official else "comment" if is_reply else str(kind),
        "text": text,
        "lang": language,
        "author": author,
        "when": when,
        "edited": is_edited,
        "hidden": _("Hidden: %(reason)s") % {"reason": hidden} if hidden else "",
        "actions": actions,
        "replies": [_argument(reply, proposal, may_reply=may_reply, is_reply=True) for reply in replies],
    }
