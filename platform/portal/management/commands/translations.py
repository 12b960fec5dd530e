"""Keep the Finnish and Swedish catalogues complete."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import translations


class Command(BaseCommand):
    """`--update [FOLDER…]` extracts, `--compile` makes the catalogues ready for use, `--check` fails on gaps."""

    help = "Extract (--update), compile (--compile) or check (--check) the texts in Finnish and Swedish."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three actions; folders narrow `--update` and `--check`."""
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--update", action="store_true")
        action.add_argument("--compile", action="store_true")
        action.add_argument("--check", action="store_true")
        parser.add_argument("folders", nargs="*", type=Path, help="parts, e.g. proposals platform/commons")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was found."""
        root: Path = settings.ROOT
        wanted = {folder.resolve() for folder in options["folders"]}
        chosen = [part for part in translations.parts(root) if not wanted or part.folder.resolve() in wanted]
        if wanted and len(chosen) < len(wanted):
            names = ", ".join(str(part.folder.relative_to(root)) for part in translations.parts(root))
            raise CommandError(f"The parts with catalogues of their own are: {names}")
        if options["compile"]:
            self.stdout.write(f"{translations.compile_all(root)} catalogues compiled.")
            return
        if options["check"]:
            translations.compile_all(root)
        missing = 0
        for part in chosen:
            for language in translations.LANGUAGES:
                if options["update"]:
                    translations.update(part, language)
                found = translations.problems(part, language)
                if options["check"]:
                    found += translations.overruled(part, language)
                missing += len(found)
                name = part.folder.relative_to(root)
                for line in found:
                    self.stdout.write(f"{name} {language}: {line}")
        if missing and options["check"]:
            raise CommandError(f"{missing} texts need work. Extract with --update, then translate.")
        self.stdout.write(f"{missing} texts need work." if missing else "Every text is translated.")
