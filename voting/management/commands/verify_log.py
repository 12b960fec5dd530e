"""`manage.py verify_log`: is what officials did in the votes still written as it was?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons.audit.domain import chain
from commons.audit.models import Book
from voting.domain.acts import book_of
from voting.models import Election


class Command(BaseCommand):
    """Reckons every hash again. Exit code 1 and the first broken link of each book where one is not whole."""

    help = "Looks the books of acts over. Exit code 1 names the first link that is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which book; all without any."""
        parser.add_argument(
            "--election", metavar="YEAR", help="identifier of the budget year, as in addresses"
        )
        parser.add_argument("--file", type=Path, help="a published log.csv, instead of the database")
        parser.add_argument("--head", help="the hash that was published: it must be in the book")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each book."""
        found = self._looked(options)
        for looked in found:
            whole = "whole" if looked.broken is None else "BROKEN"
            self.stdout.write(f"{looked.book}: {looked.length} links, head {looked.head}, {whole}")
        broken = [str(looked.broken) for looked in found if looked.broken]
        if broken:
            raise CommandError("\n".join(broken))
        if options["head"] and not any(self._has(looked, options) for looked in found):
            raise CommandError(f"No link has the hash {options['head']}: the book was written anew.")

    def _looked(self, options: dict[str, Any]) -> list[chain.Looked]:
        if options["file"]:
            try:
                return [chain.check_file(options["file"].read_text("utf-8"))]
            except (OSError, ValueError) as error:
                raise CommandError(f"{options['file']}: {error}") from error
        names = list(Book.objects.order_by("pk").values_list("pk", flat=True))
        if options["election"]:
            election = Election.objects.filter(cycle__slug=options["election"]).first()
            if election is None:
                raise CommandError(f"There is no vote of the year {options['election']}.")
            names = [book_of(election)]
        return [chain.check_book(name) for name in names]

    def _has(self, looked: chain.Looked, options: dict[str, Any]) -> bool:
        if looked.head == options["head"]:
            return True
        if options["file"]:
            return f",{options['head']}\n" in options["file"].read_text("utf-8")
        return any(row["hash"] == options["head"] for row in chain.rows_of(looked.book))
