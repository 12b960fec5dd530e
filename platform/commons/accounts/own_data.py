"""What accounts themselves know about a person."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from commons.accounts import personal
from commons.accounts.models import RoleAssignment, User


def _account(person: User) -> dict[str, Any]:
    return {
        "email": person.email,
        "display_name": person.display_name,
        "language": person.language,
        "joined": person.date_joined,
        "last_sign_in": person.last_login,
        "mail_addresses": list(
            EmailAddress.objects.filter(user=person).values("email", "verified", "primary")
        ),
        "identities": list(
            SocialAccount.objects.filter(user=person).values("provider", "uid", "date_joined")
        ),
        "has_second_factor": Authenticator.objects.filter(user=person).exists(),
    }


def _roles(person: User) -> list[Any]:
    held = RoleAssignment.objects.filter(user=person).order_by("pk")
    return list(held.values("role", "area__slug", "service__slug", "granted_at", "ends_at"))


def register() -> None:
    """Register the account and its roles."""
    personal.register(personal.PersonalData("account", _account))
    personal.register(
        personal.PersonalData(
            "roles",
            _roles,
            stays=_("The history keeps which roles an official had, under a number instead of a name."),
        )
    )
