"""Smileys on a tablet: each press is stored once, bursts of one tablet count once in five seconds, and only days that
are over are told.

A press counts on the day on which it reaches the server, so that a day that was told never changes. Lines (one service,
one day, one question) stand alone: no sums across them are given, so that none can be worked out from another.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commons.http import rate
from commons.http.errors import Invalid
from hearings.domain.notes import BY_NETWORK, Writer, one_of, require_taking
from hearings.domain.survey import least_of
from hearings.models import Face, Hearing, ServiceArea, SmileyPress, SmileyQuestion, Station

SLOT_SECONDS = 5
"""Of one tablet and question one press in so many seconds counts; the others are stored and do not."""
BY_TABLET = (60, 60.0)
AHEAD = dt.timedelta(minutes=5)
MOST_LINES = 300
MOST_IN_FILE = 50_000


@dataclass(frozen=True)
class Pressed:
    """That a press is stored. `counts`: False for one of a burst."""

    is_new: bool
    counts: bool


def press(
    *,
    actor: Writer,
    station: Station,
    uuid: UUID,
    question: int | None,
    value: int | None,
    pressed_at: dt.datetime | None = None,
) -> Pressed:
    """Store a press once, however often it is sent. `pressed_at`: by the tablet's clock.

    Raises `Invalid`, `NotOpen`, `TooOften`.
    """
    known = SmileyPress.objects.filter(pk=uuid).first()
    if known is not None:
        return Pressed(is_new=False, counts=known.slot is not None)
    require_taking(station.hearing, pressed_at)
    asked = one_of(station.hearing.smiley_questions, question)
    if asked is None or value not in Face.values:
        raise Invalid(fields={"value": [_("Choose one of these.")]})
    rate.take(f"hearing network {actor.network}", *BY_NETWORK)
    rate.take(f"smiley tablet {actor.network if actor.is_new else actor.device}", *BY_TABLET)
    return _store(actor, station, uuid, asked, value, pressed_at)


def _store(
    actor: Writer,
    station: Station,
    uuid: UUID,
    question: SmileyQuestion,
    value: int,
    pressed_at: dt.datetime | None,
) -> Pressed:
    now = timezone.now()
    at = pressed_at if pressed_at and station.hearing.opens_at <= pressed_at <= now + AHEAD else now
    device = f"{station.pk} {actor.network if actor.is_new else actor.device}"
    row = SmileyPress(
        uuid=uuid,
        question=question,
        service_area_id=station.service_area_id,
        value=value,
        day=timezone.localdate(now),
        tablet=salted_hmac("hearings.tablet", device, algorithm="sha256").hexdigest(),
    )
    for slot in (int(at.timestamp()) // SLOT_SECONDS, None):
        row.slot = slot
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return Pressed(is_new=True, counts=slot is not None)
        except IntegrityError:
            continue
    known = SmileyPress.objects.get(pk=uuid)  # the same press came twice at the same moment
    return Pressed(is_new=False, counts=known.slot is not None)


@dataclass(frozen=True)
class SmileyLine:
    """One service (None: the whole place), day and question. `counts`: very bad … very good; None with too few."""

    service_area: ServiceArea | None
    day: dt.date
    question: SmileyQuestion
    people: int | None
    counts: list[int] | None
    least: int


def results(hearing: Hearing, *, most: int = MOST_LINES) -> list[SmileyLine]:
    """The lines of all days that are over, newest first. Three queries."""
    questions = {one.pk: one for one in hearing.smiley_questions.all()}
    areas: dict[int | None, ServiceArea] = {one.pk: one for one in hearing.service_areas.all()}
    rows = (
        SmileyPress.objects.filter(
            question__in=list(questions), slot__isnull=False, day__lt=timezone.localdate()
        )
        .order_by()
        .values("service_area", "day", "question", "value")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[dt.date, int | None, int], list[int]] = {}
    for row in rows:
        key = (row["day"], row["service_area"], row["question"])
        found.setdefault(key, [0] * len(Face))[row["value"] - 1] += row["n"]
    order = sorted(found, key=lambda key: (-key[0].toordinal(), key[1] or 0, questions[key[2]].position))
    return [
        _line(areas.get(area), day, questions[question], found[(day, area, question)])
        for day, area, question in order[:most]
    ]


def _line(
    area: ServiceArea | None, day: dt.date, question: SmileyQuestion, counts: Sequence[int]
) -> SmileyLine:
    least = least_of(area)
    if sum(counts) < least:
        return SmileyLine(area, day, question, None, None, least)
    return SmileyLine(area, day, question, sum(counts), list(counts), least)
