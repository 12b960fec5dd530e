"""The forms of the follow-up group."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.texts.translated import LANGUAGES
from proposals.domain.delegates.noting import Shot
from proposals.models import MOST_FINDING_PICTURES, FindingKind, ReplyKind
from proposals.pages.forms import language_field


def _day(**more: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **more}, format="%Y-%m-%d")


class InviteForm(forms.Form):
    """Whom to invite, for which term."""

    email = forms.CharField(
        label=_("Mail address of the person you invite"),
        help_text=_(
            "They get a mail with a link, good for 14 days. The address is erased when they have answered."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a mail address, for example aino@example.fi.")},
    )
    term_from = forms.DateField(label=_("First day of the term"), widget=_day(), initial=timezone.localdate)
    term_to = forms.DateField(label=_("Last day of the term"), widget=_day())


class EndForm(forms.Form):
    """Why a membership ends."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("The person reads it in a mail. It is not public."),
        max_length=300,
        error_messages={"required": _("Say why in at most 300 characters. The person reads it.")},
    )


def _picture(number: int) -> forms.FileField:
    return forms.FileField(
        label=_("Picture %(number)s") % {"number": number} if number > 1 else _("Picture"),
        help_text=_(
            "Where and with which phone it was taken is removed. Show no people who have not agreed to it."
        )
        if number == 1
        else "",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )


class NoteForm(forms.Form):
    """What a delegate saw."""

    kind = forms.ChoiceField(
        label=_("What did you see?"),
        choices=FindingKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you saw.")},
    )
    text = forms.CharField(
        label=_("Tell about it in a sentence or two"),
        help_text=_("Everybody reads it. Write no names and no phone numbers."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write in a sentence or two what you saw.")},
    )
    language = language_field()
    visited_on = forms.DateField(label=_("When were you there?"), widget=_day(), initial=timezone.localdate)
    place = forms.CharField(
        label=_("Where exactly?"),
        help_text=_("For example: beside the northern stairs."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_FINDING_PICTURES + 1):
            self.fields[f"picture_{number}"] = _picture(number)
            self.fields[f"alt_{number}"] = forms.CharField(
                label=_("What does the picture show?"),
                help_text=_("One sentence, for people who cannot see it."),
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )

    @property
    def first_picture(self) -> list[forms.BoundField]:
        """The fields of the first picture."""
        return [self["picture_1"], self["alt_1"]]

    @property
    def more_pictures(self) -> list[forms.BoundField]:
        """The fields of the other pictures, behind a button."""
        return [self[f"{name}_{number}"] for number in (2, 3) for name in ("picture", "alt")]

    @property
    def shots(self) -> list[Shot]:
        """The pictures that were sent."""
        return [
            Shot(sent.file, sent.size, self.cleaned_data[f"alt_{number}"], number)
            for number in range(1, MOST_FINDING_PICTURES + 1)
            if (sent := self.cleaned_data.get(f"picture_{number}"))
        ]


class AgainForm(forms.Form):
    """What a delegate saw on looking again."""

    text = forms.CharField(
        label=_("What did you see?"),
        help_text=_("Needed where it is not fixed. Everybody reads it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def _long() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3, "dir": "auto"})


class AnswerForm(forms.Form):
    """What the town answers."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("to a finding", "Your answer"),
        choices=ReplyKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    promised_on = forms.DateField(
        label=_("Fixed by"), help_text=_("Where it will be fixed. Public."), required=False, widget=_day()
    )
    text_fi = forms.CharField(
        label=_("More about it, in Finnish"),
        help_text=_("Plain words. Where it stays as it is, say why."),
        required=False,
        widget=_long(),
    )
    text_sv = forms.CharField(label=_("More about it, in Swedish"), required=False, widget=_long())
    text_en = forms.CharField(label=_("More about it, in English"), required=False, widget=_long())
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"text_{language}"] for language in LANGUAGES}
