"""Print the ways into the demo town."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import access, town


class Command(BaseCommand):
    """`manage.py demo_access`: JSON with sign-in links by role and unused voting codes."""

    help = "Print sign-in links for every role and unused voting codes of the demo town, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the server is."""
        parser.add_argument("--address", default=settings.SITE_URL, help="begin the links with this address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Print, or say why not."""
        if not settings.RAATI_DEMO:
            raise CommandError("This is a real town (RAATI_DEMO is off); it has no such links.")
        if not town.is_built():
            raise CommandError("There is no demo town in this database: manage.py demo_town")
        self.stdout.write(json.dumps(access.ways_in(address.rstrip("/")), ensure_ascii=False, indent=1))
