"""What is new about proposals, for the mails of those who follow them, their area or their category."""

from collections.abc import Collection
from datetime import datetime

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import ngettext

from commons.accounts.models import User
from commons.deliberation.models import Comment
from commons.followup.domain import news
from commons.followup.domain.choices import OWN
from commons.followup.domain.news import Item
from commons.followup.models import Follower, Milestone
from commons.http.errors import Text
from commons.places.models import Area
from proposals.domain.delegates.reading import answered_in_words, found_in_words
from proposals.models import (
    Category,
    CoAuthor,
    CoAuthorState,
    Finding,
    FindingReply,
    Proposal,
    State,
)

MOST = 30
"""So many proposals in one mail; a longer one nobody reads."""


def new_for(user: User, tags: Collection[str], since: datetime, until: datetime) -> list[Item]:
    """New states and milestones of proposals that the person follows or watches, and of those they follow comments,
    what the follow-up group found there and what it was answered.

    One's own are those that one wrote, alone or together: who was invited only, said no or left hears nothing.

    Seven queries, whatever there is.
    """
    window = {"since": since, "until": until}
    moved = _moved(since, until)
    told = list(
        Milestone.objects.filter(created_at__gte=since, created_at__lt=until)
        .order_by("pk")
        .values_list("track", "pk")
    )
    tracks = Follower.objects.filter(user=user, stopped_at=None).values("track")
    followed = Q(track__in=tracks)
    if OWN in tags:
        written = CoAuthor.objects.filter(user=user, state=CoAuthorState.ACCEPTED).values("proposal")
        followed |= Q(author=user) | Q(pk__in=written)
    happened = Q(pk__in=list(moved)) | Q(track__in=[track for track, _pk in told])
    said = _said(followed, **window)
    looked_at = _looked_at(user, followed, **window)
    watched = followed | _watched(tags)
    rows = (
        Proposal.objects.public().filter(watched & happened | Q(pk__in=[*said, *looked_at])).without_texts()
    )
    found = list(rows.order_by("-pk")[:MOST])
    titles = _titles([pk for track, pk in told if track in {one.track_id for one in found}])
    return [
        Item(
            one.title,
            one.get_absolute_url(),
            one.language,
            [
                *([str(State(moved[one.pk]).label)] if one.pk in moved else []),
                *titles.get(one.track_id, []),
                *looked_at.get(one.pk, []),
                *(_comments(said[one.pk]) if one.pk in said else []),
            ],
        )
        for one in found
    ]


def _moved(since: datetime, until: datetime) -> dict[int, str]:
    """The last state of each proposal that came into another one within that time. One query."""
    events = apps.get_model("proposals", "ProposalEvent")._default_manager
    rows = events.filter(pgh_created_at__gte=since, pgh_created_at__lt=until).order_by("pgh_id")
    last = dict(rows.values_list("pgh_obj", "state"))
    before = dict(
        events.filter(pgh_obj__in=list(last), pgh_created_at__lt=since)
        .order_by("pgh_id")
        .values_list("pgh_obj", "state")
    )
    return {pk: state for pk, state in last.items() if before.get(pk) != state}


def _said(followed: Q, since: datetime, until: datetime) -> dict[int, int]:
    rows = Comment.objects.filter(
        thread__proposal__in=Proposal.objects.filter(followed),
        created_at__gte=since,
        created_at__lt=until,
        hidden_at=None,
    )
    return dict(rows.order_by().values_list("thread__proposal").annotate(n=Count("pk")))


def _looked_at(user: User, followed: Q, since: datetime, until: datetime) -> dict[int, list[str]]:
    """Findings and answers in words, by proposal; not of the reader's own, who is told at once. Two queries."""
    shown = Finding.objects.public().exclude(delegate__user=user)
    there = shown.filter(proposal__in=Proposal.objects.filter(followed))
    lines: dict[int, list[str]] = {}
    for one in there.filter(created_at__gte=since, created_at__lt=until).order_by("pk"):
        lines.setdefault(one.proposal_id, []).append(found_in_words(one))
    replies = FindingReply.objects.filter(finding__in=there, created_at__gte=since, created_at__lt=until)
    for reply in replies.select_related("finding").order_by("pk"):
        lines.setdefault(reply.finding.proposal_id, []).append(answered_in_words(reply))
    return lines


def _comments(number: int) -> list[str]:
    return [ngettext("%(n)d new comment", "%(n)d new comments", number) % {"n": number}]


def _titles(pks: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for one in Milestone.objects.filter(pk__in=pks).order_by("date", "pk"):
        found.setdefault(one.track_id, []).append(str(one.title))
    return found


def _watched(tags: Collection[str]) -> Q:
    """Proposals of the watched categories, and of the watched areas and those below them."""
    numbers: dict[str, list[int]] = {"area": [], "category": []}
    for tag in tags:
        kind, _colon, number = tag.partition(":")
        if kind in numbers and number.isascii() and number.isdigit():
            numbers[kind].append(int(number))
    found = Q(category__in=numbers["category"]) if numbers["category"] else Q(pk__in=[])
    for path in (
        Area.objects.filter(pk__in=numbers["area"]).values_list("path", flat=True) if numbers["area"] else ()
    ):
        found |= Q(area__path__startswith=path)
    return found


def choices() -> list[tuple[str, Text]]:
    """Areas and categories. Two queries."""
    areas = Area.objects.defer("outline", "outline_shown").order_by("path")
    found: list[tuple[str, Text]] = [(f"area:{area.pk}", str(area.name)) for area in areas]
    usable = Category.objects.filter(Q(cycle=None) | Q(cycle__is_published=True))
    return [*found, *((f"category:{one.pk}", str(one)) for one in usable)]


def register() -> None:
    """Let followers hear of proposals."""
    news.register(new_for, choices)
