"""People: coming in, what they tell about themselves, leaving."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts import mails, personal
from commons.accounts.domain import posting, queries
from commons.accounts.domain.errors import LastCoordinator
from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, SignInNeeded
from commons.texts.translated import LANGUAGES


@transaction.atomic
def join(*, email: str, language: str) -> User:
    """The account of a mail address that was just proved by a code; made if there is none."""
    person, _is_new = User.objects.get_or_create(
        email=email.strip().lower(), defaults={"language": language, "password": "!"}
    )
    address, _is_new = EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    if not address.verified:
        address.verified = address.primary = True
        address.save(update_fields=["verified", "primary"])
    return person


@transaction.atomic
def describe(*, actor: Actor, display_name: str | None = None, language: str | None = None) -> User:
    """Change how one is shown to others (up to 60 characters, may be empty) and the language of one's mails.

    None leaves a part as it is. Raises `Invalid`, `SignInNeeded`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    changed = []
    if display_name is not None:
        name = " ".join(display_name.split())
        if len(name) > 60 or any(not sign.isprintable() for sign in name):
            raise Invalid(fields={"display_name": [_("Use at most 60 letters, digits and signs.")]})
        if "@" in name:
            raise Invalid(
                fields={
                    "display_name": [_("Choose a name that is not a mail address: everybody can see it.")]
                }
            )
        if name and name.casefold() == actor.hidden_name.casefold():
            raise Invalid(
                fields={"display_name": [_("A moderator has hidden this name. Choose another one.")]}
            )
        actor.display_name = name
        changed.append("display_name")
    if language is not None:
        if language not in LANGUAGES:
            raise Invalid(fields={"language": [_("Choose one of the languages.")]})
        actor.language = language
        changed.append("language")
    actor.save(update_fields=changed)
    return actor


def try_address_again(*, actor: Actor) -> None:
    """Send mails to the actor's address again, although it refused one. Raises `SignInNeeded`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    posting.forget(actor.email)


@transaction.atomic
def erase(*, actor: Actor) -> None:
    """Erase the actor's own account at once and for good; public texts stay without their author.

    Raises `LastCoordinator`, `SignInNeeded`. A last mail confirms it.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    person = User.objects.select_for_update().get(pk=actor.pk)
    if queries.is_last_coordinator(person):
        raise LastCoordinator
    email, language = person.email, person.language
    personal.erase(person)
    person.delete()
    posting.forget(email)
    transaction.on_commit(lambda: mails.send("account_erased", to=email, language=language), robust=True)
