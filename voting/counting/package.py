"""The recount package: everything that a published result can be checked with, in one ZIP file.

A package holds `manifest.json`, the files that it names with their SHA-256, and `SHA256SUMS`, which covers the manifest
too (`sha256sum -c SHA256SUMS` works where there is no Python). The same content always gives the same bytes: files in
the order of their names, stored without compression, dated 1 January 1980. `verify` packs again what it has read, so
that not even a byte between the files can differ unseen.

The manifest, a JSON object: `format` ("raati-recount/1"); `vote`: name of the year; `rules`: file of the frozen rules
and their SHA-256 (null for votes that have none); `lot`: `seed`, `commitment` (SHA-256 of the seed, published before
the vote; or empty), `source` (a public drawing; or empty); `receipts`: `file`, `counted`, `struck`, `excluded`;
`pots`: for each `pot`, `ballots` and `table` (files), `rule`, `version`, `options`, `input_hash`, `count` (ballots),
`selected`, `total_cost`; `files`: SHA-256 and bytes by name.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from voting.counting.election import Election
from voting.counting.pb import read
from voting.counting.problems import PbError
from voting.counting.rules import RULES, Progress, RuleError, count
from voting.counting.tally import input_hash

FORMAT: Final = "raati-recount/1"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
RECEIPT_STATES: Final = ("counted", "struck", "excluded")
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class PackageError(ValueError):
    """What is there cannot be read as a package at all."""


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def complete(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with the manifest, which gets their hashes, and `SHA256SUMS`."""
    listed = {name: {"sha256": sha256(data), "bytes": len(data)} for name, data in sorted(files.items())}
    text = json.dumps(
        {"format": FORMAT, **manifest, "files": listed}, ensure_ascii=False, indent=1, sort_keys=True
    )
    whole = {**files, MANIFEST: f"{text}\n".encode()}
    return {**whole, SUMS: _sums(whole)}


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as the bytes of a ZIP file, the same every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def unpack(source: Path) -> tuple[dict[str, bytes], bytes | None]:
    """The files of a package by name, and the bytes of the ZIP file; None instead of these for a folder.

    Raises `PackageError`, OSError.
    """
    if source.is_dir():
        names = [path for path in sorted(source.iterdir()) if path.is_file()]
        return {path.name: path.read_bytes() for path in names}, None
    data = source.read_bytes()
    return unpack_bytes(data), data


