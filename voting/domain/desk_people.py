"""One person at the officer's desk: found by person id, then given a one-time code or a ballot on paper.

A person id is hashed as it comes in; it is never stored, logged or part of an address. What stands for the person
between two pages is a signed text that works for a quarter of an hour and for one official alone.

An account does not know where its owner stands on the roll. So that nobody ticks off themselves, an official says once
for each vote where they stand (`declare`), before anybody can be looked up; the database refuses deeds about oneself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.http.rate import take
from commons.process.domain.gate import require_open
from commons.process.models import PhaseKind
from voting import rules
from voting.domain import codes, keys, paper_voters
from voting.domain.errors import (
    DeclareFirst,
    HoldsPaper,
    NotOnRoll,
    NotOpenYet,
    OwnEntry,
    PaperInBox,
    PersonForgotten,
)
from voting.domain.paper_voters import note
from voting.domain.participation import BANDS, band_label
from voting.models import Channel, DeskDeed, Election, LetterCode, OfficialOnRoll, RollEntry

LOOKUPS = (60, 600.0)
"""So many people one official can look up within so many seconds."""
MISSES = (15, 600.0)
"""So many of them may be on no roll: whoever tries ids out is stopped, whoever mistypes is not."""
KEPT = timedelta(minutes=15)
_SALT = "voting.person-at-desk"


@dataclass(frozen=True)
class PersonAtDesk:
    """What an official sees of somebody on the roll. `token`: stands for the person in the next step.

    `voted_hour`, `channel`: when and how the person has voted, None and empty before. `paper_since`: the hour since
    when the person holds a ballot on paper, or has put one in the box. `has_code`: some code can be entered. `age`: an
    age band in figures, empty where the year of birth is not known.
    """

    token: str
    area: str
    age: str
    voted_hour: datetime | None
    channel: Channel | None
    paper_since: datetime | None
    has_code: bool

    @property
    def holds_paper(self) -> bool:
        """Has been given a ballot on paper that is neither back nor in the box."""
        return self.paper_since is not None and self.channel is None

    @property
    def may_have_paper(self) -> bool:
        """Can be given a ballot on paper."""
        return self.paper_since is None and self.channel is None

    @property
    def may_have_code(self) -> bool:
        """Can be given a one-time code, also to change a vote that was cast with a code."""
        return self.paper_since is None and self.channel != Channel.PAPER


def require_desk(actor: Actor, election: Election) -> None:
    """Pass whoever ticks people off, or puts right what was ticked off by mistake; else `NotAllowed`."""
    if not may(actor, rules.CORRECT_ROLL, election):
        require(actor, rules.TICK_OFF, election)


def declared(actor: Actor, election: Election) -> OfficialOnRoll | None:
    """What this official has said about their own place on the roll. One query."""
    if not isinstance(actor, User) or actor.pk is None:
        return None
    return OfficialOnRoll.objects.filter(official=actor, election=election).first()


@sensitive_variables("typed")
@transaction.atomic
def declare(*, actor: Actor, election: Election, typed: str, not_on_roll: bool = False) -> None:
    """The official's own person id, or that they are not on this roll; said once for each vote.

    Raises `NotAllowed`, `Invalid` where both or neither are said or nobody on the roll is meant, `OwnEntry` where it
    was said before.
    """
    require_desk(actor, election)
    if not isinstance(actor, User) or bool(typed.strip()) == not_on_roll:
        raise Invalid(
            fields={"person": [_("Write your own person id, or tick that you are not on the roll.")]}
        )
    entry = None if not_on_roll else _by_id(election, typed)
    if not not_on_roll and entry is None:
        raise Invalid(fields={"person": [_("Nobody on the roll of this vote has this id.")]})
    try:
        with transaction.atomic(), verb("voting.declare", actor):
            OfficialOnRoll.objects.create(official=actor, election=election, entry=entry)
    except IntegrityError:
        raise OwnEntry(_("You have said already where you stand on the roll. It is said once.")) from None


@sensitive_variables("typed")
def find(*, actor: Actor, election: Election, typed: str, station: str = "") -> PersonAtDesk:
    """The person with this id. Each lookup is written down without the id, also one that finds nobody.

    Raises `NotAllowed`, `DeclareFirst`, `TooOften`, `OwnEntry`, or `NotOnRoll`.
    """
    require(actor, rules.TICK_OFF, election)
    _require_declared(actor, election)
    # Outside a transaction, so that refused lookups count too.
    take(f"desk lookup {actor.pk}", *LOOKUPS)
    entry = _by_id(election, typed)
    if entry is None:
        take(f"desk miss {actor.pk}", *MISSES)
    else:
        _require_another(actor, election, entry)
    with transaction.atomic(), verb("voting.look_up", actor):
        note(actor, election, entry, DeskDeed.FOUND if entry else DeskDeed.NOT_FOUND, station=station)
    if entry is None:
        raise NotOnRoll
    return seen(actor, entry)


@sensitive_variables("typed")
def correct(*, actor: Actor, election: Election, typed: str, reason: str) -> RollEntry:
    """Undo “in the box” for the person with this id, who was taken for another: as `paper_voters.correct`.

    Raises also what `find` raises, since this is a lookup too.
    """
    require(actor, rules.CORRECT_ROLL, election)
    _require_declared(actor, election)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Write the reason: it is kept.")]})
    take(f"desk lookup {actor.pk}", *LOOKUPS)
    entry = _by_id(election, typed)
    if entry is None:
        take(f"desk miss {actor.pk}", *MISSES)
        with transaction.atomic(), verb("voting.look_up", actor):
            note(actor, election, None, DeskDeed.NOT_FOUND)
        raise NotOnRoll
    return paper_voters.correct(actor=actor, entry=entry, reason=reason)


def seen(actor: Actor, entry: RollEntry) -> PersonAtDesk:
    """The person as an official sees them now. One query."""
    age = entry.election.cycle.year - entry.birth_year if entry.birth_year else None
    band = next(((low, high) for low, high in BANDS if age is not None and low <= age <= high), None)
    return PersonAtDesk(
        token=signing.dumps([actor.pk, entry.election_id, entry.pk], salt=_SALT),
        area=str(entry.area),
        age=band_label(*band) if band else "",
        voted_hour=entry.voted_at,
        channel=Channel(entry.channel) if entry.channel else None,
        paper_since=entry.paper_since,
        has_code=LetterCode.objects.filter(entry=entry, revoked_at=None, used_at=None).exists(),
    )


def of_token(*, actor: Actor, election: Election, token: str) -> RollEntry:
    """The person whom a lookup of this official found. Raises `NotAllowed`, `PersonForgotten`, `OwnEntry`."""
    require(actor, rules.TICK_OFF, election)
    try:
        official, vote, pk = signing.loads(token, salt=_SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError):
        raise PersonForgotten from None
    if (official, vote) != (actor.pk, election.pk):
        raise PersonForgotten
    entry = RollEntry.objects.select_related("election__cycle__area", "area").get(pk=pk)
    _require_another(actor, election, entry)
    return entry


@transaction.atomic
def give_code(*, actor: Actor, entry: RollEntry, station: str = "") -> str:
    """A one-time code for this person (16 characters); the code of the letter and running visits end at once.

    Can be entered once, within half an hour. Raises `NotAllowed`, `DeclareFirst`, `OwnEntry`, `NotOpenYet`,
    `PhaseClosed`, `HoldsPaper` or `PaperInBox`.
    """
    election = entry.election
    require(actor, rules.TICK_OFF, election)
    _require_declared(actor, election)
    _require_another(actor, election, entry)
    entry = (
        RollEntry.objects.select_for_update(of=("self",)).select_related("election__cycle").get(pk=entry.pk)
    )
    if election.frozen_at is None:
        raise NotOpenYet
    require_open(election.cycle, PhaseKind.VOTE)
    if entry.channel == Channel.PAPER:
        raise PaperInBox
    if entry.paper_since is not None:
        raise HoldsPaper
    with verb("voting.give_code", actor):
        note(actor, election, entry, DeskDeed.CODE, station=station)
    return codes.make_for_desk(entry)


def _require_declared(actor: Actor, election: Election) -> None:
    if isinstance(actor, User) and actor.pk is not None and declared(actor, election) is None:
        raise DeclareFirst


def _require_another(actor: Actor, election: Election, entry: RollEntry) -> None:
    said = declared(actor, election)
    if said is not None and said.entry_id == entry.pk:
        raise OwnEntry


@sensitive_variables("typed")
def _by_id(election: Election, typed: str) -> RollEntry | None:
    if not typed.strip():
        return None
    people = RollEntry.objects.select_related("election__cycle__area", "area")
    return people.filter(election=election, person_hash=keys.person_hash(election.key_id, typed)).first()
