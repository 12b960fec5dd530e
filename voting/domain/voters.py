"""Somebody who has shown that they are on the roll, and how the browser session remembers it for half an hour."""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from voting.domain.errors import VoterNeeded
from voting.models import Channel, Election

IDLE_SECONDS = 30 * 60
_TOUCH_SECONDS = 60
_KEY = "voter"


@dataclass(frozen=True)
class Voter:
    """A person on the roll of one election: the actor of everything a voter does. Not an account."""

    entry_id: int
    election_id: int
    channel: Channel = Channel.WEB


def remember(session: MutableMapping[str, Any], voter: Voter) -> None:
    """Let this browser act as `voter` until 30 minutes pass without a page."""
    session[_KEY] = {"entry": voter.entry_id, "election": voter.election_id, "seen": int(time.time())}


def forget(session: MutableMapping[str, Any]) -> None:
    """End the voter's visit; whoever sits down next must enter a code of their own."""
    session.pop(_KEY, None)


def voter_of(session: MutableMapping[str, Any], election: Election, *, idle_too: bool = False) -> Voter:
    """The voter of this session, or `VoterNeeded`. `idle_too`: also after the 30 minutes, for saving what was typed.

    The time is written at most once a minute, so that most requests leave the session as it is.
    """
    kept = session.get(_KEY)
    if not kept or kept["election"] != election.pk:
        raise VoterNeeded
    now = int(time.time())
    if now - kept["seen"] > IDLE_SECONDS:
        if not idle_too:
            raise VoterNeeded
    elif now - kept["seen"] > _TOUCH_SECONDS:
        session[_KEY] = {**kept, "seen": now}
    return Voter(entry_id=kept["entry"], election_id=kept["election"])


def may_be_voter(session: MutableMapping[str, Any], election: Election) -> Voter | None:
    """As `voter_of`, but None instead of an error."""
    try:
        return voter_of(session, election)
    except VoterNeeded:
        return None
