"""The steps of preparing a vote, as the piece `steps` draws them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from voting.domain.desk_votes import DeskVote, Stage
from voting.domain.readiness import Check, Level


def steps(vote: DeskVote, now: str) -> list[dict[str, Any]]:
    """Rules, ballot, roll, letters, opening, count: which are done, and where each is. `now`: the page shown."""
    slug = vote.cycle.slug
    begun = vote.election is not None
    opened = vote.stage not in (Stage.NOT_BEGUN, Stage.PREPARING)
    published = vote.stage in (Stage.PUBLISHED, Stage.SEALED)
    closed = published or vote.stage in (Stage.CLOSED, Stage.PROVISIONAL, Stage.CERTIFIED)
    rows = [
        ("rules", _("Rules"), "voting:desk_vote_rules", begun, True),
        ("ballot", _("Ballot"), "voting:desk_vote_ballot", vote.projects > 0, begun),
        ("roll", _("Roll"), "voting:desk_vote_roll", vote.voters > 0, begun),
        ("letters", _("Letters"), "voting:desk_vote_letters", opened, begun),
        ("open", _("Check and open"), "voting:desk_vote_open", opened, begun),
        ("count", _("Count and result"), "voting:desk_result", published, closed),
    ]
    return [
        {
            "label": label,
            "state": "now" if name == now else "done" if done else "next",
            "url": reverse(view, args=[slug]) if reachable and name != now else "",
        }
        for name, label, view, done, reachable in rows
    ]


PLACES = {
    "projects": "voting:desk_vote_ballot",
    "affordable": "voting:desk_vote_ballot",
    "costs": "voting:desk_vote_ballot",
    "limits": "voting:desk_vote_rules",
    "roll": "voting:desk_vote_roll",
    "areas": "voting:desk_vote_roll",
    "cover": "voting:desk_vote_roll",
    "codes": "voting:desk_vote_letters",
    "verification": "voting:desk_vote_letters",
    "stations": "voting:desk_paper",
    "carried": "voting:desk_council_waiting",
}
"""Where a point of the list before opening is settled."""


def place_of(check: Check, slug: str) -> str:
    """The page on which the point is settled; empty where it is in order, or where no page can settle it."""
    if check.level == Level.OK:
        return ""
    if check.code in ("dates", "money", "texts"):
        return reverse("process:desk_year", args=[slug])
    return reverse(PLACES[check.code], args=[check.year or slug]) if check.code in PLACES else ""
