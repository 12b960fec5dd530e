"""What threads know about a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.accounts import personal
from commons.accounts.models import User
from commons.deliberation.models import Standpoint


def _comments(person: User) -> list[Any]:
    found = person.comments.order_by("pk").values(
        "pk", "kind", "text", "language", "created_at", "hidden_reason"
    )
    return list(found)


def _convictions(person: User) -> list[Any]:
    return list(person.convictions.order_by("pk").values("comment", "created_at"))


def _statements(person: User) -> list[Any]:
    found = person.statements.order_by("pk")
    return list(found.values("pk", "text", "language", "created_at", "hidden_reason"))


def _answers(person: User) -> list[Any]:
    mine = Standpoint.objects.filter(participant__user=person, value__isnull=False).order_by("statement")
    return list(mine.values("statement", "statement__text", "value"))


def _corrections(person: User) -> list[Any]:
    found = person.corrections.order_by("pk")
    return list(found.values("thread", "text", "language", "state", "reason", "created_at", "answered_at"))


def register() -> None:
    """Register comments and statements; the database takes the author off, and answers back, when the account goes."""
    stays = _("Your comments stay, without your name, so that what others answered keeps its meaning.")
    personal.register(personal.PersonalData("comments", _comments, stays=stays))
    personal.register(personal.PersonalData("convincing arguments", _convictions))
    stays = _("Your statements stay, without your name: others have answered them.")
    personal.register(personal.PersonalData("statements", _statements, stays=stays))
    personal.register(personal.PersonalData("answers to statements", _answers))
    stays = _("What you corrected in summaries stays, without your name.")
    personal.register(personal.PersonalData("corrections of summaries", _corrections, stays=stays))
