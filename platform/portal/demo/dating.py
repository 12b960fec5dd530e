"""Putting what the verbs wrote just now back to the days when it happened.

The verbs stamp everything with the database's clock. Here only times are changed, after all verbs are done: no text, no
state, no number.
"""

import datetime as dt
import random
from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from commons.deliberation.models import Comment
from commons.followup.models import Follower
from commons.process.models import PhaseKind
from portal.demo import years
from portal.demo.catalogue import Idea, Year
from proposals.models import Letter, LetterKind, Proposal, Remark, Review, State, Support

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True)
class Dates:
    """When a proposal was written, handed in, given to a reviewer and decided on."""

    begun: dt.datetime
    submitted: dt.datetime
    assigned: dt.datetime
    reviewed: dt.datetime

    @classmethod
    def of(cls, idea: Idea, year: Year) -> "Dates":
        """Drawn by lot, the same for the same idea on the same day."""
        rng = random.Random(f"dates/{idea.key}")  # noqa: S311 (nothing secret)
        opens, closes = years.SPANS[year][PhaseKind.PROPOSE]
        was_assigned = idea.state not in ("draft", "submitted", "withdrawn")
        last = min(closes - 1, (-8 if was_assigned else -1))
        submitted = _some_time(rng, opens + 1, last)
        assigned = submitted + rng.randint(2, 6) * DAY
        _begins, ends = years.SPANS[year][PhaseKind.REVIEW]
        reviewed = assigned + rng.randint(1, 3) * DAY
        if year != Year.PROPOSING:
            reviewed = _some_time(rng, closes, ends - 1, office=True)
        return cls(
            begun=submitted - rng.randint(1, 60) * HOUR,
            submitted=submitted,
            assigned=_office(rng, assigned),
            reviewed=_office(rng, reviewed),
        )


def settle(year: Year, told: dict[str, Proposal], ideas: tuple[Idea, ...]) -> None:
    """Date everything that was written about these proposals up to the ballot."""
    for idea in ideas:
        _settle(idea, told[idea.key], Dates.of(idea, year), years.SPANS[year][PhaseKind.DELIBERATE][1])


def _settle(idea: Idea, proposal: Proposal, dates: Dates, talk_ends: int) -> None:
    rng = random.Random(f"times/{idea.key}")  # noqa: S311
    mine = {"proposal": proposal}
    if idea.state == "draft":
        begun = years.moment(-rng.randint(1, 6), hour=rng.randint(8, 21), minute=rng.randint(0, 59))
        Proposal.objects.filter(pk=proposal.pk).update(created_at=begun, saved_at=begun + HOUR / 3)
        return
    Proposal.objects.filter(pk=proposal.pk).update(
        created_at=dates.begun, saved_at=dates.submitted, submitted_at=dates.submitted
    )
    _date_comments(proposal, rng, dates.submitted, talk_ends)
    until = min(timezone.now(), dates.submitted + 40 * DAY)
    supports = list(Support.objects.filter(**mine))
    for support in supports:
        support.created_at = _between(rng, dates.submitted, until)
    Support.objects.bulk_update(supports, ["created_at"])
    Follower.objects.filter(track=proposal.track_id).update(created_at=dates.submitted + HOUR)
    Review.objects.filter(**mine).update(assigned_at=dates.assigned, saved_at=dates.reviewed)
    Review.objects.filter(finished_at__isnull=False, **mine).update(finished_at=dates.reviewed)
    Remark.objects.filter(**mine).update(created_at=dates.assigned + 5 * HOUR)
    for letter in Letter.objects.filter(**mine):
        written = dates.submitted if letter.kind == LetterKind.RECEIVED else dates.reviewed
        Letter.objects.filter(pk=letter.pk).update(created_at=written, sent_at=written + HOUR / 60)
    when = {State.SUBMITTED: dates.submitted, State.IN_REVIEW: dates.assigned}
    date_history(proposal, when, otherwise=dates.reviewed)


def date_history(
    proposal: Proposal, when: dict[State, dt.datetime], *, otherwise: dt.datetime | None = None
) -> None:
    """Date the rows of the proposal's history by the state they led to; `otherwise` for all other states."""
    events: type[Model] = apps.get_model("proposals", "ProposalEvent")
    rows = events._default_manager.filter(pgh_obj=proposal.pk)
    # History can only be added to. The demo is the one place that needs an old one, and changes its times alone.
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        for event, state in rows.values_list("pk", "state"):
            moment = when.get(State(state), otherwise)
            if moment is not None:
                rows.filter(pk=event).update(pgh_created_at=moment)


def _date_comments(proposal: Proposal, rng: random.Random, submitted: dt.datetime, talk_ends: int) -> None:
    last = min(timezone.now() - HOUR, years.midnight(talk_ends), submitted + 60 * DAY)
    comments = list(Comment.objects.filter(thread=proposal.thread_id).order_by("pk"))
    firsts = sorted(_between(rng, submitted, last) for comment in comments if comment.reply_to_id is None)
    said: dict[int | None, dt.datetime] = {}
    for comment in comments:
        if comment.reply_to_id is None:
            comment.created_at = firsts.pop(0)
        else:
            soon = said[comment.reply_to_id] + rng.randint(2, 70) * HOUR
            comment.created_at = min(soon, timezone.now() - HOUR / 6)
        said[comment.pk] = said[comment.reply_to_id or comment.pk] = comment.created_at
    Comment.objects.bulk_update(comments, ["created_at"])


def _between(rng: random.Random, first: dt.datetime, last: dt.datetime) -> dt.datetime:
    return first + rng.random() * max(last - first, HOUR)


def _some_time(rng: random.Random, first: int, last: int, *, office: bool = False) -> dt.datetime:
    moment = years.moment(
        rng.randint(first, max(first, last)), hour=rng.randint(7, 21), minute=rng.randint(0, 59)
    )
    return _office(rng, moment) if office else moment


def _office(rng: random.Random, moment: dt.datetime) -> dt.datetime:
    """The same or an earlier working day, in working hours."""
    local = timezone.localtime(moment)
    local -= max(0, local.weekday() - 4) * DAY
    return local.replace(hour=rng.randint(8, 15), minute=rng.randint(0, 59))
