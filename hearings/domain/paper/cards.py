"""Making cards in runs, and setting them aside."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from hearings.domain import queries
from hearings.domain.errors import UnknownReceipt, WrongState
from hearings.domain.paper import codes
from hearings.domain.paper.errors import UnknownCard
from hearings.domain.receipts import receipt_of
from hearings.models import (
    Card,
    CardKind,
    CardRun,
    CardState,
    Event,
    Hearing,
    HearingState,
    Organisation,
    Question,
    ServiceArea,
)
from hearings.rules import SCRIBE, SET_UP

FIRST_NUMBER = 1001
LARGEST_RUN = 500
TWICE = dt.timedelta(seconds=5)
_NUMBERING = 7_431_102
"""Key of the lock under which numbers are given out."""


@transaction.atomic
def make_run(
    *,
    actor: Actor,
    hearing: Hearing,
    kind: str,
    count: int,
    question: Question | None = None,
    service_area: ServiceArea | None = None,
    event: Event | None = None,
    organisation: Organisation | None = None,
) -> CardRun:
    """`count` new cards (at most 500) with consecutive numbers. For an organisation they are given out at once. The
    same within a few seconds is the same run: somebody pressed twice.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, SET_UP, hearing)
    if hearing.state not in (HearingState.PREPARING, HearingState.OPEN):
        raise WrongState(_("Cards are made until the hearing closes."))
    wrong: dict[str, list[Any]] = {}
    if kind not in CardKind.values:
        wrong["kind"] = [_("Choose one of these.")]
    if not 1 <= count <= LARGEST_RUN:
        wrong["count"] = [format_lazy(_("From 1 to {most} cards at a time."), most=LARGEST_RUN)]
    parts = {"question": question, "service_area": service_area, "event": event, "organisation": organisation}
    for name, part in parts.items():
        if part is not None and part.hearing_id != hearing.pk:
            wrong[name] = [_("Choose one of these.")]
    if wrong:
        raise Invalid(fields=wrong)
    first = _next_number()
    just_now = CardRun.objects.filter(hearing=hearing, kind=kind, **parts, made_at__gt=timezone.now() - TWICE)
    if organisation is None and (there := just_now.filter(last=F("first") + count - 1).first()) is not None:
        return there
    with verb("hearings.make_cards", actor):
        run = CardRun.objects.create(hearing=hearing, kind=kind, first=first, last=first + count - 1, **parts)
    state = CardState.GIVEN if organisation else CardState.PRINTED
    Card.objects.bulk_create(
        [Card(run=run, number=number, state=state) for number in range(run.first, run.last + 1)]
    )
    return run


def _next_number() -> int:
    """The first free number; who asks next waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    last = Card.objects.aggregate(last=Max("number"))["last"]
    return FIRST_NUMBER if last is None else last + 1


@transaction.atomic
def set_aside(*, actor: Actor, hearing: Hearing, state: str, first: int, last: int) -> int:
    """Mark cards of the hearing from `first` to `last` as given out or spoilt; how many changed. Those that were
    keyed, and those that are so already, stay as they are.

    Raises `Invalid`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, SCRIBE, hearing)
    if state not in (CardState.GIVEN, CardState.SPOILT):
        raise Invalid(fields={"state": [_("Choose one of these.")]})
    if not 0 < first <= last < 2**31 or last - first >= LARGEST_RUN:
        raise Invalid(fields={"last": [_("Write the first and the last number of the cards.")]})
    before = [CardState.PRINTED] if state == CardState.GIVEN else [CardState.PRINTED, CardState.GIVEN]
    rows = Card.objects.filter(run__hearing=hearing, number__range=(first, last), state__in=before)
    with verb("hearings.set_cards_aside", actor):
        changed = rows.update(state=state)
    if not changed:
        raise Invalid(fields={"first": [_("None of these cards can be marked so.")]})
    return changed


def runs_of(hearing: Hearing) -> QuerySet[CardRun]:
    """The runs, newest first, with a count for each state (`printed` …). One query."""
    counted = {str(state): Count("cards", filter=Q(cards__state=state), distinct=True) for state in CardState}
    return (
        CardRun.objects.filter(hearing=hearing)
        .select_related("question", "service_area", "event", "organisation")
        .annotate(**counted)
    )


def reached(actor: Actor, hearing: Hearing, typed: str) -> Card:
    """The card of this hearing that an official means. Raises `MistypedCard`, `UnknownCard`, `NotAllowed`."""
    require(actor, SCRIBE, hearing)
    return card_of(hearing, typed)


def card_of(hearing: Hearing, typed: str, *, locked: bool = False) -> Card:
    """The card of this hearing; one of another hearing is refused with the name of that one.

    Raises `MistypedCard`, `UnknownCard`.
    """
    number = codes.read(typed, enough=codes.ENOUGH)
    rows = Card.objects.select_for_update(of=("self",)) if locked else Card.objects.all()
    card = (
        rows.select_related("run__hearing", "run__question", "run__service_area")
        .filter(number=number)
        .first()
    )
    if card is None:
        raise UnknownCard
    other = card.run.hearing
    if other.pk != hearing.pk:
        words = _("Card {number} belongs to the hearing “{hearing}”. Lay it with the papers of that hearing.")
        raise Invalid(fields={"card": [format_lazy(words, number=number, hearing=str(other))]})
    return card


@dataclass(frozen=True)
class CardFate:
    """What became of a card, for whoever holds it. `fate`: of its note, once it is one."""

    card: Card
    code: str
    fate: queries.Fate | None


def fate_of(typed: str) -> CardFate:
    """The card and its note, by what is printed on it alone. Raises `MistypedCard`, `UnknownCard`. Two queries."""
    number = codes.read(typed)
    card = Card.objects.select_related("run__hearing", "run__question", "run__service_area").filter(
        number=number
    )
    found = card.exclude(run__hearing__state=HearingState.PREPARING).first()
    if found is None:
        raise UnknownCard
    fate = None
    if found.state == CardState.CHECKED:
        try:
            fate = queries.fate_of(receipt_of(codes.note_of(number)))
        except UnknownReceipt:
            fate = None
    return CardFate(found, codes.code_of(number), fate)
