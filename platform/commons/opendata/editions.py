"""What a data set holds now: its fingerprint, when it was last different, how large its files are."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from commons.opendata import datasets
from commons.opendata.datasets import Dataset
from commons.opendata.files import plain, written
from commons.opendata.models import Edition

_SUM = "SELECT count(*), coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) FROM ({rows}) r"
"""Numbers a row each, summed: the database finds a change without sending or sorting anything."""


def digest_of(dataset: Dataset) -> tuple[str, int]:
    """A fingerprint of all values and of the format, and the number of rows. One query for what is a queryset."""
    found = dataset.rows()
    told, rows = _of_queryset(dataset, found) if isinstance(found, QuerySet) else _of_lines(dataset, found)
    names = [f"{field.name} {field.kind}" for field in dataset.fields]
    return hashlib.sha256(json.dumps([dataset.slug, dataset.version, names, told]).encode()).hexdigest(), rows


def _of_queryset(dataset: Dataset, found: QuerySet[Any, Any]) -> tuple[str, int]:
    try:
        sql, params = datasets.columns(dataset, found).order_by().query.sql_with_params()
    except EmptyResultSet:
        return "0", 0
    with connection.cursor() as cursor:
        cursor.execute(_SUM.format(rows=sql), params)
        rows, total = cursor.fetchone()
    return f"{rows} {total}", rows


def _of_lines(dataset: Dataset, found: Iterable[datasets.Line]) -> tuple[str, int]:
    told, rows = hashlib.sha256(), 0
    for line in found:
        cells = [plain(field, value) for field, value in zip(dataset.fields, line, strict=True)]
        told.update(json.dumps(cells, ensure_ascii=False).encode() + b"\n")
        rows += 1
    return told.hexdigest(), rows


def current(dataset: Dataset) -> Edition:
    """The edition of now; a new one where something differs from the last that was seen."""
    digest, rows = digest_of(dataset)
    known = Edition.objects.filter(dataset=dataset.slug).first()
    if known is not None and known.digest == digest:
        return known
    Edition.objects.update_or_create(
        dataset=dataset.slug, defaults={"digest": digest, "rows": rows, "sizes": {}, "changed_at": Now()}
    )
    return Edition.objects.get(dataset=dataset.slug)


def note_size(edition: Edition, ending: str, size: int) -> None:
    """Keep how large a file was, unless it is known."""
    if edition.sizes.get(ending) != size:
        edition.sizes[ending] = size
        Edition.objects.filter(dataset=edition.dataset, digest=edition.digest).update(sizes=edition.sizes)


def look() -> None:
    """Bring the editions of all data sets up to date, with the sizes of their files. For the worker."""
    for dataset in datasets.every():
        edition = current(dataset)
        for ending in dataset.formats:
            if ending not in edition.sizes:
                file, size = written(dataset, ending)
                file.close()
                note_size(edition, ending, size)
