"""People who vote on paper: the mark on the roll that keeps them from voting twice.

A person is *without* → *given* a ballot (`take_paper`) → it is *in the box* (`put_in_box`), or back with the officer
(`give_back`: spoilt or unused), and then the person may vote in any way again. The database holds that nobody who was
given one has cast online, and the other way round. Which ballot it was is never noted beside the person.
"""

from typing import Literal

from django.db import transaction
from django.db.models.functions import TruncHour
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp, require_open
from commons.process.models import PhaseKind
from voting import rules
from voting.domain.errors import HoldsPaper, NoPaperOut, NotOpenYet, OwnEntry, PaperInBox, VotedOnline
from voting.models import Channel, DeskAct, DeskDeed, Election, OfficialOnRoll, RollEntry

Back = Literal[DeskDeed.PAPER_SPOILT, DeskDeed.PAPER_RETURNED]


@transaction.atomic
def take_paper(*, actor: Actor, entry: RollEntry, station: str = "") -> RollEntry:
    """Note that this person is given a ballot on paper. From now on nothing can be cast online for them.

    A ballot that is chosen on the web and not cast stays, in case the paper comes back. Raises `NotAllowed`,
    `OwnEntry`, `NotOpenYet`, `PhaseClosed`, `VotedOnline`, `HoldsPaper` (a spoilt one is taken back first) or
    `PaperInBox`.
    """
    entry = _locked(actor, entry)
    if entry.election.frozen_at is None:
        raise NotOpenYet
    require_open(entry.election.cycle, PhaseKind.VOTE)
    if entry.channel == Channel.PAPER:
        raise PaperInBox
    if entry.channel:
        raise VotedOnline
    if entry.paper_since is not None:
        raise HoldsPaper
    with verb("voting.take_paper", actor):
        _mark(entry, paper_since=TruncHour(StatementTimestamp()))
        note(actor, entry.election, entry, DeskDeed.PAPER, station=station)
    return entry


@transaction.atomic
def put_in_box(*, actor: Actor, entry: RollEntry, station: str = "") -> RollEntry:
    """Note that the person's ballot on paper is in the box: the person has voted.

    Also after the vote has closed, since a box may be noted down in the evening. Raises `NotAllowed`, `NoPaperOut`.
    """
    entry = _locked(actor, entry)
    if entry.paper_since is None or entry.channel:
        raise NoPaperOut
    with verb("voting.put_in_box", actor):
        _mark(entry, voted_at=TruncHour(StatementTimestamp()), channel=Channel.PAPER)
        note(actor, entry.election, entry, DeskDeed.PAPER_IN, station=station)
    publish(f"turnout:{entry.election.cycle.slug}")
    return entry


@transaction.atomic
def give_back(*, actor: Actor, entry: RollEntry, how: Back, station: str = "") -> RollEntry:
    """Note that the ballot came back, spoilt or unused: the person may vote in any way again.

    Raises `NotAllowed`, `NoPaperOut` (also where it is in the box).
    """
    entry = _locked(actor, entry)
    if entry.paper_since is None or entry.channel:
        raise NoPaperOut
    with verb("voting.give_back_paper", actor):
        _mark(entry, paper_since=None)
        note(actor, entry.election, entry, how, station=station)
    return entry


@transaction.atomic
def correct(*, actor: Actor, entry: RollEntry, reason: str) -> RollEntry:
    """Undo “in the box” for somebody who was taken for another; the ballot counts as given again.

    Not by the clerks who tick people off: by the coordinator, with a reason that is kept. Raises `NotAllowed`,
    `Invalid` without a reason, `NoPaperOut` where no ballot on paper is noted as in the box.
    """
    entry = _locked(actor, entry, rules.CORRECT_ROLL)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Write the reason: it is kept.")]})
    if entry.channel != Channel.PAPER:
        raise NoPaperOut
    with verb("voting.correct_paper", actor, reason=reason.strip()[:300]):
        _mark(
            entry, voted_at=None, channel="", paper_since=entry.paper_since or TruncHour(StatementTimestamp())
        )
        note(actor, entry.election, entry, DeskDeed.CORRECTED, reason=reason.strip()[:300])
    publish(f"turnout:{entry.election.cycle.slug}")
    return entry


def papers(election: Election) -> dict[str, int]:
    """How many people hold a ballot on paper (`out`), and how many have put one in the box (`in_box`). Two queries."""
    people = RollEntry.objects.filter(election=election)
    return {
        "out": people.filter(paper_since__isnull=False, channel="").count(),
        "in_box": people.filter(channel=Channel.PAPER).count(),
    }


def note(
    actor: Actor,
    election: Election,
    entry: RollEntry | None,
    deed: DeskDeed,
    *,
    station: str = "",
    reason: str = "",
) -> DeskAct:
    """Write down what was done at the desk; for verbs, in their transaction."""
    return DeskAct.objects.create(
        election=election,
        entry=entry,
        deed=deed,
        station=" ".join(station.split())[:80],
        reason=reason,
        made_by=actor if isinstance(actor, User) and actor.pk else None,
    )


def _locked(actor: Actor, entry: RollEntry, permission: str = rules.TICK_OFF) -> RollEntry:
    require(actor, permission, entry.election)
    own = (
        OfficialOnRoll.objects.filter(official=actor.pk, entry=entry)
        if actor.pk
        else OfficialOnRoll.objects.none()
    )
    if own.exists():
        raise OwnEntry
    return (
        RollEntry.objects.select_for_update(of=("self",))
        .select_related("election__cycle", "area")
        .get(pk=entry.pk)
    )


def _mark(entry: RollEntry, **fields: object) -> None:
    RollEntry.objects.filter(pk=entry.pk).update(**fields)
    entry.refresh_from_db(fields=list(fields))
