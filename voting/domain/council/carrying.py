"""Carrying freed money on: into another pot or year when a decision is confirmed, or as soon as that year exists."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain.money import is_fixed
from commons.process.models import Cycle, Envelope, FundingSource
from commons.texts.translated import LANGUAGES
from voting.domain.council.errors import MoneyIsPlaced, MoneyIsVotedOn
from voting.models import CarriedMoney, CouncilFreed, CouncilSession, Election
from voting.rules import RECORD_COUNCIL

LONGEST_NAME = 160


def is_voted_on(cycle: Cycle) -> bool:
    """Whether people vote, or voted, on the money of the year: then it stays as it is. Two queries at most."""
    return is_fixed(cycle) or Election.objects.filter(cycle=cycle, frozen_at__isnull=False).exists()


def is_target(cycle: Cycle, to: Envelope) -> bool:
    """Whether money of `cycle` may be carried into the pot: one of its own, or of a later year that has not voted."""
    if to.cycle_id == cycle.pk:
        return True
    there = to.cycle
    return (
        (there.area_id, there.currency, there.is_imported) == (cycle.area_id, cycle.currency, False)
        and there.year > cycle.year
        and not is_voted_on(there)
    )


def targets(cycle: Cycle) -> list[Envelope]:
    """The pots that money of the year may be carried into: its own first, then those of later years."""
    own = list(cycle.envelopes.select_related("cycle"))
    later = Envelope.objects.filter(
        cycle__area=cycle.area_id, cycle__currency=cycle.currency, cycle__is_imported=False,
        cycle__year__gt=cycle.year,
    )  # fmt: skip
    found = list(later.select_related("cycle").order_by("cycle__year", "cycle", "position", "pk"))
    voted = {pk for pk in {one.cycle_id for one in found} if is_voted_on(Cycle(pk=pk))}
    return own + [one for one in found if one.cycle_id not in voted]


def may_be_taken_back(session: CouncilSession, envelope: Envelope) -> None:
    """That nobody votes yet on what was carried out of the pot. Raises `MoneyIsVotedOn`, which names the year."""
    moved = CarriedMoney.objects.filter(freed__envelope=envelope, taken_back=None, source__isnull=False)
    for one in moved.select_related("target__cycle"):
        if one.target is not None and is_voted_on(one.target.cycle):
            raise MoneyIsVotedOn(year=str(one.target.cycle), pot=str(one.target))


def carry(*, actor: Actor, session: CouncilSession) -> None:
    """Move the money as the confirmed item says: first back what it takes back, then on what it carries on."""
    decided = list(session.freed.select_related("envelope__cycle", "target__cycle"))
    for freed in decided:
        if freed.anew:
            _take_back(freed)
    for freed in decided:
        if freed.carried > 0:
            made = CarriedMoney.objects.create(freed=freed, amount=freed.carried)
            if freed.target is not None:
                _put(made, freed.target)
            else:
                _find_place(made)


def _take_back(freed: CouncilFreed) -> None:
    moved = CarriedMoney.objects.filter(freed__envelope=freed.envelope_id, taken_back=None)
    for one in moved.exclude(freed__session=freed.session_id).select_related("source"):
        source = one.source
        one.taken_back, one.source = freed, None
        one.save(update_fields=["taken_back", "source"])
        if source is not None:
            source.delete()


def _put(one: CarriedMoney, target: Envelope) -> None:
    """Into the pot: as a source of its money in another year, only by this record within the same."""
    origin = one.freed.envelope
    if target.cycle_id != origin.cycle_id:
        one.source = FundingSource.objects.create(
            envelope=target, amount=one.amount, carried_from=origin, **_names(origin)
        )
    one.target, one.placed_at = target, Now()
    one.save(update_fields=["target", "source", "placed_at"])


def _names(origin: Envelope) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with override(language):
            words = _("Carried from %(year)s: %(pot)s") % {"year": origin.cycle.year, "pot": origin}
            names[f"name_{language}"] = words[:LONGEST_NAME]
    return names


def next_year(cycle: Cycle) -> Cycle | None:
    """The first later year of the town whose vote has not opened."""
    later = Cycle.objects.filter(
        area=cycle.area_id, currency=cycle.currency, is_imported=False, year__gt=cycle.year
    )
    return next((one for one in later.order_by("year", "pk") if not is_voted_on(one)), None)


def _find_place(one: CarriedMoney) -> None:
    origin = one.freed.envelope
    year = next_year(origin.cycle)
    if year is not None and (pot := _pot_like(year, origin)) is not None:
        _put(one, pot)


def _pot_like(year: Cycle, origin: Envelope) -> Envelope | None:
    """The pot of the year that is the same one, or the only one of the same area."""
    pots = list(year.envelopes.all())
    for like in (
        [one for one in pots if one.slug == origin.slug],
        [one for one in pots if one.area_id == origin.area_id],
    ):
        if len(like) == 1:
            return like[0]
    return None


def arrive(cycle: Cycle) -> None:
    """A year has new pots: what waits for it is put there, whatever pot it belongs to."""
    found = CarriedMoney.objects.filter(
        target=None,
        taken_back=None,
        freed__envelope__cycle__area=cycle.area_id,
        freed__envelope__cycle__year__lt=cycle.year,
    )
    for one in found.select_related("freed__envelope__cycle"):
        if next_year(one.freed.envelope.cycle) == cycle:
            _find_place(one)


@transaction.atomic
def place(*, actor: Actor, carried: CarriedMoney, envelope: Envelope) -> CarriedMoney:
    """Say into which pot of a later year waiting money goes, where no pot is the same as the one it came from.

    Raises `NotAllowed`, `MoneyIsPlaced`, `MoneyIsVotedOn`, `Invalid`.
    """
    found = (
        CarriedMoney.objects.select_for_update(of=("self",))
        .select_related("freed__envelope__cycle", "freed__session__election__cycle__area")
        .get(pk=carried.pk)
    )
    require(actor, RECORD_COUNCIL, found.freed.session.election)
    if found.target_id is not None or found.taken_back_id is not None:
        raise MoneyIsPlaced
    origin = found.freed.envelope.cycle
    if envelope.cycle.year > origin.year and is_voted_on(envelope.cycle):
        raise MoneyIsVotedOn(year=str(envelope.cycle), pot=str(envelope))
    if envelope.cycle_id == origin.pk or not is_target(origin, envelope):
        raise Invalid(fields={"to": [_("Choose a pot of a later year whose vote has not opened.")]})
    with verb("voting.place_money", actor):
        _put(found, envelope)
    publish(f"year:{envelope.cycle.slug}")
    return found


def waiting(cycle: Cycle) -> QuerySet[CarriedMoney]:
    """What waits for the years after this one."""
    return CarriedMoney.objects.filter(
        target=None, taken_back=None, freed__envelope__cycle=cycle
    ).select_related("freed__envelope", "freed__session")


def later_targets(cycle: Cycle) -> list[Envelope]:
    """The pots of later years that money of this year may be put into."""
    return [one for one in targets(cycle) if one.cycle_id != cycle.pk]


def waiting_for(cycle: Cycle) -> list[CarriedMoney]:
    """What earlier years carried on, lies in no pot yet, and may still be put into one of this year.

    One query where nothing waits, then a few for each year that something waits from. When voting begins it stays
    outside: what waits then, and has no other year to go to first, is told too.
    """
    found = CarriedMoney.objects.filter(
        target=None,
        taken_back=None,
        freed__envelope__cycle__area=cycle.area_id,
        freed__envelope__cycle__currency=cycle.currency,
        freed__envelope__cycle__year__lt=cycle.year,
    ).select_related("freed__envelope__cycle")
    rows = list(found)
    following = {row.freed.envelope.cycle: next_year(row.freed.envelope.cycle) for row in rows}
    earlier = {origin for origin, year in following.items() if year is not None and year.year < cycle.year}
    return [row for row in rows if row.freed.envelope.cycle not in earlier]
