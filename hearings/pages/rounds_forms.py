"""Forms about organisations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearings.models import CardKind
from hearings.pages.forms import DeskForm
from hearings.pages.paper_forms import whole_number

MOST_BYTES = 1_000_000


class ListForm(DeskForm):
    """A list, pasted or as a file."""

    list = forms.CharField(
        label=_("One organisation a line: name; mail address; language"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("As it is copied from a sheet. The language (fi, sv or en) may be left out."),
    )
    file = forms.FileField(label=_("Or a file (CSV, UTF-8)"), required=False)

    def clean(self) -> dict[str, Any]:
        """The file's text in place of the pasted one."""
        data: dict[str, Any] = super().clean() or {}
        sent = data.get("file")
        if sent is not None:
            try:
                if sent.size > MOST_BYTES:
                    raise UnicodeError
                data["list"] = sent.read().decode("utf-8-sig")
            except UnicodeError:
                self.add_error("file", _("The file is not text in UTF-8, or is larger than 1 MB."))
        elif not (data.get("list") or "").strip():
            self.add_error("list", _("Paste a list, or choose a file."))
        return data

    def pasted(self) -> str:
        """The list as text."""
        return str(getattr(self, "cleaned_data", {}).get("list") or "")


class AskForm(DeskForm):
    """Invitations."""

    kind = forms.ChoiceField(label=_("Paper"), choices=CardKind.choices, initial=CardKind.POSTCARD)
    card_count = whole_number(
        _("Cards for each organisation"), help_text=_("From 0 to 100. Each can print its own from the mail.")
    )
