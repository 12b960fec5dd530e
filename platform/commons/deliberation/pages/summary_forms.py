"""What is asked about the summary of a discussion. What may stand in a field, the verbs decide."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models.summaries import LONGEST_CORRECTION
from commons.http.errors import Refusal
from commons.texts.translated import Language


class _Asks(forms.Form):
    """Asks, and shows what the verb refused; nothing is judged before it."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Nothing typed is judged here."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def typed(self, name: str) -> str:
        """What was typed, or nothing."""
        return str(self.data.get(name, ""))

    def take(self, refusal: Refusal) -> None:
        """Show a refusal: beside its fields, or above the form."""
        if not refusal.fields:
            self.add_error(None, str(refusal))
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, str(text))


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class SummaryForm(_Asks):
    """The whole text of the next version."""

    text = forms.CharField(
        label=_("The summary"),
        help_text=_(
            "What is said for it and against it, what is asked, and where people agree. Name nobody."
        ),
        widget=_long(10),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices)


class CorrectionForm(_Asks):
    """One thing that is missing or wrong."""

    text = forms.CharField(
        label=_("What is missing or wrong?"),
        help_text=_("At most 600 characters. Only the facilitator reads it and answers you."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "maxlength": LONGEST_CORRECTION}),
    )


class AnswerForm(_Asks):
    """The new summary with what the correction says, or why not."""

    text = forms.CharField(label=_("The summary with the correction in it"), required=False, widget=_long(10))
    reason = forms.CharField(
        label=_("Your reason, if you leave it out"),
        help_text=_("Its writer reads it in a mail and on the page."),
        required=False,
        widget=_long(3),
    )
