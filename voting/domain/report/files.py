"""The files of a report: written once of the same figures, then read from storage."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from voting.domain.report import pdf, sheet
from voting.domain.report.stored import Kept
from voting.domain.report.tree import read
from voting.models import Election, ReportFile, StoredReport

Write = Callable[[Kept], bytes]
WRITE: Mapping[str, Write] = {
    "pdf": lambda kept: pdf.pdf(kept.report, kept.charts),
    "xlsx": lambda kept: sheet.workbook(kept.report),
}


def file_of(kept: Kept, ending: str) -> ReportFile:
    """The file ("pdf" or "xlsx") with its bytes and the hash of what it was written of."""
    digest = digest_of(kept)
    known = ReportFile.objects.filter(report=kept.row, ending=ending, digest=digest).first()
    if known:
        return known
    written = {"digest": digest, "content": WRITE[ending](kept)}
    made, _is_new = ReportFile.objects.update_or_create(report=kept.row, ending=ending, defaults=written)
    return made


def write_pdfs(election: Election) -> None:
    """Write the PDF of each stored report of a vote that is not written yet."""
    for row in StoredReport.objects.filter(election=election):
        file_of(Kept(row, read(row.tree)), "pdf")


def digest_of(kept: Kept) -> str:
    """SHA-256 (hex) of the figures, of how they are written and of where their links lead."""
    figures = json.dumps(kept.row.tree, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_writing()}\n{settings.SITE_URL}\n{figures}".encode()).hexdigest()


@cache
def _writing() -> str:
    """A mark of the programs that write: another layout is another file."""
    written = (pdf.TEMPLATE.read_bytes(), *(_source(module) for module in (pdf, sheet)))
    return hashlib.sha256(b"\n".join(written)).hexdigest()


def _source(module: object) -> bytes:
    return Path(str(getattr(module, "__file__", ""))).read_bytes()
