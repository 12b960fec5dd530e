"""The mails about accounts, each in its reader's language, as text and HTML."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.domain import posting

CODE_HEADER = "X-Raati-Code"


@dataclass(frozen=True)
class Letter:
    """What a mail says: a subject and paragraphs. A code, where there is one, stands large after the first."""

    subject: str | Promise
    paragraphs: list[str | Promise] = field(default_factory=list)


NOT_YOU = _("If this was not you, answer this mail or write to the town.")

LETTERS: dict[str, Letter] = {
    "login_code": Letter(
        _("Your sign-in code is %(code)s"),
        [
            _("Type this code on the page where you were signing in. It works for 15 minutes."),
            _("If you did not ask for a code, you need not do anything. Give the code to nobody."),
        ],
    ),
    "email_confirmation": Letter(
        _("Confirm your mail address with the code %(code)s"),
        [
            _("Type this code on the page that asks for it. It works for 15 minutes."),
            _("If you did not ask for a code, you need not do anything. Give the code to nobody."),
        ],
    ),
    "account_already_exists": Letter(
        _("You already have an account"),
        [
            _(
                "Somebody, probably you, wanted to make an account with this address. "
                "Sign in with it: no password is needed."
            )
        ],
    ),
    "unknown_account": Letter(
        _("There is no account with this address"),
        [
            _(
                "Somebody, probably you, wanted to sign in with this address. "
                "Try again with the address you used before."
            )
        ],
    ),
    "email_changed": Letter(
        _("Your mail address was changed"), [_("From now on you sign in with another mail address."), NOT_YOU]
    ),
    "email_confirm": Letter(
        _("Your mail address is confirmed"), [_("You can sign in with this address now."), NOT_YOU]
    ),
    "email_deleted": Letter(
        _("A mail address was removed"), [_("This address can no longer be used to sign in."), NOT_YOU]
    ),
    "totp_activated": Letter(
        _("The second step of signing in is on"),
        [_("From now on signing in asks for a code from the app on your phone as well."), NOT_YOU],
    ),
    "totp_deactivated": Letter(
        _("The second step of signing in was turned off"),
        [_("Signing in no longer asks for a code from an app."), NOT_YOU],
    ),
    "recovery_codes_generated": Letter(
        _("You have new spare codes"), [_("The spare codes that you had before no longer work."), NOT_YOU]
    ),
    "account_connected": Letter(
        _("Another way to sign in was added"),
        [_("You can sign in with the identity service that you connected."), NOT_YOU],
    ),
    "account_disconnected": Letter(
        _("A way to sign in was removed"),
        [_("The identity service was disconnected from your account."), NOT_YOU],
    ),
    "role_given": Letter(
        _("You have a task in participatory budgeting"),
        [
            _("You were given the role: %(role)s."),
            _("Sign in with this mail address and open the officials' desk."),
        ],
    ),
    "role_taken": Letter(
        _("A task of yours has ended"), [_("You no longer have the role: %(role)s."), NOT_YOU]
    ),
    "account_erased": Letter(
        _("Your account was erased"),
        [
            _("Your mail address, your name and your settings are gone."),
            _("What you wrote in public stays, without your name. This is the last mail about your account."),
        ],
    ),
}
# The first mail to somebody who came through an identity service is another one for allauth, not for its reader.
LETTERS["email_confirmation_signup"] = LETTERS["email_confirmation"]


def send(kind: str, *, to: str, language: str, code: str = "", **words: str | Promise) -> None:
    """Send the letter `kind`, in `language`. `words` fill the places in its texts.

    What somebody waits for in front of a page (a code) is tried at every address. Raises `AddressTakesNoMail` for it.
    """
    letter = LETTERS[kind]
    with translation.override(language):
        filled = {name: str(word) for name, word in words.items()} | {"code": code}
        subject = str(letter.subject) % filled
        content = {
            "subject": subject,
            "paragraphs": [str(text) % filled for text in letter.paragraphs],
            "code": code,
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": language,
        }
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("accounts/mail/letter.txt", content),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            headers={"Content-Language": language, "Auto-Submitted": "auto-generated"}
            | ({CODE_HEADER: code} if code else {}),
        )
        mail.attach_alternative(render_to_string("accounts/mail/letter.html", content), "text/html")
    if code:
        posting.post_now(mail)
    else:
        posting.post(mail)
