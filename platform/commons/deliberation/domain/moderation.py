"""What moderators look through: the newest comments of everything that lies in their areas."""

from dataclasses import dataclass

from django.db.models import Q

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role, require
from commons.deliberation.models import Comment
from commons.deliberation.owners import Owner, owners_of
from commons.deliberation.rules import HIDE

PAGE = 30
LOOKED_THROUGH = 300
"""So many comments are read for a page; a moderator of a small area may get a page that is not full."""


@dataclass(frozen=True)
class Said:
    """A comment with what it belongs to. The text is there also when it is hidden."""

    comment: Comment
    owner: Owner | None


@dataclass(frozen=True)
class SaidPage:
    """Comments, the newest first; `next` is the id to go on before, 0 on the last page."""

    said: list[Said]
    next: int


def newest(*, actor: Actor, before: int = 0, hidden: bool = False) -> SaidPage:
    """Comments that the actor may hide, or (`hidden`) show again. `before`: only older ones than this id.

    Three queries, whatever there is. Raises `SignInNeeded`, `NotAllowed`.
    """
    require(actor, HIDE)
    rows = Comment.objects.select_related("author").filter(hidden_at__isnull=not hidden)
    if before:
        rows = rows.filter(_older_than(before))
    rows = rows.order_by("-created_at", "-pk")
    found = list(rows[: LOOKED_THROUGH + 1])
    owners = owners_of({comment.thread_id for comment in found})
    mine = [
        Said(comment, owner)
        for comment in found[:LOOKED_THROUGH]
        if _looks_after(actor, owner := owners.get(comment.thread_id))
    ]
    if len(mine) > PAGE:
        return SaidPage(mine[:PAGE], mine[PAGE - 1].comment.pk)
    return SaidPage(mine, found[LOOKED_THROUGH - 1].pk if len(found) > LOOKED_THROUGH else 0)


def _older_than(pk: int) -> Q:
    when = Comment.objects.filter(pk=pk).values_list("created_at", flat=True).first()
    return Q(created_at__lt=when) | Q(created_at=when, pk__lt=pk) if when else Q()


def _looks_after(actor: Actor, owner: Owner | None) -> bool:
    return has_role(actor, Role.MODERATOR, Role.COORDINATOR, area=owner.area if owner else None)


def one(*, actor: Actor, pk: int) -> Said:
    """A comment that the actor may hide. Raises `Comment.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(actor, HIDE)
    comment = Comment.objects.select_related("author", "thread").get(pk=pk)
    require(actor, HIDE, comment)
    return Said(comment, owners_of([comment.thread_id]).get(comment.thread_id))
