"""What threads know about a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.accounts import personal
from commons.accounts.models import User


def _comments(person: User) -> list[Any]:
    found = person.comments.order_by("pk").values(
        "pk", "kind", "text", "language", "created_at", "hidden_reason"
    )
    return list(found)


def _convictions(person: User) -> list[Any]:
    return list(person.convictions.order_by("pk").values("comment", "created_at"))


def register() -> None:
    """Register comments; the database takes the author off when the account goes."""
    stays = _("Your comments stay, without your name, so that what others answered keeps its meaning.")
    personal.register(personal.PersonalData("comments", _comments, stays=stays))
    personal.register(personal.PersonalData("convincing arguments", _convictions))
