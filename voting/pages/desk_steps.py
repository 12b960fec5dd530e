"""The steps of preparing a vote, as the piece `steps` draws them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from voting.domain.desk_votes import DeskVote, Stage


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
