"""A progress bar for long counts, on a terminal only."""

import sys
import time
from types import TracebackType
from typing import Any, Self

PATIENCE = 0.5
"""Seconds before a bar is shown: most counts are done by then."""
STAGES = {"tally": "adding up", "count": "counting", "explain": "explaining"}


class Bar:
    """Called as `Progress` by the counting; draws nothing where standard error is no terminal."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.active = sys.stderr.isatty()
        self.begun = time.monotonic()
        self.bar: Any = None
        self.stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
            self.bar = None

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` are done; without a total, the number alone (an endowment reached)."""
        if not self.active or time.monotonic() - self.begun < PATIENCE:
            return
        if stage != self.stage or self.bar is None:
            from tqdm import tqdm

            self.close()
            self.stage = stage
            title = f"{self.name}: {STAGES.get(stage, stage)}"
            # Without a total it is an endowment of equal shares that was reached.
            shape = None if total else "{desc}: everybody has {n_fmt} [{elapsed}]"
            self.bar = tqdm(
                desc=title, total=total, leave=False, file=sys.stderr, initial=done, bar_format=shape
            )
        self.bar.n = done
        self.bar.refresh() if self.bar.total is None and done % 50 == 0 else self.bar.update(0)
