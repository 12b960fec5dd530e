"""What forms and addresses bring: a number or an id, or nothing; the verbs refuse what is missing."""

from uuid import UUID, uuid4

from django.utils.translation import get_language


def number_of(typed: str) -> int | None:
    """A number of a row."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def uuid_of(typed: str) -> UUID:
    """The id that the page was made with; a new one where it was lost."""
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def reader_language() -> str:
    """The language of the page, two letters."""
    return (get_language() or "fi")[:2]
