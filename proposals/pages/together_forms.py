"""What is asked when people work on one text. What may stand in a field, the verbs decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.models import SuggestedField
from proposals.pages.forms import AskForm


class InviteForm(AskForm):
    """Whom to invite."""

    email = forms.CharField(
        label=_("Mail address of the person you invite"),
        help_text=_(
            "They get a mail with a link, good for 14 days. The address is erased when they have answered."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class SuggestForm(AskForm):
    """How a part of the text should read."""

    text = forms.CharField(
        label=_("How should it read?"),
        help_text=_("This is the present text. Change it; the authors see word by word what you changed."),
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    note = forms.CharField(label=_("Why?"), help_text=_("One sentence for the authors."), required=False)


class DeclineForm(AskForm):
    """Why a suggestion is declined."""

    reason = forms.CharField(
        label=_("Your reason, if you decline"),
        help_text=_("The person who suggested it reads it."),
        required=False,
    )


PARTS = [(str(field), field.label) for field in SuggestedField]
