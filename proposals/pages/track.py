"""The way of a proposal in a few words, for pieces/status_track.html."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal, State

WAY: tuple[tuple[State, str | Promise], ...] = (
    (State.SUBMITTED, _("Proposed")),
    (State.IN_REVIEW, _("Reviewed by officials")),
    (State.ON_BALLOT, _("On the ballot")),
    (State.FUNDED, _("Chosen by the residents")),
    (State.CONFIRMED, _("Confirmed by the council")),
    (State.PLANNED, _("Planned")),
    (State.UNDER_WAY, _("Under way")),
    (State.DONE, _("Done")),
)
STOPS: Mapping[State, State] = {
    State.NOT_FEASIBLE: State.IN_REVIEW,
    State.NOT_FUNDED: State.FUNDED,
    State.DROPPED: State.CONFIRMED,
    State.CANCELLED: State.UNDER_WAY,
    State.WITHDRAWN: State.IN_REVIEW,
    State.MERGED: State.IN_REVIEW,
    State.SPLIT: State.IN_REVIEW,
}
"""Where the way ends, in place of which step."""
PLACE = {state: number for number, (state, _label) in enumerate(WAY)}


def track(proposal: Proposal, dates: Mapping[str, datetime]) -> list[dict[str, Any]]:
    """The steps with `state` done, now, next or stopped, and the day of those that are behind."""
    state = State(proposal.state)
    at = STOPS.get(state, State.IN_REVIEW if state == State.RETURNED else state)
    here = PLACE.get(at, 0)
    found = [_step(step, label, number < here, dates) for number, (step, label) in enumerate(WAY[:here])]
    found = [step for step in found if not _was_skipped(step, dates)]
    if here > PLACE[State.FUNDED] and State.FUNDED not in dates and State.NOT_FUNDED in dates:
        _correct_choice(found, dates)
    if state in STOPS:
        return [*found, {"label": state.label, "state": "stopped", "when": dates.get(state)}]
    now = {
        "label": state.label if state == State.RETURNED else WAY[here][1],
        "state": "done" if state == State.DONE else "now",
        "when": dates.get(state),
    }
    return [*found, now, *({"label": label, "state": "next"} for _state, label in WAY[here + 1 :])]


def _step(state: State, label: str | Promise, is_done: bool, dates: Mapping[str, datetime]) -> dict[str, Any]:
    return {"of": state, "label": label, "state": "done" if is_done else "next", "when": dates.get(state)}


def _was_skipped(step: dict[str, Any], dates: Mapping[str, datetime]) -> bool:
    """Planning may be passed over; a review without a reviewer leaves no date and is still one."""
    return step["of"] == State.PLANNED and bool(dates) and State.PLANNED not in dates


def _correct_choice(found: list[dict[str, Any]], dates: Mapping[str, datetime]) -> None:
    """The council took it although the residents' money did not reach it."""
    for step in found:
        if step["of"] == State.FUNDED:
            step |= {"label": State.NOT_FUNDED.label, "state": "stopped", "when": dates[State.NOT_FUNDED]}