def unpack_bytes(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP file by name. Raises `PackageError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise PackageError(f"the ZIP file is damaged: {error}") from error


def verify(
    files: Mapping[str, bytes], packed: bytes | None = None, *, progress: Progress | None = None
) -> Iterator[str]:
    """Everything that is wrong, as sentences; nothing where the published result follows from the files.

    First whether each byte is the published one, then each pot counted again. Raises `PackageError` where there is no
    manifest that could be read.
    """
    manifest = _manifest(files)
    yield from _bytes(files, manifest, packed)
    yield from _rules(files, manifest)
    yield from _receipts(files, manifest)
    for pot in manifest.get("pots", ()):
        yield from _pot(files, manifest, pot, progress)


def manifest_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest. Raises `PackageError`."""
    return _manifest(files)


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        raise PackageError(f"there is no {MANIFEST} in it")
    try:
        found = json.loads(files[MANIFEST])
    except ValueError as error:
        raise PackageError(f"{MANIFEST} cannot be read: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise PackageError(f"{MANIFEST} is not of the format {FORMAT}")
    return found


def _bytes(files: Mapping[str, bytes], manifest: Mapping[str, Any], packed: bytes | None) -> Iterator[str]:
    listed = manifest.get("files", {})
    for name in sorted({*listed, *files} - {MANIFEST, SUMS}):
        if name not in files:
            yield f"{name} is missing"
        elif name not in listed:
            yield f"{name} does not belong to the package"
        elif sha256(files[name]) != listed[name].get("sha256"):
            yield f"{name} was changed: its SHA-256 is {sha256(files[name])}, not {listed[name].get('sha256')}"
    named = {name: files[name] for name in {*listed, MANIFEST} if name in files}
    if files.get(SUMS) != _sums(named):
        yield f"{SUMS} and {MANIFEST} do not agree: one of them was changed"
    if packed is not None and packed != pack(files):
        yield "the ZIP file is not as it was packed: bytes between its files were changed"


def _rules(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    rules = manifest.get("rules") or {}
    if rules and sha256(files.get(rules.get("file", ""), b"")) != rules.get("sha256"):
        yield f"{rules.get('file')} is not the text that was frozen when the vote was opened"
    lot = manifest.get("lot") or {}
    if lot.get("commitment") and sha256(str(lot.get("seed", "")).encode()) != lot["commitment"]:
        yield "the seed of the lot is not the one that was promised before the vote"


def _receipts(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    told = manifest.get("receipts")
    if not told or told.get("file") not in files:
        return
    rows = list(csv.reader(io.StringIO(files[told["file"]].decode("utf-8", "replace"))))[1:]
    found = {state: sum(row[1:] == [state] for row in rows) for state in RECEIPT_STATES}
    if found != {state: told.get(state) for state in RECEIPT_STATES}:
        yield f"{told['file']} holds other numbers of receipts than the manifest says: {found}"
    if len({row[0] for row in rows if row}) != len(rows):
        yield f"{told['file']} names a receipt twice"
    pots = manifest.get("pots", ())
    if len(pots) == 1 and found["counted"] != pots[0].get("count"):
        yield f"{found['counted']} receipts count, but {pots[0].get('count')} ballots were counted"


def _pot(
    files: Mapping[str, bytes], manifest: Mapping[str, Any], pot: Mapping[str, Any], progress: Progress | None
) -> Iterator[str]:
    name = str(pot.get("ballots"))
    try:
        election = read(files.get(name, b""))
    except PbError as error:
        yield f"{name} cannot be counted: {error}"
        return
    version = RULES[pot["rule"]].version if pot.get("rule") in RULES else None
    if version != pot.get("version"):
        yield f"{name}: this program has version {version} of the rule {pot.get('rule')}, not {pot.get('version')}"
        return
    yield from _table(files, pot, election)
    options = {key: value for key, value in pot.get("options", {}).items() if value is not None}
    try:
        outcome = count(election, rule=pot["rule"], progress=progress, **options)
    except (RuleError, TypeError) as error:
        yield f"{name} cannot be counted: {error}"
        return
    same = {
        "input_hash": outcome.input_hash,
        "selected": list(outcome.selected),
        "total_cost": str(outcome.as_dict()["total_cost"]),
        "count": len(election.ballots),
    }
    for key, found in same.items():
        if found != pot.get(key):
            yield f"{name}: counted again, {key} is {found}, not {pot.get(key)} as published"


def table(election: Election) -> bytes:
    """The ballots of a pot as CSV, a line a ballot: its number, the projects in the voter's order, points if any."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["ballot", "projects", *(["points"] if election.ballots.points is not None else [])])
    ids = [project.id for project in election.projects]
    for ballot in range(len(election.ballots)):
        given = election.ballots.given(ballot)
        row = [str(ballot + 1), " ".join(ids[place] for place in election.ballots.listed(ballot))]
        writer.writerow([*row, *([] if given is None else [" ".join(format(n, "f") for n in given)])])
    return out.getvalue().encode()


def _table(files: Mapping[str, bytes], pot: Mapping[str, Any], election: Election) -> Iterator[str]:
    name = pot.get("table")
    if name in files and files[str(name)] != table(election):
        yield f"{name} holds other ballots than {pot.get('ballots')}"


__all__ = [
    "FORMAT",
    "MANIFEST",
    "PackageError",
    "complete",
    "input_hash",
    "manifest_of",
    "pack",
    "sha256",
    "table",
    "unpack",
    "unpack_bytes",
    "verify",
]
