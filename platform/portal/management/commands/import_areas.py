"""Take in the town's areas from a GeoJSON file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from commons.accounts.permissions import operator
from commons.places.domain import files
from portal.management.files import read, shown


class Command(BaseCommand):
    """`import_areas FILE.geojson`: makes and renews areas and their outlines, or changes nothing and says why."""

    help = (
        "Take in areas from a GeoJSON FeatureCollection in WGS 84. Properties: slug, name or name_fi, name_sv, "
        "name_en, and parent (the slug of another feature or the path of an area). Nothing is deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import and sum up."""
        with shown(file):
            taken = files.import_areas(actor=operator(), text=read(file))
        self.stdout.write(f"{len(taken.made)} areas made, {len(taken.changed)} renewed.")
        for path in taken.repaired:
            self.stdout.write(
                f"The outline of {path} crossed itself and was put right: look at it on the map."
            )
