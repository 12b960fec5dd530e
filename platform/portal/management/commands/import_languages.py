"""Take in how many people of which first language live in each area, from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from commons.accounts.permissions import operator
from commons.places.domain import files
from portal.management.files import read, shown


class Command(BaseCommand):
    """`import_languages FILE.csv`: replaces the figures of the areas and years in the file, or nothing."""

    help = (
        "Take in people by first language from a CSV file with the columns area (slug or path), year, language "
        "(a code such as fi or sv, or other) and persons. Figures of the same area and year are replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import and sum up."""
        with shown(file):
            count = files.import_languages(actor=operator(), text=read(file))
        self.stdout.write(f"{count} figures taken in.")
