"""`python -m tests.bench [NAME …] [--full]`: runs the named measurements, or all. Leaves 1 when one is too slow.

Options are for the measurements themselves: they look at `sys.argv`.
"""

import importlib
import sys
from pathlib import Path

KINDS = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if "\ndef run(" in path.read_text(encoding="utf-8")
)


def main(names: list[str]) -> int:
    """Each measurement is a module here with `run() -> bool`: prints, and says whether all is within its limits."""
    names = [name for name in names if not name.startswith("--")]
    unknown = set(names) - set(KINDS)
    if unknown:
        print(f"No such measurement: {', '.join(sorted(unknown))}. There are: {', '.join(KINDS)}.")
        return 2
    results = []
    for name in names or KINDS:
        print(f"== {name}")
        results.append(importlib.import_module(f"tests.bench.{name}").run())
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
