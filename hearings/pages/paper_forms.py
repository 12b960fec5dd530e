"""Forms about cards and piles of papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearings.models import CardKind, Hearing
from hearings.pages.forms import DeskForm


def whole_number(label: Any, *, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    """A number in a text field, so that what cannot be read is not thrown away by the browser."""
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class RunForm(DeskForm):
    """A run of cards."""

    kind = forms.ChoiceField(label=_("Paper"), choices=CardKind.choices)
    count = whole_number(_("How many cards"), help_text=_("At most 500 at a time."))

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_one = _("the writer chooses")
        self.fields["service_area"] = forms.ModelChoiceField(
            label=_("Service on the card"),
            queryset=hearing.service_areas.all(),
            required=False,
            empty_label=any_one,
        )
        self.fields["question"] = forms.ModelChoiceField(
            label=_("Question on the card"),
            queryset=hearing.questions.all(),
            required=False,
            empty_label=any_one,
        )
        self.fields["event"] = forms.ModelChoiceField(
            label=_("For the event"), queryset=hearing.events.all(), required=False, empty_label=_("no event")
        )


class MarkForm(DeskForm):
    """Cards that were given out or spoilt."""

    first = whole_number(_("First number"))
    last = whole_number(_("Last number"), required=False)


class PileForm(DeskForm):
    """A pile of papers."""

    name = forms.CharField(label=_("Name of the pile"), max_length=120)
    kind = forms.ChoiceField(label=_("Paper"), choices=CardKind.choices)
    expected = whole_number(
        _("Papers in the pile"),
        required=False,
        help_text=_("If you have counted them. Shows how far you are."),
    )

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"] = forms.ModelChoiceField(
            label=_("Where they were written"),
            queryset=hearing.events.all(),
            required=False,
            empty_label=_("not at an event"),
        )
