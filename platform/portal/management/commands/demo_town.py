"""Fill the database with a fictional town."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import town


class Command(BaseCommand):
    """`manage.py demo_town`: does nothing where the town stands already."""

    help = "Fill the database with Kuvala, a fictional town: three budget years, residents, officials, voting codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do with a database that holds something."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--reset", action="store_true", help="throw everything in the database away first"
        )
        choice.add_argument(
            "--if-empty", action="store_true", help="leave a database that holds anything as it is"
        )

    def handle(self, *args: Any, reset: bool, if_empty: bool, **options: Any) -> None:
        """Build, or say why not."""
        if not settings.RAATI_DEMO:
            raise CommandError("This is a real town (RAATI_DEMO is off); nothing was changed.")
        if reset:
            self.stdout.write("Clearing the database …")
            town.clear()
        elif town.is_built():
            self.stdout.write("The demo town stands already. --reset builds it anew, dated from today.")
            return
        elif not town.is_empty():
            if if_empty:
                self.stdout.write("The database holds something; no demo town is added to it.")
                return
            raise CommandError("The database holds something already. --reset throws it away first.")
        self.stdout.write("Building Kuvala, the demo town …")
        town.build(self.stdout.write)
        self.stdout.write("Kuvala is ready.")
