"""What is asked about merging proposals. What may stand in a field, the verbs decide."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from proposals.pages.forms import AskForm


class PlanForm(AskForm):
    """Which proposals, why, and how long their authors have."""

    others = forms.CharField(
        label=_("Which proposals go on in it?"),
        help_text=_("Their numbers or addresses, one on a line, besides those that you ticked."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=_("Why do they belong together?"),
        help_text=_("The authors read it in the mail; it becomes public when the proposals are merged."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    days = forms.CharField(
        label=_("How many days do the authors have to answer?"),
        help_text=_("From 7 to 60. A proposal whose author does not answer is left out and stays as it is."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def numbers(self) -> list[int]:
        """The proposals that were ticked or written, by number. `Invalid` for a line that is neither."""
        found = [*self.data.getlist("pick")] if hasattr(self.data, "getlist") else []
        wrong: list[str] = []
        for line in self.typed().get("others", "").split():
            match = re.fullmatch(r"(?:\S*/proposals/)?#?(\d{1,15})/?", line.strip(",;"))
            (found if match else wrong).append(match.group(1) if match else line)
        if wrong:
            told = _("“%(line)s” is not the number or address of a proposal.") % {"line": wrong[0][:60]}
            raise Invalid(fields={"others": [told]})
        return [int(one) for one in found if str(one).isascii() and str(one).isdigit() and len(str(one)) < 16]

    def days_given(self) -> int:
        """The days, or 0 for what is no number; the verb refuses it."""
        return number_in(self.typed().get("days", ""))


def number_in(word: str) -> int:
    """A small whole number that was typed, or 0 for what is none."""
    stripped = word.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 6 else 0


class AnswerForm(AskForm):
    """An author's yes or no."""

    reason = forms.CharField(
        label=_("Your reason, if you decline"),
        help_text=_("The coordinators read it. It is not published."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
