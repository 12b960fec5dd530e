"""Telling open pages that something changed."""


def publish(topic: str) -> None:
    """Announce after commit that `topic` (e.g. "turnout:kuvala-2026") changed."""
