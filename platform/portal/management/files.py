"""Files given to commands: reading them, and telling line by line what is wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

from commons.places.domain.files import FileRefused

MOST_FAULTS = 50


def read(file: Path) -> str:
    """The text of a file in UTF-8, or in the encoding of older Windows programs."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


@contextmanager
def shown(file: Path) -> Iterator[None]:
    """Turn a refusal into a list of `file:line: reason`."""
    try:
        yield
    except FileRefused as refusal:
        lines = [f"{file}:{fault.line}: {fault.reason}" for fault in refusal.faults[:MOST_FAULTS]]
        if len(refusal.faults) > MOST_FAULTS:
            lines.append(f"… and {len(refusal.faults) - MOST_FAULTS} more")
        raise CommandError("\n".join([*lines, f"{refusal.title}. {refusal.detail}"])) from refusal
