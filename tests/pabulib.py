"""Where the real elections of Pabulib lie, beside the repository; never inside it."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "pabulib"
needed = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the Pabulib files are not at {FOLDER}")


def file(name: str) -> Path:
    """One election; skips the test, saying so, where the folder is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is absent")
    return path


def expected(rule: str) -> dict[str, dict[str, Any]]:
    """Expected outcomes of one rule by file name; empty where the folder is absent."""
    source = FOLDER / "expected.jsonl"
    if not source.exists():
        return {}
    rows = map(json.loads, source.read_text(encoding="utf-8").splitlines())
    return {row["file"]: row for row in rows if row["rule"] == rule}
