"""Load a real election from a Pabulib file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from commons.accounts.permissions import operator
from commons.texts.amounts import money_text, number_text
from voting.counting import RULES
from voting.domain.pb_import import PbRefused, import_pb
from voting.domain.results import envelope_results
from voting.models import Election


class Bars:
    """One progress bar per stage of the import, on a terminal."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown
        self.stage = ""
        self.bar: tqdm[Any] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of `stage` to `done` of `total`; nothing to draw where nobody knows the total."""
        if not total:
            return
        if stage != self.stage:
            self.close()
            self.stage = stage
            self.bar = tqdm(total=total, desc=stage, disable=not self.shown, leave=True)
        if self.bar is not None:
            self.bar.update(done - self.bar.n)

    def close(self) -> None:
        """End the current bar."""
        if self.bar is not None:
            self.bar.close()


class Command(BaseCommand):
    """`import_pb FILE.pb [--publish]`: a complete, counted budget year, or nothing and the reason."""

    help = "Make a complete, counted budget year out of a .pb file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, whether everybody may see the result, and the rule."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--publish", action="store_true", help="show the year and its result to everybody"
        )
        parser.add_argument(
            "--rule", choices=sorted(RULES), help="count by this rule instead of the file's own"
        )

    def handle(self, *args: Any, file: Path, publish: bool, rule: str | None, **options: Any) -> None:
        """Import and sum up."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        bars = Bars(shown=self.stderr.isatty())
        try:
            made = import_pb(
                actor=operator(),
                content=content,
                file_name=file.name,
                publish_result=publish,
                rule=rule,
                progress=bars,
            )
        except PbRefused as refusal:
            with translation.override("en"):  # as everything else that commands say
                lines = "\n".join(f"  {text}" for text in refusal.fields.get("file", []))
                words = f"{file.name}: {refusal.title}. {refusal.detail}\n{lines}"
            raise CommandError(words) from refusal
        finally:
            bars.close()
        self._sum_up(made.cycle.slug, made.projects, made.ballots)
        for problem in made.kept[:5]:
            self.stdout.write(f"  note: {problem.sentence()}")
        if len(made.kept) > 5:
            self.stdout.write(f"  note: and {len(made.kept) - 5} more")
        self.stdout.write(
            f"Result: /results/{made.cycle.slug}/" + ("" if publish else "  (not public yet: use --publish)")
        )

    def _sum_up(self, slug: str, projects: int, ballots: int) -> None:
        election = Election.objects.select_related("cycle").get(cycle__slug=slug)
        self.stdout.write(
            f"{election.cycle}: {number_text(projects)} projects, {number_text(ballots)} ballots"
        )
        for result in envelope_results(election):
            currency = election.cycle.currency
            self.stdout.write(
                f"  {result.count.rule}: {len(result.funded)} funded for {money_text(result.spent, currency)}"
                f" of {money_text(result.budget, currency)}"
            )
            if result.agreement and result.agreement.same is not None:
                same = "the same winners as" if result.agreement.same else "other winners than"
                self.stdout.write(f"  {same} the official result (rule {result.agreement.rule})")
