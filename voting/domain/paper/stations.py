"""Polling stations, and who is on duty there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor, has_role, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.texts.translated import LANGUAGES
from voting import rules
from voting.models import Election, PollingStation, StationShift

Words = Mapping[str, str]
"""By language: fi, sv, en."""


@dataclass(frozen=True)
class StationWords:
    """What is told of a station. `hours`, `access`: in words, by language."""

    name: Words
    address: str
    hours: Words = field(default_factory=dict)
    access: Words = field(default_factory=dict)
    is_step_free: bool = False


@transaction.atomic
def save(
    *, actor: Actor, election: Election, words: StationWords, station: PollingStation | None = None
) -> PollingStation:
    """A new station, or new words for one. Raises `NotAllowed`, `Invalid` without a name or an address."""
    require(actor, rules.MANAGE_PAPER, election)
    wrong: dict[str, list[object]] = {}
    if not any(words.name.get(language, "").strip() for language in LANGUAGES):
        wrong["name_fi"] = [_("Give the station a name in at least one language.")]
    if not words.address.strip():
        wrong["address"] = [_("Say where the station is.")]
    if wrong:
        raise Invalid(fields=wrong)  # type: ignore[arg-type]
    saved = station or PollingStation(election=election)
    for name in ("name", "hours", "access"):
        for language in LANGUAGES:
            setattr(saved, f"{name}_{language}", getattr(words, name).get(language, "").strip())
    saved.address, saved.is_step_free = words.address.strip(), words.is_step_free
    with verb("voting.save_station", actor):
        saved.save()
    return saved


@transaction.atomic
def add_shift(
    *, actor: Actor, station: PollingStation, officer: User, begins_at: datetime, ends_at: datetime
) -> StationShift:
    """Put a vote clerk or coordinator on duty. Raises `NotAllowed`, or `Invalid` where the times do not fit.

    Two shifts of one person may touch, not overlap: nobody is at two stations.
    """
    require(actor, rules.MANAGE_PAPER, station.election)
    area = station.election.cycle.area
    if not has_role(officer, Role.VOTE_CLERK, Role.COORDINATOR, area=area):
        raise Invalid(fields={"officer": [_("Only vote clerks and coordinators can be on duty.")]})
    if ends_at <= begins_at:
        raise Invalid(fields={"ends": [_("The shift ends before it begins.")]})
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)
    if StationShift.objects.filter(officer=officer, begins_at__lt=ends_at, ends_at__gt=begins_at).exists():
        raise Invalid(fields={"officer": [_("This person is on duty elsewhere at that time.")]})
    with verb("voting.change_shifts", actor):
        return StationShift.objects.create(
            station=station, officer=officer, begins_at=begins_at, ends_at=ends_at
        )


@transaction.atomic
def remove_shift(*, actor: Actor, shift: StationShift) -> None:
    """Take a shift off the list; one that is gone already is fine."""
    require(actor, rules.MANAGE_PAPER, shift.station.election)
    with verb("voting.change_shifts", actor):
        StationShift.objects.filter(pk=shift.pk).delete()


def officers(election: Election) -> list[User]:
    """Everybody who can be on duty, by name. Two queries."""
    path = election.cycle.area.path
    people = (
        User.objects.filter(is_active=True, roles__role__in=[Role.VOTE_CLERK, Role.COORDINATOR])
        .distinct()
        .prefetch_related("roles__area")
        .order_by("display_name", "pk")
    )
    return [
        person
        for person in people
        if any(
            held.role in (Role.VOTE_CLERK, Role.COORDINATOR)
            and (held.area is None or path.startswith(held.area.path))
            for held in person.roles.all()
        )
    ]
