"""What an answer says, whatever it is made of: pages, JSON by value, documents, sheets, archives, names of files."""

import io
import json
import re
import zipfile
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from tests.portal.leaks.words import found_in

_BREAKS = re.compile(r"[\s\u00ad\u200b-]+")


def kinds_in(answer: Any) -> set[str]:
    """The kinds of planted text in its headers and its body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return found_in(headers) | found_in(text_of(body, answer.headers.get("Content-Type", "")))


def text_of(body: bytes, content_type: str = "") -> str:
    """All words of a body. Of an archive the names and all members; of a workbook every sheet, cell and comment."""
    if body.startswith(b"%PDF"):
        return _pdf(body)
    if body.startswith(b"PK\x03\x04"):
        return _archive(body)
    text = body.decode("utf-8", "replace")
    if "json" in content_type and body:
        return "\n".join(_values(json.loads(text)))
    return text


def _pdf(body: bytes) -> str:
    """Lines may break within a word; so the words are read without what parts them."""
    reader = PdfReader(io.BytesIO(body))
    said = "".join(page.extract_text() for page in reader.pages)
    return _BREAKS.sub("", said) + str(reader.metadata or "")


def _archive(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    found = [*members, *(text_of(one) for one in members.values())]
    return "\n".join([*found, _workbook(body)] if "xl/workbook.xml" in members else found)


def _workbook(body: bytes) -> str:
    book = load_workbook(io.BytesIO(body))
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows())
    return "\n".join(
        f"{cell.value} {cell.comment or ''}" for row in rows for cell in row if cell.value is not None
    )


def _values(value: Any) -> list[str]:
    """Every name and value of a JSON document, as text."""
    if isinstance(value, dict):
        return [*map(str, value), *(word for one in value.values() for word in _values(one))]
    if isinstance(value, list):
        return [word for one in value for word in _values(one)]
    return [str(value)]
