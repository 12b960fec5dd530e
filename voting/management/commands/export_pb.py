"""Write an election as `.pb`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from voting.domain.pb_export import as_pb
from voting.domain.results import selected_numbers
from voting.models import Election


class Command(BaseCommand):
    """`export_pb CYCLE [--envelope SLUG] [--output FILE]`: the file from which anybody can count again."""

    help = "Write the election of a budget year as .pb, one envelope a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which year, which envelope, and where to."""
        parser.add_argument("cycle", help="identifier of the budget year in addresses")
        parser.add_argument(
            "--envelope", default="", help="identifier of the envelope, where there are several"
        )
        parser.add_argument("--output", "-o", type=Path, help="file to write; else standard output")

    def handle(self, *args: Any, cycle: str, envelope: str, output: Path | None, **options: Any) -> None:
        """Find the one envelope and write it."""
        election = Election.objects.select_related("cycle").filter(cycle__slug=cycle).first()
        if election is None:
            known = ", ".join(Election.objects.values_list("cycle__slug", flat=True)) or "none"
            raise CommandError(f"There is no election {cycle!r}. Known: {known}")
        found = list(election.cycle.envelopes.filter(ballot_projects__election=election).distinct())
        chosen = [one for one in found if envelope in ("", one.slug)]
        if len(chosen) != 1:
            raise CommandError(
                f"Choose one with --envelope: {', '.join(one.slug for one in found) or 'there is none'}"
            )
        data = as_pb(election, chosen[0], selected=selected_numbers(election, chosen[0]))
        if output is None:
            sys.stdout.buffer.write(data)
            return
        output.write_bytes(data)
        self.stdout.write(f"{output}: {len(data)} bytes")
