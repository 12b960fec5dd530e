"""Everything to check a published result with, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from voting.domain import recount_package

KINDS = {"pb": "text/plain", "csv": "text/csv", "json": "application/json", "txt": "text/plain"}


@require_safe
def package(request: HttpRequest, slug: str) -> HttpResponse:
    """The ZIP file as it was published."""
    found = recount_package.published(request.user, slug)
    return _file(f"{slug}-recount.zip", "application/zip", bytes(found.data), found.sha256)


@require_safe
def package_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One file of it."""
    data = recount_package.file_of(request.user, slug, name)
    kind = KINDS.get(name.rpartition(".")[2], "text/plain")
    return _file(name, f"{kind}; charset=utf-8", data)


def _file(name: str, kind: str, data: bytes, tag: str = "") -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} | (
        {"ETag": f'"{tag}"'} if tag else {}
    )
    return HttpResponse(data, content_type=kind, headers=headers)
