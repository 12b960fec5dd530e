"""The year's money: envelopes, and where it comes from. Fixed once voting begins."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid, Text
from commons.live import publish
from commons.places.models import Area
from commons.process.domain.arrivals import announce
from commons.process.domain.errors import EnvelopeInUse, MoneyCarriedHere, MoneyIsFixed
from commons.process.domain.gate import StatementTimestamp
from commons.process.domain.years import LONGEST_NAME, Texts, texts_of
from commons.process.models import Cycle, Envelope, FundingSource, Phase, PhaseKind
from commons.process.rules import SET_UP

MOST_MONEY = Decimal(10) ** 12
RESTRICTED = "23001"
"""What our triggers say when they refuse (restrict_violation)."""


@dataclass(frozen=True)
class Source:
    """Money from somewhere: what it is called, and how much in the year's currency."""

    name: Texts
    amount: Decimal


@transaction.atomic
def save_envelope(
    *,
    actor: Actor,
    cycle: Cycle,
    name: Texts,
    sources: Sequence[Source],
    area: Area | None = None,
    envelope: Envelope | None = None,
) -> Envelope:
    """Add an envelope, or change `envelope`: its name, its area (None: the whole town) and all its sources but those
    that were carried here from an earlier year, which stay as they were decided.

    Raises `SignInNeeded`, `NotAllowed`, `MoneyIsFixed`, and `Invalid` with fields `name_fi`, `sources`,
    `sources-0-amount`, `sources-0-name_fi`.
    """
    require(actor, SET_UP, cycle)
    _require_not_fixed(cycle)
    words, problems = texts_of({"name": (name, LONGEST_NAME)}, needed="name")
    carried = envelope is not None and envelope.sources.filter(carried_from__isnull=False).exists()
    rows = _checked_sources(sources, problems, carried=carried)
    if problems:
        raise Invalid(fields=problems)
    changed = envelope or Envelope(cycle=cycle, slug=_free_slug(cycle, words), position=_next_place(cycle))
    for field, text in words.items():
        setattr(changed, field, text)
    changed.area = area
    with _unless_refused(), verb("process.save_envelope", actor):
        changed.save()
        _store_sources(changed, rows)
        announce(cycle)
    publish(f"year:{cycle.slug}")
    return changed


@transaction.atomic
def remove_envelope(*, actor: Actor, envelope: Envelope) -> None:
    """Take an envelope out. Raises `SignInNeeded`, `NotAllowed`, `MoneyIsFixed`, `MoneyCarriedHere`,
    `EnvelopeInUse`."""
    cycle = envelope.cycle
    require(actor, SET_UP, cycle)
    _require_not_fixed(cycle)
    if envelope.sources.filter(carried_from__isnull=False).exists():
        raise MoneyCarriedHere
    try:
        with _unless_refused(), verb("process.remove_envelope", actor):
            envelope.delete()
    except ProtectedError as error:
        raise EnvelopeInUse from error
    publish(f"year:{cycle.slug}")


def is_fixed(cycle: Cycle) -> bool:
    """Whether voting has begun, by the database's clock, so that the money stays as it is. One query."""
    return Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE, opens_at__lte=StatementTimestamp()).exists()


def _require_not_fixed(cycle: Cycle) -> None:
    if is_fixed(cycle):
        raise MoneyIsFixed


@contextmanager
def _unless_refused() -> Iterator[None]:
    """`MoneyIsFixed` where the database refuses, as it does once a vote is frozen, before it begins."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != RESTRICTED:
            raise
        raise MoneyIsFixed from error


def _checked_sources(
    sources: Sequence[Source], problems: dict[str, list[Text]], *, carried: bool
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, source in enumerate(sources):
        words, wrong = texts_of({"name": (source.name, LONGEST_NAME)}, needed="name")
        if not (source.amount.is_finite() and 0 < source.amount < MOST_MONEY):
            wrong["amount"] = [_("Write a sum that is more than 0 and has at most 12 digits.")]
        problems.update({f"sources-{place}-{field}": texts for field, texts in wrong.items()})
        if not wrong:
            rows.append({**words, "amount": source.amount.quantize(Decimal("0.01"))})
    if not sources and not carried:
        problems["sources"] = [_("Say where the money comes from: at least one source with a sum.")]
    return rows


def _store_sources(envelope: Envelope, rows: Sequence[dict[str, object]]) -> None:
    """Rows in their places: what is changed stays the same row, so that its history goes on."""
    old = list(FundingSource.objects.filter(envelope=envelope, carried_from=None).order_by("pk"))
    for source, row in zip(old, rows, strict=False):
        if any(getattr(source, field) != value for field, value in row.items()):
            for field, value in row.items():
                setattr(source, field, value)
            source.save()
    for source in old[len(rows) :]:
        source.delete()
    for row in rows[len(old) :]:
        FundingSource.objects.create(envelope=envelope, **row)


def _free_slug(cycle: Cycle, words: dict[str, str]) -> str:
    name = next(
        (words[f"name_{language}"] for language in ("fi", "sv", "en") if words[f"name_{language}"]), ""
    )
    stem = slugify(name)[:70] or "potti"
    taken = set(cycle.envelopes.values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


def _next_place(cycle: Cycle) -> int:
    last: int | None = cycle.envelopes.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
