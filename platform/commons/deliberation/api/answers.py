"""A discussion as plain dictionaries, in the shapes of `shapes.py`."""

from typing import Any

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.deliberation.domain.queries import Contribution, RepliesPage, ThreadPage
from commons.deliberation.models import Comment, CommentKind

Json = dict[str, Any]


def discussion(talk: ThreadPage) -> Json:
    """As `DiscussionSerializer`."""
    return {
        "order": talk.order,
        "seed": talk.seed,
        "page": talk.number,
        "pages": talk.pages,
        "counts": {
            "total": talk.counts.total,
            "replies": talk.counts.replies,
            "by_kind": {str(kind): number for kind, number in talk.counts.by_kind.items()},
        },
        "comments": [
            {
                **_contribution(one),
                "reply_count": one.reply_count,
                "replies": [_contribution(reply) for reply in one.replies],
            }
            for one in talk.contributions
        ],
    }


def replies(page: RepliesPage) -> Json:
    """As `RepliesSerializer`."""
    return {
        "order": page.order,
        "seed": page.seed,
        "page": page.number,
        "pages": page.pages,
        "count": page.count,
        "replies": [_contribution(one) for one in page.replies],
    }


def _contribution(one: Contribution) -> Json:
    return {
        "id": one.pk,
        "kind": one.kind,
        "text": one.text,
        "language": one.language,
        "author": one.author,
        "is_official": one.is_official,
        "created_at": one.created_at,
        "is_edited": one.is_edited,
        "hidden": one.hidden,
        "reply_to": one.reply_to,
        "is_mine": one.is_mine,
        "may_edit": one.may_edit,
        "convinced": one.convinced,
        "convinces_me": one.convinces_me,
    }


def comment(made: Comment, writer: Actor) -> Json:
    """A comment that `writer` has just written, as `ReplySerializer`. No query."""
    return {
        "id": made.pk,
        "kind": CommentKind(made.kind),
        "text": made.text,
        "language": made.language,
        "author": writer.display_name if isinstance(writer, User) else "",
        "is_official": made.is_official,
        "created_at": made.created_at,
        "is_edited": made.edited_at is not None,
        "hidden": "",
        "reply_to": made.reply_to_id,
        "is_mine": True,
        "may_edit": True,
        "convinced": made.convinced,
        "convinces_me": False,
    }
