"""The states of a proposal and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a proposal is on its way. One object with one address through all of them."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("Being reviewed")
    RETURNED = "returned", _("Returned for completion")
    ON_BALLOT = "on_ballot", _("On the ballot")
    NOT_FEASIBLE = "not_feasible", _("Not feasible")
    FUNDED = "funded", _("Chosen by the residents")
    NOT_FUNDED = "not_funded", _("Not chosen")
    CONFIRMED = "confirmed", _("Confirmed by the council")
    DROPPED = "dropped", _("Dropped by the council")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged into another")
    SPLIT = "split", _("Split into parts")


S = State
MOVES: tuple[tuple[State, State], ...] = (
    (S.DRAFT, S.SUBMITTED),
    (S.SUBMITTED, S.IN_REVIEW),
    (S.SUBMITTED, S.RETURNED),
    (S.SUBMITTED, S.WITHDRAWN),
    (S.SUBMITTED, S.MERGED),
    (S.IN_REVIEW, S.MERGED),
    (S.RETURNED, S.MERGED),
    (S.MERGED, S.SUBMITTED),  # the merging is undone: each goes back to where it was
    (S.MERGED, S.IN_REVIEW),
    (S.MERGED, S.RETURNED),
    (S.SUBMITTED, S.SPLIT),
    (S.IN_REVIEW, S.SPLIT),
    (S.RETURNED, S.SPLIT),
    (S.SPLIT, S.SUBMITTED),  # the splitting is undone: the whole goes back to where it was
    (S.SPLIT, S.IN_REVIEW),
    (S.SPLIT, S.RETURNED),
    (S.IN_REVIEW, S.SUBMITTED),  # nobody reviews it any more
    (S.IN_REVIEW, S.RETURNED),
    (S.IN_REVIEW, S.ON_BALLOT),
    (S.IN_REVIEW, S.NOT_FEASIBLE),
    (S.IN_REVIEW, S.WITHDRAWN),
    (S.RETURNED, S.SUBMITTED),
    (S.RETURNED, S.IN_REVIEW),  # completed, and its reviewer goes on
    (S.RETURNED, S.NOT_FEASIBLE),  # never completed
    (S.RETURNED, S.WITHDRAWN),
    (S.NOT_FEASIBLE, S.IN_REVIEW),  # looked at again
    (S.ON_BALLOT, S.IN_REVIEW),  # a mistake found before voting opens
    (S.ON_BALLOT, S.FUNDED),
    (S.ON_BALLOT, S.NOT_FUNDED),
    (S.FUNDED, S.NOT_FUNDED),  # a corrected count was published
    (S.NOT_FUNDED, S.FUNDED),
    (S.FUNDED, S.CONFIRMED),
    (S.FUNDED, S.DROPPED),
    (S.NOT_FUNDED, S.CONFIRMED),  # the council took it in place of a dropped one
    (S.CONFIRMED, S.DROPPED),
    (S.DROPPED, S.CONFIRMED),
    (S.CONFIRMED, S.PLANNED),
    (S.CONFIRMED, S.UNDER_WAY),
    (S.CONFIRMED, S.CANCELLED),
    (S.PLANNED, S.UNDER_WAY),
    (S.PLANNED, S.CANCELLED),
    (S.UNDER_WAY, S.DONE),
    (S.UNDER_WAY, S.CANCELLED),
)
"""Every allowed move, `(from, to)`. The database refuses all others."""

OPEN_TEXT = (State.DRAFT, State.RETURNED)
"""States in which the author may change the text. In all others the database keeps it as it is."""

MERGEABLE = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)
"""States in which proposals can be merged or split, and to which they go back when it is undone."""

PRICED = (
    State.ON_BALLOT,
    State.FUNDED,
    State.NOT_FUNDED,
    State.CONFIRMED,
    State.DROPPED,
    State.PLANNED,
    State.UNDER_WAY,
    State.DONE,
    State.CANCELLED,
)
"""States in which the town's own cost and the envelope are known."""

SILENT = (State.DRAFT, State.WITHDRAWN, State.MERGED, State.SPLIT)
"""States in which nobody talks about it. A withdrawn, merged or split proposal keeps its address."""

LISTED = tuple(state for state in State if state not in SILENT)
"""States that the public list shows by default."""
