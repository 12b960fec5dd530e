"""What moderation knows about a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.accounts import personal
from commons.accounts.models import User
from commons.moderation.models import Appeal, Report


def _cases(person: User) -> list[Any]:
    return list(
        person.moderation_cases.order_by("pk").values("kind", "target", "state", "reason", "looked_at")
    )


def _reports(person: User) -> list[Any]:
    return list(Report.objects.filter(reporter=person).order_by("pk").values("case", "reason", "made_at"))


def _appeals(person: User) -> list[Any]:
    return list(
        Appeal.objects.filter(case__author=person).order_by("pk").values("text", "made_at", "is_granted")
    )


def register() -> None:
    """Register cases, reports and appeals; the database takes the person off when the account goes."""
    stays = _("What was decided stays, without your name, so that decisions can be checked.")
    personal.register(personal.PersonalData("moderation", _cases, stays=stays))
    personal.register(personal.PersonalData("reports", _reports))
    personal.register(personal.PersonalData("appeals", _appeals))
