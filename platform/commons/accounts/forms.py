"""The two forms of signing in, in plain words and with limits that hold across server processes."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
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
