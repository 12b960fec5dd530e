"""Rows of the grid of the API, as arguments of its `Row`: letters that the author's address did not take."""

from typing import Any

from django.utils import timezone

from proposals.models import Letter, LetterKind
from tests.portal.api_world import SECRET, World


def letters(world: World) -> list[tuple[Any, ...]]:
    """Of the submitted proposal, for those who review it."""
    told = {"kind": LetterKind.UPHELD, "language": "fi", "body": SECRET, "refused_at": timezone.now()}
    letter, _is_new = Letter.objects.get_or_create(
        proposal=world.submitted, subject="Kirje paperilla", defaults=told
    )
    return [
        ("GET", "api-letters-undelivered", "---++----"),
        ("PUT", "api-letter-on-paper", "---++----", {"pk": letter.pk}, {"day": None}),
        ("DELETE", "api-letter-on-paper", "---++----", {"pk": letter.pk}),
    ]
