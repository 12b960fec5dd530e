"""Forms of "My page" and of the coordinators' page of people."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role, Service, User
from commons.places.models import Area
from commons.texts.translated import Language


class DescribeForm(forms.Form):
    """How one is shown to others, and the language of one's mails."""

    display_name = forms.CharField(
        label=_("Name shown to others"),
        help_text=_(
            "A first name or a nickname is enough. Empty: you are shown as a resident with a number."
        ),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    language = forms.ChoiceField(
        label=_("Language of your mails"), choices=Language.choices, widget=forms.RadioSelect
    )


class EraseForm(forms.Form):
    """The mail address typed once more, so that nobody erases an account by a slip."""

    email = forms.EmailField(
        label=_("Type your mail address to confirm"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        """Only the person's own address."""
        email = str(self.cleaned_data["email"]).lower()
        if email != self.person.email:
            raise forms.ValidationError(
                _("This is not the mail address of your account. Nothing was erased.")
            )
        return email


class GrantForm(forms.Form):
    """Who gets which role, where, and until when."""

    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("Somebody who has never signed in may be named too."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    area = forms.ModelChoiceField(
        label=_("Only in this area"),
        queryset=Area.objects.all(),
        required=False,
        empty_label=_("The whole town"),
    )
    service = forms.ModelChoiceField(
        label=_("Only for this service"),
        queryset=Service.objects.all(),
        required=False,
        empty_label=_("Every service"),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Empty: until it is taken away."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    @property
    def ends_at(self) -> dt.datetime | None:
        """The end of the last day, in the town's time."""
        day = self.cleaned_data["last_day"]
        return (
            timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min)) if day else None
        )


def take_refusal(form: forms.Form, fields: dict[str, list[Any]], whole: str) -> None:
    """Show a verb's refusal in the form: at its fields where they are named, else on top."""
    known = {name: texts for name, texts in fields.items() if name in form.fields}
    for name, texts in known.items():
        for text in texts:
            form.add_error(name, str(text))
    if not known:
        form.add_error(None, whole)
