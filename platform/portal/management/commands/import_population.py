"""Take in how many people live in each area, by age, from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from commons.accounts.permissions import operator
from commons.places.domain import files
from portal.management.files import read, shown


class Command(BaseCommand):
    """`import_population FILE.csv`: replaces the figures of the areas and years in the file, or nothing."""

    help = (
        "Take in population by age band from a CSV file with the columns area (slug or path), year, age_min, "
        "age_max (empty: and older) and persons. Figures of the same area and year are replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import and sum up."""
        with shown(file):
            count = files.import_population(actor=operator(), text=read(file))
        self.stdout.write(f"{count} figures taken in.")
