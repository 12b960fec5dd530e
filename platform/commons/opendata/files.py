"""Data sets as files: CSV, JSON, GeoJSON, line by line.

A file is written to the disk first and then sent: so the database is free while a slow reader fetches it, and neither
the number of rows nor of readers costs memory.
"""

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from commons.opendata.datasets import Dataset, Field, Kind, full, lines_of

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
}
IN_MEMORY = 256 * 1024
"""Bytes up to which a file stays in memory."""


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def written(dataset: Dataset, ending: str) -> tuple[IO[bytes], int]:
    """The file, ready to be read from its beginning, and its size in bytes."""
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    writers = {"csv": _csv, "json": _json, "geojson": _geojson}
    for piece in writers[ending](dataset):
        spool.write(piece.encode())
    size = spool.tell()
    spool.seek(0)
    return spool, size


def plain(field: Field, value: Any) -> Any:
    """A value as JSON has it: money and other decimals as text, so that nobody's float changes them."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return format(value, ".2f" if field.kind == Kind.MONEY else "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    return full(str(value)) if field.kind == Kind.ADDRESS else value


def _cell(field: Field, value: Any) -> str:
    told = plain(field, value)
    if told is None:
        return ""
    if isinstance(told, bool):
        return "1" if told else "0"
    # A number that is negative is no formula; everything that somebody wrote might be one.
    return str(told) if field.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY) else harmless(told)


def _csv(dataset: Dataset) -> Iterator[str]:
    fields = [(place, field) for place, field in enumerate(dataset.fields) if field.kind != Kind.GEOMETRY]
    text = io.StringIO()
    writer = csv.writer(text)

    def line(cells: list[str]) -> str:
        text.seek(0)
        text.truncate()
        writer.writerow(cells)
        return text.getvalue()

    yield "\ufeff" + line([field.name for _place, field in fields])
    for row in lines_of(dataset):
        yield line([_cell(field, row[place]) for place, field in fields])


def _named(dataset: Dataset, row: Any) -> dict[str, Any]:
    return {field.name: plain(field, value) for field, value in zip(dataset.fields, row, strict=True)}


def _head(dataset: Dataset) -> dict[str, Any]:
    from django.conf import settings

    return {
        "dataset": dataset.slug,
        "version": dataset.version,
        "licence": settings.RAATI_DATA_LICENCE["name"],
        "licence_url": settings.RAATI_DATA_LICENCE["url"],
        "dictionary": full(f"/data/{dataset.slug}/"),
    }


def _json(dataset: Dataset) -> Iterator[str]:
    head = json.dumps(_head(dataset), ensure_ascii=False)
    yield f'{head[:-1]}, "rows": ['
    for number, row in enumerate(lines_of(dataset)):
        yield ("\n" if number == 0 else ",\n") + json.dumps(_named(dataset, row), ensure_ascii=False)
    yield "\n]}\n"


def _geojson(dataset: Dataset) -> Iterator[str]:
    head = json.dumps({"type": "FeatureCollection", **_head(dataset)}, ensure_ascii=False)
    yield f'{head[:-1]}, "features": ['
    for number, row in enumerate(lines_of(dataset)):
        told = _named(dataset, row)
        feature = {
            "type": "Feature",
            "id": "/".join(str(told[field.name]) for field in dataset.fields[: dataset.key]),
            "geometry": _geometry(dataset, told),
            "properties": told,
        }
        yield ("\n" if number == 0 else ",\n") + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _geometry(dataset: Dataset, told: dict[str, Any]) -> Any:
    """The shape, or the point, or None where a row has no place."""
    if dataset.geometry:
        return told.pop(dataset.geometry)
    if dataset.point is None:
        return None
    latitude, longitude = (told[name] for name in dataset.point)
    return None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
