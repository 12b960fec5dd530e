"""Putting what the verbs wrote just now back to the days when it happened.

The verbs stamp everything with the database's clock. Here only times are changed, after all verbs are done: no text, no
state, no number.
"""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from commons.deliberation.models import Comment
from commons.followup.models import Follower
from commons.process.models import PhaseKind
from portal.demo import years
from portal.demo.bulk import rewrite
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
    """Date everything that was written about these proposals up to the ballot. Read at once and written at once: every
    start of the demo waits for this."""
    talk_ends = years.SPANS[year][PhaseKind.DELIBERATE][1]
    drafts = [idea for idea in ideas if idea.state == "draft"]
    for idea in drafts:
        rng = random.Random(f"times/{idea.key}")  # noqa: S311
        begun = years.moment(-rng.randint(1, 6), hour=rng.randint(8, 21), minute=rng.randint(0, 59))
        Proposal.objects.filter(pk=told[idea.key].pk).update(created_at=begun, saved_at=begun + HOUR / 3)
    dated = [(idea, told[idea.key], Dates.of(idea, year)) for idea in ideas if idea.state != "draft"]
    rows = Proposal.objects.in_bulk([proposal.pk for _idea, proposal, _dates in dated])
    for _idea, proposal, dates in dated:
        row = rows[proposal.pk]
        row.created_at, row.saved_at, row.submitted_at = dates.begun, dates.submitted, dates.submitted
    rewrite(list(rows.values()), "created_at", "saved_at", "submitted_at")
    _date_talk(dated, talk_ends)
    by_proposal = {proposal.pk: dates for _idea, proposal, dates in dated}
    by_track = {proposal.track_id: dates for _idea, proposal, dates in dated}
    _date(Follower, by_track, "track_id", created_at=lambda dates: dates.submitted + HOUR)
    _date_review(by_proposal)
    when = {
        proposal.pk: (
            {State.SUBMITTED: dates.submitted, State.IN_REVIEW: dates.assigned},
            dates.reviewed,
        )
        for _idea, proposal, dates in dated
    }
    date_histories(when)


def _date(
    model: type[Model],
    owners: Mapping[Any, Dates],
    owner: str,
    **fields: Callable[[Dates], dt.datetime],
) -> None:
    """Give all rows of these owners their times."""
    rows = list(model._default_manager.filter(**{f"{owner}__in": owners}).only("pk", owner, *fields))
    for row in rows:
        for name, moment in fields.items():
            setattr(row, name, moment(owners[getattr(row, owner)]))
    rewrite(rows, *fields)


def _date_review(by_proposal: Mapping[int, Dates]) -> None:
    reviews = list(Review.objects.filter(proposal__in=by_proposal))
    for review in reviews:
        dates = by_proposal[review.proposal_id]
        review.assigned_at, review.saved_at = dates.assigned, dates.reviewed
        review.finished_at = dates.reviewed if review.finished_at is not None else None
    rewrite(reviews, "assigned_at", "saved_at", "finished_at")
    _date(Remark, by_proposal, "proposal_id", created_at=lambda dates: dates.assigned + 5 * HOUR)
    letters = list(Letter.objects.filter(proposal__in=by_proposal))
    for letter in letters:
        dates = by_proposal[letter.proposal_id]
        written = dates.submitted if letter.kind == LetterKind.RECEIVED else dates.reviewed
        letter.created_at, letter.sent_at = written, written + HOUR / 60
    rewrite(letters, "created_at", "sent_at")


When = tuple[Mapping[State, dt.datetime], dt.datetime | None]
"""Times by the state that a change led to, and the one for all other states (None: as it is)."""


def date_histories(wanted: Mapping[int, When]) -> None:
    """Date the rows of the history of proposals, by their number."""
    events: type[Model] = apps.get_model("proposals", "ProposalEvent")
    rows: list[Any] = list(
        events._default_manager.filter(pgh_obj__in=wanted).only("pk", "pgh_obj", "state", "pgh_created_at")
    )
    changed = []
    for row in rows:
        when, otherwise = wanted[row.pgh_obj_id]
        moment = when.get(State(row.state), otherwise)
        if moment is not None:
            row.pgh_created_at = moment
            changed.append(row)
    # History can only be added to. The demo is the one place that needs an old one, and changes its times alone.
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        rewrite(changed, "pgh_created_at")


def _date_talk(dated: Sequence[tuple[Idea, Proposal, Dates]], talk_ends: int) -> None:
    """Comments and supports, each proposal by its own lot."""
    comments: dict[int, list[Comment]] = defaultdict(list)
    threads = [proposal.thread_id for _idea, proposal, _dates in dated]
    for comment in Comment.objects.filter(thread__in=threads).order_by("pk"):
        comments[comment.thread_id].append(comment)
    supports: dict[int, list[Support]] = defaultdict(list)
    for support in Support.objects.filter(proposal__in=[row.pk for _idea, row, _dates in dated]).order_by(
        "pk"
    ):
        supports[support.proposal_id].append(support)
    for idea, proposal, dates in dated:
        rng = random.Random(f"times/{idea.key}")  # noqa: S311
        _date_comments(comments[proposal.thread_id], rng, dates.submitted, talk_ends)
        until = min(timezone.now(), dates.submitted + 40 * DAY)
        for support in supports[proposal.pk]:
            support.created_at = _between(rng, dates.submitted, until)
    said = [comment for rows in comments.values() for comment in rows]
    rewrite(said, "created_at")
    given = [support for rows in supports.values() for support in rows]
    rewrite(given, "created_at")


def _date_comments(
    comments: Sequence[Comment], rng: random.Random, submitted: dt.datetime, talk_ends: int
) -> None:
    last = min(timezone.now() - HOUR, years.midnight(talk_ends), submitted + 60 * DAY)
    firsts = sorted(_between(rng, submitted, last) for comment in comments if comment.reply_to_id is None)
    said: dict[int | None, dt.datetime] = {}
    for comment in comments:
        if comment.reply_to_id is None:
            comment.created_at = firsts.pop(0)
        else:
            soon = said[comment.reply_to_id] + rng.randint(2, 70) * HOUR
            comment.created_at = min(soon, timezone.now() - HOUR / 6)
        said[comment.pk] = said[comment.reply_to_id or comment.pk] = comment.created_at


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
