"""The moderators' form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.deliberation.reasons import HidingReason


class HideForm(forms.Form):
    """Why a comment is hidden: one of the reasons that everybody knows."""

    reason = forms.ChoiceField(
        label=_("Why is it hidden?"),
        choices=HidingReason.choices,
        widget=forms.RadioSelect,
        help_text=_("Everybody sees the reason in place of the comment, and a mail tells the writer."),
    )
