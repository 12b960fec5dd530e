"""What the mails know about a person."""

from typing import Any

from commons.accounts import personal
from commons.accounts.models import User
from commons.followup.models import MailChoice, Watch


def _choices(person: User) -> list[Any]:
    return list(MailChoice.objects.filter(user=person).values("rhythm"))


def _watches(person: User) -> list[Any]:
    return list(Watch.objects.filter(user=person).order_by("pk").values("tag"))


def register() -> None:
    """Register how often and of what a person hears; both go with the account."""
    personal.register(personal.PersonalData("mails", _choices))
    personal.register(personal.PersonalData("watches", _watches))
