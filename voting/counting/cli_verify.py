"""Commands for whoever does not want to believe: a published package counted again, and the lot drawn again."""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from voting.counting import package
from voting.counting.cli_progress import Bar
from voting.counting.pb import read
from voting.counting.problems import PbError
from voting.counting.tally import lot

DONE, FAILED = 0, 1


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Both commands."""
    one = commands.add_parser("verify", help="check a published package byte by byte and count it again")
    one.add_argument("package", metavar="PACKAGE", type=Path, help="the ZIP file, or a folder with its files")
    one.add_argument("--manifest", metavar="SHA256", help="what the result page says of manifest.json")
    one.add_argument("--format", choices=("json", "table"), default="table", help="default: table")
    one.set_defaults(run=run_verify)
    two = commands.add_parser("lot", help="draw the lot again: the order in which a seed puts the projects")
    two.add_argument("file", metavar="FILE", help=".pb file")
    two.add_argument("--seed", metavar="TEXT", required=True, help="the published seed")
    two.add_argument("--project", action="append", metavar="ID", help="only these projects (may be repeated)")
    two.set_defaults(run=run_lot)


def run_verify(options: argparse.Namespace) -> int:
    """0 where the published result follows from untouched files; 1, and every fault, where not."""
    try:
        files, packed = package.unpack(options.package)
        manifest = package.manifest_of(files)
        with Bar(options.package.name) as bar:
            wrong = list(package.verify(files, packed, progress=bar))
    except (package.PackageError, OSError) as error:
        print(f"error: {options.package}: {error}", file=sys.stderr)
        return FAILED
    found = package.sha256(files[package.MANIFEST])
    if options.manifest and options.manifest.strip().lower() != found:
        wrong.insert(0, f"{package.MANIFEST} is not the one that the result page names")
    if options.format == "json":
        print(json.dumps({"package": str(options.package), "manifest": found, "wrong": wrong}))
    else:
        _say(manifest, found, wrong, compared=bool(options.manifest))
    return FAILED if wrong else DONE


def _say(manifest: dict[str, object], found: str, wrong: list[str], *, compared: bool) -> None:
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    if wrong:
        print("This is NOT the published package, or its result does not follow from it.")
        return
    pots = manifest.get("pots")
    for pot in pots if isinstance(pots, list) else []:
        print(
            f"{pot['pot']}: {pot['count']} ballots, {len(pot['selected'])} funded for {pot['total_cost']}: same result"
        )
    print("Every byte is as it was packed, and counting again gives the published result.")
    if not compared:
        print(
            f"Compare with the result page, so that nobody has given you another package:\nmanifest.json {found}"
        )


def run_lot(options: argparse.Namespace) -> int:
    """A line a project, in the order of the lot: its place, its SHA-256, its id."""
    try:
        election = read(Path(options.file))
    except (PbError, OSError) as error:
        print(f"error: {options.file}: {error}", file=sys.stderr)
        return FAILED
    ids = [project.id for project in election.projects]
    wanted = set(options.project or ids)
    if wanted - set(ids):
        print(f"error: {options.file} has no project {sorted(wanted - set(ids))[0]!r}", file=sys.stderr)
        return 2
    places = lot(ids, options.seed)
    drawn = [ident for _place, ident in sorted(zip(places, ids, strict=True)) if ident in wanted]
    for number, ident in enumerate(drawn, 1):
        digest = hashlib.sha256(f"{options.seed}\n{ident}".encode()).hexdigest()
        print(f"{number}\t{digest}\t{ident}")
    return DONE
