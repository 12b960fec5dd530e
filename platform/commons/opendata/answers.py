"""A file as an answer: with its fingerprint and day, and nothing sent to who has it already."""

from collections.abc import AsyncIterator, Iterator
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from commons.opendata import editions, files
from commons.opendata.datasets import Dataset

PIECE = 64 * 1024


def file_answer(request: HttpRequest, dataset: Dataset, ending: str) -> HttpResponseBase:
    """The file in a format, or 304."""
    edition = editions.current(dataset)
    etag = quote_etag(f"{dataset.slug}-{ending}-{edition.digest[:32]}")
    when = int(edition.changed_at.timestamp())
    known = get_conditional_response(request, etag=etag, last_modified=when)
    response: HttpResponseBase
    if known is not None:
        response = known
    elif request.method == "HEAD":
        response = HttpResponse(content_type=files.MEDIA[ending])
    else:
        file, size = files.written(dataset, ending)
        editions.note_size(edition, ending, size)
        pieces = _pieces_async(file) if isinstance(request, ASGIRequest) else _pieces(file)
        response = StreamingHttpResponse(pieces, content_type=files.MEDIA[ending])
        response["Content-Length"] = str(size)
        response["Content-Disposition"] = f'attachment; filename="{dataset.slug}.{ending}"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(when)
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


async def _pieces_async(file: IO[bytes]) -> AsyncIterator[bytes]:
    """The server takes pieces without waiting for a thread each; a plain iterator it would gather whole."""
    try:
        while piece := await sync_to_async(file.read)(PIECE):
            yield piece
    finally:
        file.close()
