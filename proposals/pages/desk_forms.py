"""Forms of the officials' desk of proposals."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import User
from commons.http.errors import Refusal
from commons.process.models import Envelope
from commons.texts.fields import MoneyField
from commons.texts.translated import LANGUAGES
from proposals.domain.review import CHOOSE_GROUND
from proposals.models import TEXT_LENGTH, Feasibility, Ground, Lapse, Proposal


def take(form: forms.Form, refusal: Refusal) -> None:
    """Show a verb's refusal in the form: at the fields it names, else on top."""
    for name, texts in refusal.fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal))


def table_asked(request: HttpRequest) -> str:
    """The address of the review queue that a form came from, or nothing; no other address is believed."""
    home, wanted = reverse("proposals:desk"), request.POST.get("here", "")
    return wanted if wanted == home or wanted.startswith(f"{home}?") else ""


def _long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _money(label: Any, *, help_text: Any = "") -> MoneyField:
    return MoneyField(label=label, required=False, help_text=help_text)


def named(person: User) -> str:
    """An official as officials know them."""
    return f"{person.display_name} ({person.email})" if person.display_name else person.email


class AssignForm(forms.Form):
    """Who reviews, until when. A reviewer finds only themselves here."""

    reviewer = forms.TypedChoiceField(label=_("Who reviews"), required=False, coerce=int, empty_value=None)
    due = forms.DateField(label=_("Due"), required=False, widget=_day())

    def __init__(self, data: Any, *, people: list[User], **kwargs: Any) -> None:
        super().__init__(data, auto_id="assign-%s", **kwargs)
        self.people = {person.pk: person for person in people}
        choices = [
            ("", _("Nobody: back to the queue")),
            *((pk, named(one)) for pk, one in self.people.items()),
        ]
        self.fields["reviewer"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User | None:
        """The person, or None for nobody."""
        return self.people.get(self.cleaned_data["reviewer"])


class RemarkForm(forms.Form):
    """An internal remark."""

    text = forms.CharField(
        label=_("Internal remark"),
        help_text=_("Only officials who review here ever see it."),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Write something first.")},
        widget=_long(3),
    )


class FindingsForm(forms.Form):
    """What was found so far."""

    feasibility = forms.ChoiceField(
        label=_("Can it be carried out?"), choices=Feasibility.choices, widget=forms.RadioSelect
    )
    ground = forms.TypedChoiceField(
        label=_("If not feasible, on which ground?"),
        choices=[("", _("No ground chosen yet")), *Ground.choices],
        coerce=Ground,
        empty_value=None,
        required=False,
    )
    cost = _money(_("What it costs"), help_text=_("In full, with everything that it needs."))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Becomes public when the review is finished. Write it for the author."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=_long(6),
    )
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """What the author should complete."""

    request = forms.CharField(
        label=_("What should be completed?"),
        help_text=_("Say what is missing and why it matters. The letter quotes it word for word."),
        error_messages={"required": _("Tell the author what to complete.")},
        max_length=TEXT_LENGTH,
        widget=_long(6),
    )
    until = forms.DateField(
        label=pgettext_lazy("latest", "Until"),
        help_text=_(
            "A holiday or weekend moves it to the next working day. Without a day there is no clock."
        ),
        required=False,
        widget=_day(),
    )
    outcome = forms.TypedChoiceField(
        label=_("What happens when the day passes?"),
        choices=Lapse.choices,
        coerce=Lapse,
        required=False,
        empty_value=Lapse.CLOSE,
        initial=Lapse.CLOSE,
        widget=forms.RadioSelect,
    )

    def clean_until(self) -> Any:
        """Not a day that is over."""
        day = self.cleaned_data["until"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class BallotForm(forms.Form):
    """Onto the ballot: from which money, for how much."""

    envelope = forms.ModelChoiceField(
        label=_("Paid from"), queryset=Envelope.objects.none(), empty_label=_("Choose an envelope")
    )
    cost = _money(_("What it costs"))
    reason = forms.CharField(
        label=_("What officials say about it"),
        help_text=_("Public. How it would be done, what was changed, what it does not include."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=_long(6),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        envelopes = proposal.cycle.envelopes.prefetch_related("sources")
        self.fields["envelope"].queryset = envelopes  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """Not feasible."""

    ground = forms.TypedChoiceField(
        label=_("On which ground?"),
        help_text=_("Public, and the report of the year counts by it. Choose the one that weighs most."),
        error_messages={"required": CHOOSE_GROUND},
        choices=Ground.choices,
        coerce=Ground,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why can it not be carried out?"),
        help_text=_("Public, and the letter begins with it. Plain words; what would have to be different?"),
        error_messages={"required": _("Give the reason. The author and everybody else will read it.")},
        max_length=TEXT_LENGTH,
        widget=_long(8),
    )


class ExtendForm(forms.Form):
    """More time for the author."""

    until = forms.DateField(
        label=pgettext_lazy("latest", "Until"),
        help_text=_("A holiday or weekend moves it to the next working day."),
        widget=_day(),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The letter quotes it word for word."),
        error_messages={"required": _("Give the reason. The author reads it in the letter.")},
        max_length=TEXT_LENGTH,
        widget=_long(4),
    )


class PaperAppealForm(forms.Form):
    """An appeal that came on paper."""

    received_on = forms.DateField(label=_("The day it came"), widget=_day(), initial=timezone.localdate)
    text = forms.CharField(
        label=_("What the letter says"),
        help_text=_("Word for word. Only officials read it."),
        error_messages={"required": _("Write why it should be decided otherwise.")},
        max_length=TEXT_LENGTH,
        widget=_long(8),
    )


class CancelForm(forms.Form):
    """Why a project is cancelled."""

    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        help_text=_("Public. Everybody who follows it will read it."),
        error_messages={"required": _("Give the reason. Everybody will read it.")},
        max_length=TEXT_LENGTH,
        widget=_long(4),
    )


class MilestoneForm(forms.Form):
    """What happened: a day, words in three languages, a picture, money."""

    date = forms.DateField(label=_("Date"), widget=_day(), initial=timezone.localdate)
    title_fi = forms.CharField(label=_("What happened, in Finnish"), max_length=160, required=False)
    title_sv = forms.CharField(label=_("What happened, in Swedish"), max_length=160, required=False)
    title_en = forms.CharField(label=_("What happened, in English"), max_length=160, required=False)
    text_fi = forms.CharField(label=_("More about it, in Finnish"), required=False, widget=_long(3))
    text_sv = forms.CharField(label=_("More about it, in Swedish"), required=False, widget=_long(3))
    text_en = forms.CharField(label=_("More about it, in English"), required=False, widget=_long(3))
    spent = _money(_("Money spent in this step"))
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    picture_alt_fi = forms.CharField(
        label=_("What the picture shows, in Finnish"), max_length=300, required=False
    )
    picture_alt_sv = forms.CharField(
        label=_("What the picture shows, in Swedish"), max_length=300, required=False
    )
    picture_alt_en = forms.CharField(
        label=_("What the picture shows, in English"), max_length=300, required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def texts(self, name: str) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}
