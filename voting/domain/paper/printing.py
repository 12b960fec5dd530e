"""Print runs: numbers are given first, then the file with the sheets is made from them, as often as needed."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.places.models import Area
from voting import rules
from voting.domain.ballot_form import form_of
from voting.domain.paper import ballot_pdf
from voting.domain.paper.errors import RulesNotFrozen
from voting.domain.paper.serials import LARGEST
from voting.models import Election, PaperSheet, PollingStation, PrintRun

LARGEST_RUN = 300
"""Sheets of one file: more makes a file that no printer likes."""


@dataclass(frozen=True)
class Printed:
    """A run and its file, PDF/UA-1."""

    run: PrintRun
    pdf: bytes


@transaction.atomic
def print_run(*, actor: Actor, station: PollingStation, area: Area, size: int) -> Printed:
    """So many new sheets with their file; as `draw_up`."""
    with verb("voting.print_sheets", actor):
        run = draw_up(actor=actor, station=station, area=area, size=size)
    return Printed(run, ballot_pdf.sheets(run))


@transaction.atomic
def draw_up(*, actor: Actor, station: PollingStation, area: Area, size: int) -> PrintRun:
    """Numbers for so many sheets for people of `area`, at this station; the election is locked meanwhile.

    Raises `NotAllowed`, `RulesNotFrozen`, `Invalid`.
    """
    require(actor, rules.MANAGE_PAPER, station.election)
    election = (
        Election.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle__area")
        .get(pk=station.election_id)
    )
    if election.frozen_at is None:
        raise RulesNotFrozen
    if not 1 <= size <= LARGEST_RUN:
        raise Invalid(fields={"size": [_("One file holds 1 to %(most)s sheets.") % {"most": LARGEST_RUN}]})
    if not form_of(election).pots_for(area.path):
        raise Invalid(fields={"area": [_("Nobody votes on anything in this area.")]})
    last = PaperSheet.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    if last + size > LARGEST:
        raise Invalid(fields={"size": [_("There are no numbers left.")]})
    with verb("voting.print_sheets", actor):
        run = PrintRun.objects.create(
            election=election,
            station=station,
            area=area,
            first=last + 1,
            last=last + size,
            made_by=actor if isinstance(actor, User) and actor.pk else None,
        )
        PaperSheet.objects.bulk_create(
            PaperSheet(election=election, number=number, run=run) for number in range(run.first, run.last + 1)
        )
    return run


@transaction.atomic
def print_again(*, actor: Actor, run: PrintRun) -> Printed:
    """The same file once more, for paper that was lost or smudged; the page shows how often."""
    require(actor, rules.MANAGE_PAPER, run.election)
    with verb("voting.print_sheets", actor):
        PrintRun.objects.filter(pk=run.pk).update(times_printed=F("times_printed") + 1)
    return Printed(run, ballot_pdf.sheets(run))
