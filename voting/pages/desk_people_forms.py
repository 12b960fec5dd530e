"""Forms of the officer's desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

_ID = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class FindForm(forms.Form):
    """Whom to look up, and where."""

    person = forms.CharField(
        label=_("Person id"),
        help_text=_("As in the document that the person shows. It is kept nowhere."),
        max_length=100,
        widget=forms.TextInput(attrs=_ID),
    )
    station = forms.CharField(
        label=_("Where you are"),
        help_text=_("For example the main library. It stays filled in."),
        max_length=80,
        required=False,
    )


class CorrectForm(forms.Form):
    """Whose ballot on paper is not in the box after all."""

    person = forms.CharField(
        label=_("Person id"),
        help_text=_("Of the person who was ticked off by mistake. It is kept nowhere."),
        max_length=100,
        widget=forms.TextInput(attrs=_ID),
    )
    reason = forms.CharField(
        label=_("What happened?"),
        help_text=_("It is kept in the book of acts. Name nobody."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclareForm(forms.Form):
    """Where an official stands on the roll."""

    person = forms.CharField(
        label=_("Your own person id"),
        help_text=_("It is turned at once into a code that nobody can read, and kept only so."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=_ID),
    )
    not_on_roll = forms.BooleanField(label=_("I am not on the roll of this vote"), required=False)
