"""The files from the ledger that an official may open."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, may, paths_held, require
from proposals.models import Booking, LedgerFile, LedgerFileState, Proposal
from proposals.rules import CARRY_OUT


def files(*, actor: Actor) -> QuerySet[LedgerFile]:
    """The files that were looked at, newest first; for who works in a part of the town those of their own and those
    that hold nothing from elsewhere. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, CARRY_OUT)
    found = LedgerFile.objects.defer("rows").select_related("made_by")
    if paths_held(actor, Role.REVIEWER, Role.COORDINATOR) is None:
        return found
    return found.filter(Q(made_by=actor.pk) | Q(pk__in=_there(actor)))


def readable(*, actor: Actor, bookings: Iterable[Booking]) -> set[int]:
    """Which files of these bookings the actor may open (ids). At most three queries. Raises as `files`."""
    wanted = {one.file_id for one in bookings}
    return set(files(actor=actor).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _there(actor: Actor) -> list[int]:
    """Files without errors whose projects are all where the actor carries out. Two queries.

    The report is asked, not the bookings: an undone file has none any more.
    """
    good = LedgerFile.objects.exclude(state=LedgerFileState.REFUSED).order_by()
    named = {
        pk: {entry["project"] for entry in projects or ()}
        for pk, projects in good.values_list("pk", "report__projects")
    }
    known = Proposal.objects.filter(pk__in=set().union(*named.values())).select_related("area")
    rows = known.without_texts().defer("area__outline", "area__outline_shown")
    theirs = {one.pk for one in rows if may(actor, CARRY_OUT, one)}
    return [pk for pk, projects in named.items() if projects and projects <= theirs]
