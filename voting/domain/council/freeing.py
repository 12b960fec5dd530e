"""Entering what becomes of money that an item frees, and of money that was left or carried before."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.process.models import Envelope
from voting.domain.council import money
from voting.domain.council.carrying import is_target, may_be_taken_back
from voting.domain.council.errors import MoneyIsUsed, MoneyIsVotedOn, MoreThanPot, Undecided
from voting.domain.council.items import LONGEST, needed, prepared
from voting.models import CouncilFreed, CouncilSession, FreedUse
from voting.rules import RECORD_COUNCIL

NOTHING = Decimal(0)


@transaction.atomic
def use_freed(
    *,
    actor: Actor,
    session: CouncilSession,
    envelope: Envelope,
    use: FreedUse,
    reason: str,
    section: str,
    to: Envelope | None = None,
    rest: FreedUse | None = None,
    with_unused: bool = False,
    anew: bool = False,
) -> CouncilFreed:
    """What is done with the money that the item frees in a pot. Who is next is reckoned, never chosen.

    `to`: where carried money goes, None: it is set aside in its own pot. `rest`: what becomes of what the next on the
    list leave, None: it is not decided yet. `with_unused`: decide also on what was left before. `anew`: take back what
    earlier items carried out of the pot, and decide on that too.

    Raises `NotAllowed`, `HandedIn`, `Undecided` (there is no money, nobody is next), `MoneyIsVotedOn`, `MoneyIsUsed`,
    `Invalid`.
    """
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    pots = money.freed_pots(found, anew=_anew(found, envelope, anew=anew))
    pot = next((one for one in pots if one.envelope.pk == envelope.pk), None)
    total = NOTHING if pot is None else pot.total(with_unused=with_unused)
    if pot is None or total <= 0:
        raise Undecided(_("No money is freed in this pot."))
    if use == FreedUse.NEXT and not pot.chosen:
        raise Undecided(_("No project on the list fits into the money that is free. Choose another use."))
    going = rest if use == FreedUse.NEXT else use
    if going == FreedUse.NEXT:
        raise Invalid(fields={"rest": [_("What they leave can be carried over, or go to the next year.")]})
    if anew:
        may_be_taken_back(found, pot.envelope)
    _check_others(pots, envelope)
    target = _target(found, envelope, to) if going == FreedUse.CARRY_OVER else None
    values = {
        "use": use,
        "rest": rest or "" if use == FreedUse.NEXT else "",
        "reason": needed("reason", reason, LONGEST),
        "section": needed("section", section, 60),
        "freed": total,
        "projects": _listed(pot) if use == FreedUse.NEXT else [],
        "target": target,
        "carried": _carried(pot, use, rest, with_unused=with_unused),
        "with_unused": with_unused,
        "anew": anew,
    }
    with verb("voting.enter_freed", actor):
        made, _new = CouncilFreed.objects.update_or_create(session=found, envelope=envelope, defaults=values)
    return made


def _anew(session: CouncilSession, envelope: Envelope, *, anew: bool) -> set[int]:
    others = {one.envelope_id for one in session.freed.all() if one.anew} - {envelope.pk}
    return others | ({envelope.pk} if anew else set())


def _target(session: CouncilSession, envelope: Envelope, to: Envelope | None) -> Envelope:
    if to is None or to.pk == envelope.pk:
        return envelope
    if not is_target(session.election.cycle, to):
        raise Invalid(
            fields={"to": [_("Choose a pot of this year, or of a later year whose vote has not opened.")]}
        )
    return to


def _check_others(pots: list[money.FreedPot], envelope: Envelope) -> None:
    """What is taken back was not given out again where it had gone to."""
    if any(pot.available < 0 and pot.freed >= 0 and pot.envelope.pk != envelope.pk for pot in pots):
        raise MoneyIsUsed


def _carried(pot: money.FreedPot, use: FreedUse, rest: FreedUse | None, *, with_unused: bool) -> Decimal:
    if use != FreedUse.NEXT:
        return pot.total(with_unused=with_unused)
    return pot.rest(with_unused=with_unused) if rest else NOTHING


def _listed(pot: money.FreedPot) -> list[list[str]]:
    return [[one.row.project.project_id, str(one.cost)] for one in pot.chosen]


def check_freed(session: CouncilSession) -> None:
    """That all freed money is decided on, as the pots are now. Raises `MoreThanPot`, `Undecided`, `MoneyIsVotedOn`."""
    pots = money.freed_pots(session)
    if any(pot.available < 0 for pot in pots):
        raise MoreThanPot
    told = {one.envelope_id: one for one in session.freed.select_related("target__cycle")}
    for pot in pots:
        said = told.get(pot.envelope.pk)
        if said is None and pot.freed <= 0:
            continue
        if said is None or not _still_fits(said, pot):
            raise Undecided(
                _("Say what becomes of the money that is freed in: %(pot)s") % {"pot": pot.envelope}
            )
        if said.anew:
            may_be_taken_back(session, pot.envelope)
        if said.target is not None and not is_target(session.election.cycle, said.target):
            raise MoneyIsVotedOn


def _still_fits(said: CouncilFreed, pot: money.FreedPot) -> bool:
    use, rest = FreedUse(said.use), FreedUse(said.rest) if said.rest else None
    return (
        said.freed == pot.total(with_unused=said.with_unused)
        and said.projects == (_listed(pot) if use == FreedUse.NEXT else [])
        and said.carried == _carried(pot, use, rest, with_unused=said.with_unused)
    )
