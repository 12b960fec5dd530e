"""The one gate that every verb of the year asks: is this phase open now, by the database's clock?"""

from datetime import datetime

from django.db.models import DateTimeField, Func
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal
from commons.process.models import Cycle, Phase, PhaseKind


class StatementTimestamp(Func):
    """The database's clock at the start of the running statement."""

    function = "statement_timestamp"
    arity = 0
    output_field = DateTimeField()


class PhaseClosed(Refusal):
    """The phase is not open: not yet, no longer, or not in this cycle at all."""

    status = 409
    code = "phase-closed"
    title = _("This is not open now")
    detail = _("It is not part of this budget year.")

    def __init__(self, phase: Phase | None, kind: PhaseKind, *, now: datetime | None = None) -> None:
        self.phase = phase
        self.kind = kind
        if phase is None:
            super().__init__()
            return
        if phase.opens_at > (now or timezone.now()):
            text = _("{phase} opens on {time}. What you wrote is kept on this page.")
            moment = phase.opens_at
        else:
            text = _("{phase} closed on {time}.")
            moment = phase.closes_at
        super().__init__(format_lazy(text, phase=kind.label, time=_moment(moment)))


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j.n.Y H.i")


def is_open(cycle: Cycle, kind: PhaseKind) -> bool:
    """Whether the phase is open now. One query."""
    return Phase.objects.filter(
        cycle=cycle, kind=kind, opens_at__lte=StatementTimestamp(), closes_at__gt=StatementTimestamp()
    ).exists()


def open_kinds(cycle: Cycle) -> set[PhaseKind]:
    """The kinds of all phases that are open now. One query."""
    kinds = Phase.objects.filter(
        cycle=cycle, opens_at__lte=StatementTimestamp(), closes_at__gt=StatementTimestamp()
    ).values_list("kind", flat=True)
    return {PhaseKind(kind) for kind in kinds}


def require_open(cycle: Cycle, kind: PhaseKind) -> Phase:
    """The open phase, or `PhaseClosed` which says when it opens or closed. Nobody is exempt. One query.

    `statement_timestamp()` and not the transaction's start decides: who waited for a lock past the close is late.
    """
    phase = Phase.objects.filter(cycle=cycle, kind=kind).annotate(clock=StatementTimestamp()).first()
    if phase is None:
        raise PhaseClosed(None, kind)
    clock: datetime = phase.clock
    if not phase.opens_at <= clock < phase.closes_at:
        raise PhaseClosed(phase, kind, now=clock)
    return phase
