"""What we want otherwise than django-allauth does it: mails, messages, new people, secrets at rest."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commons.accounts import greetings, mails
from commons.accounts.models import User
from commons.texts.translated import LANGUAGES

# What allauth wants to say, by its own template's name, in our words. What is not named is said by the page itself.
_SAID: dict[str, Any] = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/email_confirmed.txt": _("Your mail address is confirmed."),
    "account/messages/email_confirmation_failed.txt": _("This mail address belongs to another account."),
    "account/messages/primary_email_set.txt": _("From now on you sign in with the new address."),
    "account/messages/unverified_primary_email.txt": _("Confirm your mail address first."),
    "mfa/messages/totp_activated.txt": _("The second step of signing in is on."),
    "mfa/messages/totp_deactivated.txt": _("The second step of signing in is off."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "These are your new spare codes. The older ones stopped working."
    ),
    "socialaccount/messages/account_connected.txt": _("From now on you can sign in this way too."),
    "socialaccount/messages/account_connected_other.txt": _("This identity belongs to another account here."),
    "socialaccount/messages/account_connected_updated.txt": _("From now on you can sign in this way too."),
    "socialaccount/messages/account_disconnected.txt": _("This way of signing in was removed."),
}


def reader_language() -> str:
    """The language in which the reader has the pages: fi, sv or en."""
    language = (get_language() or LANGUAGES[0])[:2]
    return language if language in LANGUAGES else LANGUAGES[0]


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: nobody has a password, mails are ours and in the language of their reader."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the town if you think that it should not be."),
        "email_taken": _("This mail address belongs to another account. Sign in with it instead."),
        "incorrect_code": _("This is not the code in the newest mail. Look again, or have a new code sent."),
        "invalid_login": _("Signing in did not succeed. Try again."),
        "rate_limited": _("Too many tries in a short time. Wait a few minutes and try again."),
        "same_as_current": _("This is the address that you use now. Write the new one."),
        "too_many_login_attempts": _(
            "Too many tries in a short time. Wait a few minutes and ask for a new code."
        ),
        "unverified_primary_email": _("Confirm your mail address first."),
    }

    def new_user(self, request: HttpRequest) -> User:
        """Somebody who has not been here before, with the language of the page they came from."""
        # allauth writes the person into the session while they prove an address: no value may wait for the database.
        user = User(language=reader_language(), date_joined=timezone.now())
        user.set_unusable_password()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the mail that allauth names by a template of its own."""
        kind = template_prefix.rsplit("/", 1)[-1]
        person = User.objects.filter(email__iexact=email).only("language").first()
        # A code is read beside the page where it was asked for, every other mail whenever its reader reads mail.
        asked_here = "code" in context
        language = reader_language() if asked_here or person is None else person.language
        mails.send(kind, to=email, language=language, code=str(context.get("code", "")))

    def post_login(self, request: HttpRequest, user: Any, **rest: Any) -> HttpResponse:
        """Signed in: tell what they have to know."""
        response: HttpResponse = super().post_login(request, user, **rest)
        for words in greetings.for_person(user):
            messages.warning(request, str(words))
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened, unless the page says it."""
        words = message or str(_SAID.get(message_template or "", ""))
        if words:
            super().add_message(request, level, extra_tags=extra_tags, message=words)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The town's OpenID Connect provider. The name it knows stays unused: people choose how they are shown."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("This identity belongs to another account here. Sign in with that one."),
        "disconnect_last": _("You cannot remove the only way in."),
        "email_taken": _("There is an account with this mail address (%s). Sign in to it by a code first."),
    }


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor of officials: secrets are encrypted at rest with a key made from SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("While a second step is on, the mail address cannot be changed."),
        "cannot_delete_authenticator": _("The second step cannot be turned off."),
        "cannot_generate_recovery_codes": _("Set up the second step first; then you can get spare codes."),
        "incorrect_code": _("This code is not right. Wait for the next code of the app and type that."),
        "unverified_email": _("Confirm your mail address first."),
    }

    def get_totp_issuer(self) -> str:
        """What the app on the phone shows beside the code."""
        return str(settings.SITE_NAME)

    def encrypt(self, text: str) -> str:
        """`text`, readable only with the server's secret."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round; secrets made with an older key of SECRET_KEY_FALLBACKS are read too."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor:" + key.encode()).digest()))
            for key in keys
        ]
    )


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from, proxies that the town trusts taken off. For rate limits only."""
    return str(AccountAdapter(request).get_client_ip(request))
