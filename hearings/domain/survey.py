"""Answers to statements, and what everybody sees of them.

One answer a device and statement, which may be changed while the hearing is open. What is public follows in groups:
when answers of `2 * least` people wait, those of `least` of them, drawn by lot, are let into the public numbers
together. So nobody who looks before and after somebody's answer learns it, and when answering begins, and all are let
in, there are at least `least` of them that come together. A statement with fewer people than `least` has no public
numbers.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commons.http import rate
from commons.http.errors import Invalid
from commons.live import publish
from hearings.domain import queries
from hearings.domain.notes import BY_NETWORK, Writer, require_taking
from hearings.domain.who_spoke import LEAST, LEAST_SENSITIVE, TOLD_IN
from hearings.models import Agreement, Hearing, ServiceArea, Statement, StatementAnswer

STEPS = (1, 2, 3, 4, 5, 0)
"""The order of the answers: disagree … agree, cannot say."""
BY_DEVICE = (60, 300.0)
"""So many sendings at once from one device, refilled within so many seconds."""


def respondent_of(hearing: Hearing, device: str) -> str:
    """The pseudonym of a device in one hearing; it leads to no note, story or background."""
    return salted_hmac("hearings.survey", f"{hearing.pk} {device}", algorithm="sha256").hexdigest()


def answer(
    *, actor: Writer, hearing: Hearing, values: Mapping[int, int], device_id: UUID | None = None
) -> dict[int, int]:
    """Keep what a device answers: numbers of statements → steps; others stay as they were. All its answers are given.

    `device_id`: made by the device, where it keeps no cookie. Raises `Invalid`, `NotOpen`, `TooOften`.
    """
    require_taking(hearing, None)
    statements = {row.pk: row for row in hearing.statements.select_related("service_area")}
    if not values:
        raise Invalid(fields={"answers": [_("Answer at least one statement.")]})
    if not set(values) <= set(statements) or not set(values.values()) <= set(Agreement.values):
        raise Invalid(fields={"answers": [_("Choose one of these.")]})
    device = str(device_id) if device_id else actor.device
    rate.take(f"hearing network {actor.network}", *BY_NETWORK)
    rate.take(f"survey device {actor.network if actor.is_new else device}", *BY_DEVICE)
    respondent = respondent_of(hearing, device)
    _store(hearing, {statements[pk]: value for pk, value in values.items()}, respondent)
    return own(hearing, respondent)


@transaction.atomic
def _store(hearing: Hearing, values: Mapping[Statement, int], respondent: str) -> None:
    for statement in sorted(values, key=lambda one: one.pk):
        row, is_new = StatementAnswer.objects.get_or_create(
            statement=statement, respondent=respondent, defaults={"value": values[statement]}
        )
        if not is_new and row.value != values[statement]:
            StatementAnswer.objects.filter(pk=row.pk).update(value=values[statement], waits=True)
    for statement in values:
        _let_in(statement)
    publish(f"hearing-survey:{hearing.slug}")


def _let_in(statement: Statement) -> None:
    """Let a group into the public numbers, if enough of them wait."""
    least = least_of(statement.service_area)
    waiting = statement.answers.filter(waits=True)
    if waiting.count() < 2 * least:
        return
    if not Statement.objects.select_for_update(skip_locked=True).filter(pk=statement.pk).exists():
        return  # somebody else is letting a group in at this moment
    rows = list(waiting.values_list("pk", flat=True))
    if len(rows) >= 2 * least:
        chosen = secrets.SystemRandom().sample(rows, least)
        StatementAnswer.objects.filter(pk__in=chosen).update(shown=F("value"), waits=False)


def least_of(area: ServiceArea | None) -> int:
    """How many people a number must be made of."""
    return LEAST_SENSITIVE if area is not None and area.is_sensitive else LEAST


def own(hearing: Hearing, respondent: str) -> dict[int, int]:
    """What a device has answered. One query."""
    rows = StatementAnswer.objects.filter(statement__hearing=hearing, respondent=respondent)
    return dict(rows.values_list("statement", "value"))


@dataclass(frozen=True)
class StatementResult:
    """`counts`: answers in the order of `STEPS`; None where there are too few to tell, and then `people` too."""

    statement: Statement
    people: int | None
    counts: list[int] | None
    least: int


@dataclass(frozen=True)
class AreaResult:
    """One service: what notes say of it, and its statements."""

    notes: queries.AreaCount
    statements: list[StatementResult]


def results(hearing: Hearing, counts: queries.Counts | None = None) -> list[AreaResult]:
    """The public numbers beside those of the notes, by service; services without a statement are left out. Four
    queries, two of them where `counts` is given."""
    is_final = hearing.state in TOLD_IN
    found: dict[int, list[int]] = {}
    column = "value" if is_final else "shown"
    for statement, step in StatementAnswer.objects.filter(
        statement__hearing=hearing, **{f"{column}__isnull": False}
    ).values_list("statement", column):
        found.setdefault(statement, [0] * len(STEPS))[STEPS.index(step)] += 1
    statements = list(hearing.statements.select_related("service_area"))
    rows = [
        AreaResult(
            notes,
            [
                _result(one, found.get(one.pk, []))
                for one in statements
                if one.service_area_id == notes.area.pk
            ],
        )
        for notes in (counts or queries.counts(hearing)).areas
    ]
    return [row for row in rows if row.statements]


def _result(statement: Statement, counts: Sequence[int]) -> StatementResult:
    least = least_of(statement.service_area)
    if sum(counts) < least:
        return StatementResult(statement, None, None, least)
    return StatementResult(statement, sum(counts), list(counts), least)
