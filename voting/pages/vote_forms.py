"""What voters type: a code, an address, and the choices of a ballot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal
from voting.domain.ballot_form import Choice, Form, Pot
from voting.models import BallotKind

LONGEST_NUMBER = 9


class CodeForm(forms.Form):
    """The code of the letter. What is wrong with it, the verb says."""

    code = forms.CharField(
        label=_("Code from your letter"),
        help_text=_(
            "16 characters in four groups. Capitals, spaces and hyphens do not matter, nor whether you type O or 0."
        ),
        max_length=200,
        error_messages={"required": _("Type the 16 characters of your letter.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of the verb at the field."""
        self.add_error("code", f"{refusal.title}. {refusal.detail}")


class MailForm(forms.Form):
    """Where the receipt is sent."""

    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("Used for this one mail and not stored."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class ReceiptForm(forms.Form):
    """A receipt to look for."""

    receipt = forms.CharField(
        label=_("Receipt"),
        help_text=_("12 characters in three groups, as on your receipt."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )


@dataclass(frozen=True)
class Typed:
    """Choices as they were sent. `unreadable`: by project, what is no whole number, as it was typed."""

    choices: list[Choice]
    unreadable: Mapping[int, str] = field(default_factory=dict)


def typed_choices(form: Form, pot: Pot, data: QueryDict) -> Typed:
    """The choices for one envelope. What stands for no project becomes a choice that no ballot has."""
    if form.kind in (BallotKind.APPROVAL, BallotKind.BUDGET):
        chosen = dict.fromkeys(data.getlist("choice"))
        return Typed([Choice(_number(text) or 0) for text in chosen])
    choices: list[Choice] = []
    unreadable: dict[int, str] = {}
    for project, (envelope, _cost) in form.projects.items():
        text = data.get(f"value-{project}", "").strip()[:40]
        if envelope != pot.pk or not text or (text == "0" and form.kind == BallotKind.POINTS):
            continue
        value = _number(text)
        if value is None:
            unreadable[project] = text
        else:
            choices.append(Choice(project, value))
    return Typed(choices, unreadable)


def reviewed_choices(data: QueryDict) -> list[Choice]:
    """The choices that the page of the last look was drawn with: `choice=PROJECT:VALUE`."""
    pairs = [text.partition(":") for text in data.getlist("choice")]
    return [Choice(_number(project) or 0, _number(value) or 0) for project, _colon, value in pairs]


def _number(text: Any) -> int | None:
    plain = str(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_NUMBER else None
