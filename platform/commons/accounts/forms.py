"""The forms of signing in, in plain words; those that mail a code have limits that hold across server processes."""

from typing import Any

from allauth.account.forms import ChangeEmailForm, ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.socialaccount.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commons.accounts.adapters import AccountAdapter, address_of
from commons.http import rate

QUARTER = 15 * 60
CODES_PER_ADDRESS = 5
CODES_PER_NETWORK = 60
"""Within a quarter of an hour. Whole libraries and schools share one network address."""


class AskForCode(RequestLoginCodeForm):
    """Where the code shall be sent. Says the same whether or not the address has an account."""

    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("We send you a code. No password is needed, and the address is not shown to anybody."),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )

    def clean_email(self) -> str:
        """The address in lower case, unless too many codes were asked for."""
        email = self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        if not (
            rate.allow(f"code to {email}", CODES_PER_ADDRESS, QUARTER)
            and rate.allow(f"codes from {address_of(context.request)}", CODES_PER_NETWORK, QUARTER)
        ):
            raise ValidationError(AccountAdapter.error_messages["too_many_login_attempts"], code="too_many")
        return str(super().clean_email())


class GiveCode(ConfirmLoginCodeForm):
    """The code from the mail; spaces and dashes do not matter."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "Six digits. The mail may take a minute; look into the spam folder too."
        )


def _code_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class ActivateSecondStep(ActivateTOTPForm):
    """The first code of the app, which shows that the picture was read."""

    code = _code_field(_("Six digits from the app"))


class GiveSecondStep(AuthenticateForm):
    """The app's code or a spare one."""

    code = _code_field(_("Code from the app, or a spare code"))


class ShowItIsYou(ReauthenticateForm):
    """The same, before something that protects the account is changed."""

    code = _code_field(_("Code from the app, or a spare code"))


def _address_field(label: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class ChangeAddress(ChangeEmailForm):
    """Where the person wants to be written to from now on."""

    email = _address_field(_("New mail address"))


class TellAddress(SignupForm):
    """For people whose identity service told no mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address_field(_("Your mail address"))
