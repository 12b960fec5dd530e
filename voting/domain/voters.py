"""Somebody who has shown that they are on the roll, and how the browser session remembers it for half an hour."""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare, salted_hmac

from voting.domain.errors import AnotherVoter, BoxSealed, CodeEnded, VoterNeeded
from voting.models import Channel, Election, LetterCode, RollEntry

IDLE_SECONDS = 30 * 60
_TOUCH_SECONDS = 60
_KEY = "voter"
_SALT = "voting.voter"


@dataclass(frozen=True)
class Voter:
    """A person on the roll of one election: the actor of everything a voter does. Not an account.

    `code_id`: the code that was entered, None where another way led here. When it is replaced or called back, every
    verb refuses this voter with `CodeEnded`.
    """

    entry_id: int
    election_id: int
    channel: Channel = Channel.WEB
    code_id: int | None = field(default=None, compare=False)

    @property
    def mark(self) -> str:
        """What a voter's pages carry, so that a page left open never acts for whoever sits down next."""
        return salted_hmac(_SALT, f"{self.election_id} {self.entry_id}").hexdigest()[:24]

    def require_mark(self, mark: str) -> None:
        """Pass, or raise `AnotherVoter` where the page was made for somebody else."""
        if not constant_time_compare(mark, self.mark):
            raise AnotherVoter


def remember(session: MutableMapping[str, Any], voter: Voter) -> None:
    """Let this browser act as `voter` until 30 minutes pass without a page."""
    session[_KEY] = {
        "entry": voter.entry_id,
        "election": voter.election_id,
        "channel": voter.channel.value,
        "code": voter.code_id,
        "seen": int(time.time()),
    }


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
    return _kept(kept)


def _kept(kept: Any) -> Voter:
    return Voter(
        entry_id=kept["entry"],
        election_id=kept["election"],
        channel=Channel(kept.get("channel", Channel.WEB)),
        code_id=kept.get("code"),
    )


def may_be_voter(session: MutableMapping[str, Any], election: Election) -> Voter | None:
    """As `voter_of`, but None instead of an error."""
    try:
        return voter_of(session, election)
    except VoterNeeded:
        return None


def any_voter(session: MutableMapping[str, Any]) -> Voter | None:
    """The voter of this session in whichever election, unless half an hour has gone by; changes nothing."""
    kept = session.get(_KEY)
    if not kept or int(time.time()) - kept["seen"] > IDLE_SECONDS:
        return None
    return _kept(kept)


def token_of(voter: Voter) -> str:
    """A signed text that proves for 30 minutes who is voting: for programs, which have no session."""
    return signing.dumps([voter.entry_id, voter.election_id, voter.channel.value, voter.code_id], salt=_SALT)


def voter_of_token(token: str) -> Voter:
    """The voter whom `token_of` meant, or `VoterNeeded` where it is forged or too old."""
    try:
        entry, election, channel, code = signing.loads(token, salt=_SALT, max_age=IDLE_SECONDS)
    except (signing.BadSignature, ValueError):
        raise VoterNeeded from None
    return Voter(entry_id=entry, election_id=election, channel=Channel(channel), code_id=code)


def entry_of(actor: Voter, election: Election, *fields: str, lock: bool = False) -> RollEntry:
    """The voter's row of the roll with its area and `fields`. One query.

    Raises `VoterNeeded` for another election's voter, `CodeEnded` where the code of the visit works no more,
    `BoxSealed` where nobody's ballot can be found again.
    """
    if actor.election_id != election.pk:
        raise VoterNeeded
    if election.sealed_at is not None:
        raise BoxSealed
    rows = RollEntry.objects.select_for_update(of=("self",)) if lock else RollEntry.objects.all()
    rows = rows.select_related("area").only("area__path", *fields)
    if actor.code_id is not None:
        code = LetterCode.objects.filter(pk=actor.code_id, entry=OuterRef("pk"), revoked_at=None)
        rows = rows.annotate(code_works=Exists(code))
    entry = rows.filter(election=election, pk=actor.entry_id).first()
    if entry is None:
        raise VoterNeeded
    if not getattr(entry, "code_works", True):
        raise CodeEnded
    return entry
