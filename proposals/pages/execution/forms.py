"""Forms of the desk for plan, money and the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service
from commons.texts.fields import MoneyField
from commons.texts.translated import LANGUAGES
from proposals.models import BudgetLine, DelayReason, Moment, Proposal, Purchase


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _long() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2, "dir": "auto"})


class Texts(forms.Form):
    """Fields that are written in three languages."""

    def texts(self, name: str) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}


class LedgerForm(forms.Form):
    """A file from the ledger."""

    file = forms.FileField(
        label=_("File from the ledger"),
        help_text=_(
            "CSV with the columns project, date, account, amount, voucher; also supplier, text, kind and order."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    source = forms.CharField(
        label=_("Which ledger?"),
        help_text=_("Only if voucher numbers of several ledgers can be the same. Usually empty."),
        max_length=40,
        required=False,
    )


class UndoForm(forms.Form):
    """Why a file is undone."""

    reason = forms.CharField(
        label=_("Why is it undone?"),
        max_length=300,
        error_messages={"required": _("Say why. It is kept in the history.")},
    )


class PlanForm(forms.Form):
    """Who sees to it, and when it shall be ready."""

    service = forms.ModelChoiceField(
        label=_("Responsible unit"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("Not chosen yet"),
    )
    planned_start = forms.DateField(label=_("Planned beginning"), required=False, widget=_day())
    planned_end = forms.DateField(label=_("Promised to be ready"), required=False, widget=_day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.all()  # type: ignore[attr-defined]


class DelayForm(Texts):
    """That it will be ready later, and why."""

    reason = forms.ChoiceField(label=_("Why is it late?"), choices=DelayReason.choices)
    expected_end = forms.DateField(label=_("When will it be ready?"), widget=_day())
    delay_text_fi = forms.CharField(label=_("In plain words, in Finnish"), required=False, widget=_long())
    delay_text_sv = forms.CharField(label=_("In plain words, in Swedish"), required=False, widget=_long())
    delay_text_en = forms.CharField(label=_("In plain words, in English"), required=False, widget=_long())


class LineForm(forms.Form):
    """What a part of the money is for."""

    name = forms.CharField(label=_("What for"), max_length=120)
    account = forms.CharField(
        label=_("Account in the ledger"),
        help_text=_("Written as in the ledger, so that spending is counted here."),
        max_length=80,
        required=False,
    )
    amount = MoneyField(label=_("Amount"))


class PurchaseForm(forms.Form):
    """What is bought. The number of an order stays once it is saved."""

    reference = forms.CharField(label=_("Number of the order"), max_length=60)
    what = forms.CharField(label=_("What is bought"), help_text=_("Public, in plain words."), max_length=300)
    supplier = forms.CharField(
        label=_("Supplier"),
        help_text=_(
            "A company or organisation. Officials alone see it. For a person write “private person”."
        ),
        max_length=160,
        required=False,
    )
    ordered_on = forms.DateField(label=_("Day of the order"), widget=_day())
    amount = MoneyField(label=_("Amount ordered"))
    line = forms.ModelChoiceField(
        label=_("Budget line"),
        queryset=BudgetLine.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )

    def __init__(self, data: Any, *, proposal: Proposal, purchase: Purchase | None = None) -> None:
        initial = {name: getattr(purchase, name) for name in self.base_fields} if purchase else None
        super().__init__(data, initial=initial)
        self.fields["line"].queryset = proposal.budget_lines.all()  # type: ignore[attr-defined]
        if purchase:
            del self.fields["reference"]
        self.kept_number = purchase.reference if purchase else ""

    def told(self) -> dict[str, Any]:
        """What the verb takes."""
        line = self.cleaned_data["line"]
        return {"reference": self.kept_number, **self.cleaned_data, "line": line.pk if line else None}


class CancelForm(forms.Form):
    """Why a purchase is cancelled."""

    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        max_length=300,
        error_messages={"required": _("Say why. It is kept in the history.")},
    )


class PictureForm(Texts):
    """How the place looked, or looks now."""

    moment = forms.ChoiceField(label=_("Taken"), choices=Moment.choices, widget=forms.RadioSelect)
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP or GIF of at most 10 MB. Where and with which phone it was taken is removed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt_fi = forms.CharField(label=_("What the picture shows, in Finnish"), max_length=300, required=False)
    alt_sv = forms.CharField(label=_("What the picture shows, in Swedish"), max_length=300, required=False)
    alt_en = forms.CharField(label=_("What the picture shows, in English"), max_length=300, required=False)


class CorrectForm(Texts):
    """What was told, corrected."""

    date = forms.DateField(label=_("Date"), widget=_day())
    title_fi = forms.CharField(label=_("What happened, in Finnish"), max_length=160, required=False)
    title_sv = forms.CharField(label=_("What happened, in Swedish"), max_length=160, required=False)
    title_en = forms.CharField(label=_("What happened, in English"), max_length=160, required=False)
    text_fi = forms.CharField(label=_("More about it, in Finnish"), required=False, widget=_long())
    text_sv = forms.CharField(label=_("More about it, in Swedish"), required=False, widget=_long())
    text_en = forms.CharField(label=_("More about it, in English"), required=False, widget=_long())
    spent = MoneyField(label=_("Money spent in this step"), required=False)
    reason = forms.CharField(
        label=_("What was wrong?"),
        help_text=_("Public, in the history of the project."),
        max_length=300,
        error_messages={"required": _("Say what was wrong. It is public.")},
    )
