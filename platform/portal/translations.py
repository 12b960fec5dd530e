"""Catalogues of texts without the gettext programs: extracting, compiling, and finding what is missing.

English is the language of the sources; every other language of the settings has one catalogue per part of the tree.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils import translation
from django.utils.translation.template import templatize

LANGUAGES = ("fi", "sv")
SERVICES = ("platform/portal", "proposals", "voting", "hearings")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NAMED = re.compile(r"%\((\w+)\)s|\{(\w*)\}")


@dataclass(frozen=True)
class Part:
    """A part of the tree with catalogues of its own in `folder/locale`."""

    folder: Path

    def catalogue(self, language: str) -> Path:
        """Where the texts of `language` are."""
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"


def parts(root: Path) -> list[Part]:
    """All parts, in a fixed order."""
    commons = sorted(
        folder for folder in (root / "platform" / "commons").iterdir() if (folder / "__init__.py").exists()
    )
    return [Part(folder) for folder in (*commons, *(root / name for name in SERVICES))]


def texts(part: Part) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """`(msgid, context)` of every text to translate in the Python files and templates of a part."""
    for path in sorted(part.folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source, keywords = path.read_bytes(), KEYWORDS
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # The extractor reads Python, in which the layout of a template would be wrong indentation.
            lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
            source = "\n".join(line.strip() for line in lines).encode()
            keywords = KEYWORDS
        else:
            continue
        for _line, message, _comments, context in extract(
            "python", BytesIO(source), keywords=keywords, options={"encoding": "utf-8"}
        ):
            first = message if isinstance(message, str) else message[0]
            if first:
                yield message, context


def read(path: Path, language: str) -> Catalog:
    """The catalogue at `path`, or an empty one."""
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update(part: Part, language: str) -> int:
    """Bring the catalogue up to date with the sources; translations still in use stay. The number missing."""
    path = part.catalogue(language)
    known = read(path, language)
    fresh = Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False)
    for message, context in texts(part):
        if isinstance(message, str):
            if fresh.get(message, context) is None:
                old = known.get(message, context)
                fresh.add(message, old.string if old and isinstance(old.id, str) else "", context=context)
        else:
            old = known.get(message[0], context)
            translated = old.string if old and not isinstance(old.id, str) else ""
            existing = fresh.get(message[0], context)
            if existing is not None and isinstance(existing.id, str):
                fresh.delete(message[0], context)
            if fresh.get(message[0], context) is None:
                fresh.add(message, translated, context=context)
    count = sum(1 for _ in fresh)
    if count <= 1 and not path.exists():
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    output = BytesIO()
    write_po(output, fresh, no_location=True, omit_header=False, sort_output=True, width=110)
    lines = output.getvalue().decode().splitlines()
    kept = [
        line
        for line in lines
        if not line.startswith(
            (
                '"POT-Creation',
                '"PO-Revision',
                '"Generated-By',
                '"Last-Trans',
                '"Language-Team',
                '"Report-Msgid',
                '"Project-Id',
                "#",
            )
        )
    ]
    path.write_text("\n".join(kept).strip() + "\n", encoding="utf-8")
    return len(problems(part, language))


def compile_all(root: Path) -> int:
    """Write the binary catalogue beside each one that is newer than it; gives how many were written."""
    written = 0
    for part in parts(root):
        for language in LANGUAGES:
            source = part.catalogue(language)
            target = source.with_suffix(".mo")
            if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
                continue
            fresh = target.with_name(f"{os.getpid()}.mo")  # others may be compiling at the same time
            with fresh.open("wb") as file:
                write_mo(file, read(source, language))
            fresh.replace(target)
            written += 1
    return written


def problems(part: Part, language: str) -> list[str]:
    """What is missing or wrong in a catalogue, a line each: absent, empty, other placeholders, or no longer used."""
    catalogue = read(part.catalogue(language), language)
    found: list[str] = []
    wanted: set[tuple[str, str | None]] = set()
    for message, context in texts(part):
        first = message if isinstance(message, str) else message[0]
        if (first, context) in wanted and isinstance(message, str):
            continue
        wanted.add((first, context))
        entry = catalogue.get(first, context)
        if entry is None:
            found.append(f"not in the catalogue: {first!r}")
        elif wrong := _wrong(entry, plural=not isinstance(message, str)):
            found.append(f"{wrong}: {first!r}")
    for entry in catalogue:
        first = entry.id if isinstance(entry.id, str) else entry.id[0]
        if first and (first, entry.context) not in wanted:
            found.append(f"no longer used: {first!r}")
    return list(dict.fromkeys(found))


def overruled(part: Part, language: str) -> list[str]:
    """What readers see in other words than the part has, a line each: the first app with a text translates it for all.

    Two meanings of the same English words need a context each; one meaning needs one translation. Reads the compiled
    catalogues.
    """
    found: list[str] = []
    with translation.override(language):
        for entry in read(part.catalogue(language), language):
            if isinstance(entry.id, str) and entry.id:
                seen = (
                    translation.pgettext(entry.context, entry.id)
                    if entry.context
                    else translation.gettext(entry.id)
                )
                if seen != entry.string:
                    found.append(f"shown as {seen!r} by another app, give it a context: {entry.id!r}")
    return found


def _wrong(entry: Message, *, plural: bool) -> str:
    if entry.fuzzy:
        return "marked as uncertain"
    strings = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
    if not all(strings) or (plural and len(strings) < 2):
        return "not translated"
    ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    allowed = {match.group(0) for text in ids for match in NAMED.finditer(text)}
    needed = {match.group(0) for match in NAMED.finditer(ids[-1])}
    used = {match.group(0) for match in NAMED.finditer(strings[-1])}
    if not used <= allowed or needed - used:
        return f"other placeholders ({', '.join(sorted(needed ^ used))})"
    return ""
