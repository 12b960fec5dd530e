"""The form for a statement. What may stand in it the verb decides; the form asks and shows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models.statements import LONGEST
from commons.http.errors import Refusal


class StatementForm(forms.Form):
    """One statement and its language."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Your statement"),
        help_text=_(
            "One thought that one can agree or disagree with, at most 140 characters. For example: The path needs "
            "lights also at night."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of my text"))

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str | Promise]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["language"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (for the type)
        choice.choices = list(languages)

    def full_clean(self) -> None:
        """Nothing typed is judged before the verb has seen it."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def take(self, refusal: Refusal) -> None:
        """Show a refusal beside its field; what is about none is about the words."""
        if self.fields.keys().isdisjoint(refusal.fields):
            self.add_error("text", str(refusal))
        for name in self.fields.keys() & refusal.fields.keys():
            for text in refusal.fields[name]:
                self.add_error(name, str(text))
