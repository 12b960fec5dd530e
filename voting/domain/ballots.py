"""Casting a ballot: the one verb that the whole program is for."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F

from commons.http.idempotency import KeyReused
from commons.live import publish
from commons.process.domain.gate import PhaseClosed, require_open
from commons.process.models import Phase, PhaseKind
from voting.domain import keys, networks
from voting.domain.ballot_form import Choice, Form, form_of, in_order, require_fit
from voting.domain.errors import (
    CastElsewhere,
    HasPaperBallot,
    NotOpenYet,
    TooManyVersions,
    VotedOnPaper,
)
from voting.domain.letter_code import ALPHABET
from voting.domain.voters import Voter, entry_of
from voting.models import Ballot, BallotChoice, BallotDraft, BallotKind, Channel, Election, RollEntry
from voting.models.ballot import IN_TIME

MOST_VERSIONS = 500
"""Ballots of one voter; beyond this somebody is playing with the box."""


@dataclass(frozen=True)
class Receipt:
    """What the voter keeps. `code`: is in the published list when the ballot is in the box; it does not show choices.

    `cast_hour`: the hour of casting. `replaces`: the receipt that this one strikes, or empty. `change_until`: when the
    vote closes. `is_current`: false when a newer ballot of the same voter has replaced this one.
    `excluded_because`: the public reason of the two officials who have left the ballot out of the count, or empty.
    """

    code: str
    cast_hour: datetime | None
    version: int
    replaces: str = ""
    change_until: datetime | None = None
    is_current: bool = True
    excluded_because: str = ""

    @property
    def is_excluded(self) -> bool:
        """Whether two officials have left the ballot out of the count."""
        return bool(self.excluded_because)


@transaction.atomic
def cast(
    *,
    actor: Voter,
    election: Election,
    choices: Sequence[Choice],
    key: str,
    seen: int | None = None,
    network: str = "",
) -> Receipt:
    """Put the ballot in the box, or replace the one that is there; all of it or nothing.

    `key`: made by the sender for this ballot; the same key gives the same receipt, also after the vote has closed.
    `seen`: version of the ballot in the box that the sender knows of (0: none); a newer one is not replaced unseen.
    `network`: the address it came from, counted as `networks` says and kept nowhere; empty where it says nothing.
    The voter's row of the roll is locked first, so that two casts of one person come one after the other, and the
    clock is asked after the lock. Raises `VoterNeeded`, `BoxSealed`, `PhaseClosed`, `NotOpenYet`, `VotedOnPaper`,
    `HasPaperBallot`, `CastElsewhere`, `TooManyVersions`, `KeyReused` (same key, other choices) or a `BallotRefused`.
    """
    entry = entry_of(actor, election, "voted_at", "channel", "paper_since", lock=True)
    if election.frozen_at is None:
        raise NotOpenYet
    name = keys.pseudonym(election.key_id, election.key_check, entry.pk)
    earlier = versions_of(election, name)
    key_hash = sha256(key.encode()).hexdigest()
    form = form_of(election)
    sent_before = next((ballot for ballot in earlier if ballot.key_hash == key_hash), None)
    if sent_before:
        return _same_again(election, form, sent_before, choices, earlier)
    phase = require_open(election.cycle, PhaseKind.VOTE)
    if entry.channel == Channel.PAPER:
        raise VotedOnPaper
    if entry.paper_since is not None:
        raise HasPaperBallot
    old = earlier[-1] if earlier else None
    if seen is not None and seen != (old.version if old else 0):
        raise CastElsewhere
    if old and old.version >= MOST_VERSIONS:
        raise TooManyVersions
    require_fit(form, entry.area.path, choices)

    hour = phase.clock.replace(minute=0, second=0, microsecond=0)  # type: ignore[attr-defined]
    with _in_time(phase):
        if old:
            Ballot.objects.filter(pk=old.pk).update(superseded=True)
        ballot = Ballot(
            election=election,
            pseudonym=name,
            version=old.version + 1 if old else 1,
            receipt=draw_receipt(),
            cast_hour=hour,
            channel=actor.channel,
            key_hash=key_hash,
        )
        ballot.save(force_insert=True)
        BallotChoice.objects.bulk_create(
            BallotChoice(
                ballot_id=ballot.pk,
                project_id=choice.project,
                rank=rank,
                points=choice.value if form.kind == BallotKind.POINTS else None,
            )
            for rank, choice in enumerate(in_order(form, choices), start=1)
        )
    if old is None:
        # Also where the row says that the person has voted: if it was on paper, the database refuses the change.
        RollEntry.objects.filter(pk=entry.pk).update(voted_at=entry.voted_at or hour, channel=actor.channel)
        transaction.on_commit(lambda: networks.note(election_id=election.pk, hour=hour, address=network))
    # A draft that says something else was written in another window: it stays, and is shown as not yet cast.
    BallotDraft.objects.filter(pk=entry.pk, choices=as_draft(choices)).delete()
    if old is None or election.totals_live:
        publish(f"turnout:{election.cycle.slug}")
    return Receipt(
        code=ballot.receipt,
        cast_hour=hour,
        version=ballot.version,
        replaces=old.receipt if old else "",
        change_until=phase.closes_at,
    )


@contextmanager
def _in_time(phase: Phase) -> Iterator[None]:
    """What the database itself refuses, because the vote has closed since the clock was asked, is `PhaseClosed`."""
    try:
        yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != IN_TIME:
            raise
        raise PhaseClosed(phase, PhaseKind.VOTE, now=phase.closes_at) from error


def as_draft(choices: Sequence[Choice]) -> dict[str, int]:
    """The choices as `BallotDraft.choices` holds them."""
    return {str(choice.project): choice.value for choice in choices}


def draw_receipt() -> str:
    """A new receipt: 12 characters in three groups, 58 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def _same_again(
    election: Election, form: Form, ballot: Ballot, choices: Sequence[Choice], all_mine: list[Ballot]
) -> Receipt:
    """The receipt of a ballot that came twice; `KeyReused` where the second says something else."""
    stored = list(
        BallotChoice.objects.filter(ballot=ballot).order_by("rank").values_list("project_id", "points")
    )
    with_points = form.kind == BallotKind.POINTS
    known = [choice for choice in choices if choice.project in form.projects]
    sent = [(choice.project, choice.value if with_points else None) for choice in in_order(form, known)]
    if len(known) != len(choices) or sent != stored:
        raise KeyReused
    return receipt_of(ballot, all_mine)


def versions_of(election: Election, pseudonym: str) -> list[Ballot]:
    """All ballots of one voter, the oldest first, with `left_out`: why it was excluded, or None. One query."""
    rows = Ballot.objects.filter(election=election, pseudonym=pseudonym).order_by("version")
    return list(rows.annotate(left_out=F("exclusion__case__reason")))


def receipt_of(ballot: Ballot, all_mine: Sequence[Ballot], change_until: datetime | None = None) -> Receipt:
    """The receipt of `ballot`, one of `all_mine` (the versions of one voter)."""
    replaced = next((other.receipt for other in all_mine if other.version == ballot.version - 1), "")
    return Receipt(
        code=ballot.receipt,
        cast_hour=ballot.cast_hour,
        version=ballot.version,
        replaces=replaced,
        change_until=change_until,
        is_current=not ballot.superseded,
        excluded_because=getattr(ballot, "left_out", None) or "",
    )
