"""How the notes of all public hearings are moderated, in numbers, for the public page that tells of everything."""

from typing import Any

from django.db.models import Count, Q

from commons.moderation.domain.log import Account
from commons.moderation.models import Moderation
from hearings.models import Appeal, CommentAppeal, Contribution, Flag, Hearing


def accounts() -> list[Account]:
    """One of each public hearing, the newest first. Five queries. Notes count by what became of them."""
    public = list(Hearing.objects.public().order_by("-pk"))
    notes: dict[int, Any] = {
        row["hearing"]: row
        for row in Contribution.objects.filter(hearing__in=public)
        .order_by()
        .values("hearing")
        .annotate(
            hidden=Count("pk", filter=Q(moderation=Moderation.HIDDEN)),
            shown=Count("pk", filter=Q(moderation=Moderation.SHOWN)),
            held=Count("pk", filter=Q(moderation=Moderation.HELD)),
            redacted=Count("pk", filter=Q(is_redacted=True)),
        )
    }
    reported = dict(
        Flag.objects.filter(hearing__in=public).order_by().values_list("hearing").annotate(Count("pk"))
    )
    appealed: dict[int, int] = {}
    granted: dict[int, int] = {}
    for model, path in ((Appeal, "contribution__hearing"), (CommentAppeal, "comment__synthesis__hearing")):
        rows = model._default_manager.filter(**{f"{path}__in": public}).order_by().values_list(path)
        yes = Count("pk", filter=Q(is_granted=True))
        for pk, asked, given in rows.annotate(asked=Count("pk"), given=yes):
            appealed[pk] = appealed.get(pk, 0) + asked
            granted[pk] = granted.get(pk, 0) + given
    nothing = {"shown": 0, "held": 0, "hidden": 0, "redacted": 0}
    return [
        Account(
            title=str(hearing),
            url=f"/hearings/{hearing.slug}/moderation/",
            reported=reported.get(hearing.pk, 0),
            appealed=appealed.get(hearing.pk, 0),
            granted=granted.get(hearing.pk, 0),
            **{name: int(notes.get(hearing.pk, nothing)[name]) for name in nothing},
        )
        for hearing in public
    ]
