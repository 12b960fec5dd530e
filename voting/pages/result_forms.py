"""Forms of the desk that counts, publishes and records the council's word."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.models import CaseState, FindingKind

MOST_BYTES = 20 * 1024 * 1024


class PbFileForm(forms.Form):
    """A `.pb` file, and whether everybody may see its result at once."""

    file = forms.FileField(
        label=_("File of an election (.pb)"),
        help_text=_(
            "A file in the format of Pabulib, at most 20 MB. Larger ones are imported on the server."
        ),
    )
    publish = forms.BooleanField(label=_("Show the result to everybody at once"), required=False)

    def clean_file(self) -> object:
        """Not larger than a page may take."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Import it with manage.py import_pb.")
            )
        return file

    def sent(self) -> dict[str, Any]:
        """What the verb takes."""
        file = self.cleaned_data["file"]
        return {
            "content": file.read(),
            "file_name": file.name,
            "publish_result": self.cleaned_data["publish"],
        }


class CertifyForm(forms.Form):
    """The question before a name goes under a result."""

    sure = forms.BooleanField(
        label=_("I have looked at this result and know of nothing that speaks against it.")
    )


class LotForm(forms.Form):
    """What was drawn in public."""

    value = forms.CharField(
        label=_("What was drawn?"),
        help_text=_(
            "Exactly as it is published, for example the numbers in their order with spaces between."
        ),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )


class SealForm(forms.Form):
    """The question before a box is sealed."""

    sure = forms.BooleanField(
        label=_("I know that this cannot be undone: from then on no ballot can be found by its voter.")
    )


class CaseForm(forms.Form):
    """What becomes of a finding, and why."""

    state = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[choice for choice in CaseState.choices if choice[0] != CaseState.OPEN],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What did you find out, and why do you decide so?"),
        help_text=_("An exclusion and its reason are shown to everybody beside the result."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """`kind`: of the finding; where no ballot is known none is offered to be excluded."""
        super().__init__(*args, **kwargs)
        if kind in (FindingKind.AGE, FindingKind.NETWORK):
            field = cast(forms.ChoiceField, self.fields["state"])
            field.choices = [(CaseState.CLEARED.value, _("Looked into, the ballots count"))]
            field.initial = CaseState.CLEARED

    def decision(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"state": CaseState(self.cleaned_data["state"]), "reason": self.cleaned_data["reason"]}


class RecountForm(forms.Form):
    """Why the votes are counted again."""

    reason = forms.CharField(
        label=_("Why are the votes counted again?"),
        help_text=_(
            "Say what was found. The reason is kept with the counts and read by everybody who certifies."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
