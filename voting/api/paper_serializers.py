"""Paper voting as JSON: shapes for the schema, and the dictionaries that have them."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from commons.texts.translated import LANGUAGES
from voting.domain.paper import lines, serials
from voting.domain.paper.lines import Shelf
from voting.domain.paper.matching import Compared
from voting.domain.paper.printing import LARGEST_RUN
from voting.domain.paper.reconciliation import Account, Line
from voting.models import (
    BatchState,
    KeyedSheet,
    PaperBatch,
    PollingStation,
    PrintRun,
    Quarantine,
    SheetState,
    StationDay,
    StationShift,
    VoidReason,
)

BIG = 2**63 - 1


class StationTextSerializer(serializers.Serializer):
    """A text by language; empty where it is not written."""

    fi = serializers.CharField(allow_blank=True, default="", max_length=1_000)
    sv = serializers.CharField(allow_blank=True, default="", max_length=1_000)
    en = serializers.CharField(allow_blank=True, default="", max_length=1_000)


class StationNameSerializer(StationTextSerializer):
    """A name by language."""

    fi = serializers.CharField(allow_blank=True, default="", max_length=120)
    sv = serializers.CharField(allow_blank=True, default="", max_length=120)
    en = serializers.CharField(allow_blank=True, default="", max_length=120)


class StationHoursSerializer(StationTextSerializer):
    """Opening hours by language."""

    fi = serializers.CharField(allow_blank=True, default="", max_length=300)
    sv = serializers.CharField(allow_blank=True, default="", max_length=300)
    en = serializers.CharField(allow_blank=True, default="", max_length=300)


class StationWordsSerializer(serializers.Serializer):
    """What is told of a station."""

    name = StationNameSerializer()
    address = serializers.CharField(max_length=200)
    hours = StationHoursSerializer(required=False)
    access = StationTextSerializer(required=False, help_text="Doors, lift, toilet, hearing loop.")
    is_step_free = serializers.BooleanField(default=False)


class StationSerializer(StationWordsSerializer):
    """A polling station."""

    id = serializers.IntegerField()


class ShiftSerializer(serializers.Serializer):
    """Who is on duty, and when."""

    officer = serializers.IntegerField(min_value=1, max_value=BIG)
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ShiftShownSerializer(ShiftSerializer):
    """A shift."""

    id = serializers.IntegerField()


class PrintSerializer(serializers.Serializer):
    """How many sheets, for people of which area."""

    area = serializers.IntegerField(min_value=1, max_value=BIG)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST_RUN)


class RunSerializer(serializers.Serializer):
    """Sheets printed in one go."""

    id = serializers.IntegerField()
    area = serializers.IntegerField()
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    packed = serializers.IntegerField(help_text="Sheets that were never taken out.")
    times_printed = serializers.IntegerField()


class TakeOutSerializer(serializers.Serializer):
    """Sheets that a station opens for a day, by their numbers as printed; `last` empty: only the first."""

    day = serializers.DateField()
    first = serializers.CharField(max_length=60)
    last = serializers.CharField(max_length=60, allow_blank=True, default="")


class BringBackSerializer(serializers.Serializer):
    """Sheets that came back; `issued`: that was a slip, they are still out."""

    state = serializers.ChoiceField(choices=["unused", "spoilt", "issued"])
    first = serializers.CharField(max_length=60)
    last = serializers.CharField(max_length=60, allow_blank=True, default="")


class GivenOutSerializer(serializers.Serializer):
    """How many voters were given a sheet."""

    number = serializers.IntegerField(min_value=0, max_value=1_000_000)


class DaySerializer(serializers.Serializer):
    """A day at a station, in sheets."""

    id = serializers.IntegerField()
    station = serializers.IntegerField()
    day = serializers.DateField()
    closed_at = serializers.DateTimeField(allow_null=True)
    given_out = serializers.IntegerField(
        allow_null=True, help_text="Voters, by the tally of the station; null: as the desk noted."
    )
    taken = serializers.IntegerField()
    issued = serializers.IntegerField(help_text="Not told of yet.")
    counted = serializers.IntegerField()
    spoilt = serializers.IntegerField()
    unused = serializers.IntegerField()
    quarantined = serializers.IntegerField()


class OpenBatchSerializer(serializers.Serializer):
    """A box that is taken in."""

    officer = serializers.IntegerField(min_value=1, max_value=BIG)
    size = serializers.IntegerField(min_value=1, max_value=100_000)


class KeySerializer(serializers.Serializer):
    """One sheet: `line` as typed on the page, or `void`."""

    serial = serializers.CharField(max_length=60)
    line = serializers.CharField(max_length=4_000, allow_blank=True, default="")
    void = serializers.ChoiceField(choices=VoidReason.choices, allow_blank=True, default="")


class SettleSerializer(KeySerializer):
    """What a sheet says that was read differently."""

    reason = serializers.CharField(max_length=300)


class SizeSerializer(serializers.Serializer):
    """Another number of sheets."""

    size = serializers.IntegerField(min_value=1, max_value=100_000)
    reason = serializers.CharField(max_length=300)


class AnewSerializer(serializers.Serializer):
    """A reading that somebody else does again."""

    reading = serializers.IntegerField(min_value=1, max_value=2)
    reason = serializers.CharField(max_length=300)


class PaperReasonSerializer(serializers.Serializer):
    """A reason, published with the account of the sheets."""

    reason = serializers.CharField(max_length=500)


class PhotoSerializer(serializers.Serializer):
    """A photograph of the batch, or of one sheet."""

    image = serializers.FileField()
    serial = serializers.CharField(max_length=60, allow_blank=True, default="")


class PhotoShownSerializer(serializers.Serializer):
    """A photograph that is kept."""

    id = serializers.IntegerField()
    sha256 = serializers.CharField()


class KeyedSerializer(serializers.Serializer):
    """A sheet as somebody keyed it."""

    id = serializers.IntegerField()
    serial = serializers.CharField()
    line = serializers.CharField()
    void = serializers.CharField()


class ReadingSerializer(serializers.Serializer):
    """A reading of a sheet."""

    line = serializers.CharField()
    void = serializers.CharField()


class ComparedSerializer(serializers.Serializer):
    """A sheet in its two readings."""

    serial = serializers.CharField()
    differs = serializers.BooleanField()
    is_open = serializers.BooleanField()
    first = ReadingSerializer(allow_null=True)
    second = ReadingSerializer(allow_null=True)
    settled = ReadingSerializer(allow_null=True)


class PaperBatchSerializer(serializers.Serializer):
    """A batch of paper ballots. `first_keyer`, `second_keyer`: ids of officials."""

    number = serializers.IntegerField()
    station = serializers.IntegerField()
    day = serializers.DateField()
    size = serializers.IntegerField()
    state = serializers.ChoiceField(choices=BatchState.choices)
    is_quarantined = serializers.BooleanField()
    first_keyer = serializers.IntegerField(allow_null=True)
    second_keyer = serializers.IntegerField(allow_null=True)
    first_done = serializers.BooleanField()
    second_done = serializers.BooleanField()
    accepted_at = serializers.DateTimeField(allow_null=True)


class PaperBatchDetailSerializer(PaperBatchSerializer):
    """One batch; its sheets once both readings are finished."""

    sheets = ComparedSerializer(many=True)
    photos = PhotoShownSerializer(many=True)


class AcceptedSerializer(serializers.Serializer):
    """How many ballots of the batch are in the box."""

    ballots = serializers.IntegerField()


class PaperLineSerializer(serializers.Serializer):
    """One station on one day, in sheets. `missing`, `not_in_box`: the differences; below zero where there is more."""

    station = StationNameSerializer()
    day = serializers.DateField()
    issued = serializers.IntegerField()
    given_out = serializers.IntegerField()
    counted = serializers.IntegerField()
    set_aside = serializers.IntegerField()
    void = serializers.IntegerField()
    spoilt = serializers.IntegerField()
    unused = serializers.IntegerField()
    waiting = serializers.IntegerField()
    closed = serializers.BooleanField()
    missing = serializers.IntegerField()
    not_in_box = serializers.IntegerField()


class SetAsideSerializer(serializers.Serializer):
    """A batch that is or was set aside."""

    batch = serializers.IntegerField()
    reason = serializers.CharField()
    counts_again = serializers.BooleanField()


class PaperAccountSerializer(serializers.Serializer):
    """The newest account of every sheet; `made_at` is null before the first."""

    made_at = serializers.DateTimeField(allow_null=True)
    agrees = serializers.BooleanField()
    lines = PaperLineSerializer(many=True)
    set_aside = SetAsideSerializer(many=True)


def station(found: PollingStation) -> dict[str, Any]:
    """As `StationSerializer`."""
    texts = {
        name: {language: getattr(found, f"{name}_{language}") for language in LANGUAGES}
        for name in ("name", "hours", "access")
    }
    return texts | {"id": found.pk, "address": found.address, "is_step_free": found.is_step_free}


def shift(found: StationShift) -> dict[str, Any]:
    """As `ShiftShownSerializer`."""
    return {
        "id": found.pk,
        "officer": found.officer_id,
        "begins_at": _moment(found.begins_at),
        "ends_at": _moment(found.ends_at),
    }


def run(found: PrintRun) -> dict[str, Any]:
    """As `RunSerializer`. `found`: of `queries.runs`."""
    return {
        "id": found.pk,
        "area": found.area_id,
        "first": found.first,
        "last": found.last,
        "packed": found.packed,  # type: ignore[attr-defined]
        "times_printed": found.times_printed,
    }


def day(found: StationDay) -> dict[str, Any]:
    """As `DaySerializer`. `found`: of `queries.day_at_desk` or `queries.days`."""
    numbers = {
        str(state): getattr(found, f"{state}_sheets") for state in SheetState if state != SheetState.PRINTED
    }
    return numbers | {
        "id": found.pk,
        "station": found.station_id,
        "day": found.day.isoformat(),
        "closed_at": _moment(found.closed_at),
        "given_out": found.given_out,
        "taken": found.taken,  # type: ignore[attr-defined]
    }


def keyed(shelf: Shelf, election_id: int, found: KeyedSheet) -> dict[str, Any]:
    """As `KeyedSerializer`."""
    serial = serials.written(election_id, found.sheet.number)
    return {"id": found.pk, "serial": serial, **_reading(shelf, found)}


def _reading(shelf: Shelf, found: KeyedSheet) -> dict[str, str]:
    return {"line": lines.as_line(shelf, found.choices), "void": found.void}


def compared(shelf: Shelf, election_id: int, one: Compared) -> dict[str, Any]:
    """As `ComparedSerializer`."""
    return {
        "serial": serials.written(election_id, one.sheet.number),
        "differs": one.differs,
        "is_open": one.is_open,
        **{
            name: _reading(shelf, found) if (found := getattr(one, name)) else None
            for name in ("first", "second", "settled")
        },
    }


def batch(found: PaperBatch) -> dict[str, Any]:
    """As `PaperBatchSerializer`."""
    return {
        "number": found.number,
        "station": found.day.station_id,
        "day": found.day.day.isoformat(),
        "size": found.size,
        "state": found.state,
        "is_quarantined": found.is_quarantined,
        "first_keyer": found.first_keyer_id,
        "second_keyer": found.second_keyer_id,
        "first_done": found.first_done,
        "second_done": found.second_done,
        "accepted_at": _moment(found.accepted_at),
    }


def account(found: Account | None, aside: list[Quarantine]) -> dict[str, Any]:
    """As `PaperAccountSerializer`."""
    return {
        "made_at": _moment(found.made.made_at) if found else None,
        "agrees": found.agrees if found else False,
        "lines": [_line(line) for line in found.lines] if found else [],
        "set_aside": [
            {"batch": one.batch.number, "reason": one.reason, "counts_again": one.released_at is not None}
            for one in aside
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in Line.__dataclass_fields__},
        "missing": line.missing,
        "not_in_box": line.not_in_box,
    }


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
