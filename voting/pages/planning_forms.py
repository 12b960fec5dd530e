"""The form of one scenario. Everything may stay empty: then it is as it was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.domain.explaining import rule_name
from voting.domain.simulation.scenario import Scenario
from voting.pages.desk_forms import rule_choices

NAMES = ("a", "b", "c")
"""Scenarios in an address: `a-money=`, `b-rule=`."""
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
COMPLETIONS = (
    ("", _("As it was")),
    ("add1u", _("Larger shares step by step, then by votes")),
    ("add1", _("Larger shares step by step")),
    ("none", _("Not completed")),
)


class ScenarioForm(forms.Form):
    """Money, rule and limits of a scenario."""

    money = forms.DecimalField(
        label=_("Money in the envelope"),
        required=False,
        localize=True,
        min_value=1,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    rule = forms.ChoiceField(label=_("How are the votes counted?"), required=False)
    completion = forms.ChoiceField(
        label=_("Equal shares: what is done with the money left?"), required=False, choices=COMPLETIONS
    )
    least_votes = forms.IntegerField(
        label=_("A project needs at least this many voters"),
        required=False,
        localize=True,
        min_value=0,
        max_value=10**9,
        widget=forms.TextInput(attrs=DIGITS),
    )
    most_cost = forms.DecimalField(
        label=_("A project costs at most"),
        required=False,
        localize=True,
        min_value=1,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, rule: str, **more: Any) -> None:
        super().__init__(*args, **more)
        as_it_was = _("As it was: %(rule)s") % {"rule": rule_name(rule)}
        self.fields["rule"].choices = [("", as_it_was), *rule_choices()]  # type: ignore[attr-defined]

    @property
    def letter(self) -> str:
        """What the scenario is called."""
        return (self.prefix or "a").upper()

    @property
    def is_asked(self) -> bool:
        """Whether the address says anything about it."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)

    def scenario(self) -> Scenario:
        """What is asked; of a form that is valid."""
        if not self.is_asked or not self.is_valid():
            return Scenario()
        return Scenario(**self.cleaned_data)
