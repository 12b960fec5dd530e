"""Forms of the paper desk. What fits together, the verbs decide."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import User
from commons.places.models import Area
from commons.texts.translated import LANGUAGES
from voting.domain.paper.printing import LARGEST_RUN
from voting.domain.paper.stations import StationWords
from voting.models import PollingStation, SheetState, VoidReason
from voting.pages.desk_forms import whole

_BY_LANGUAGE = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}


def _serial(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class StationForm(forms.Form):
    """What is told of a station, each text in three languages."""

    address = forms.CharField(label=_("Address"), max_length=200)
    is_step_free = forms.BooleanField(label=_("No steps on the way in"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        texts = (
            ("name", _("Name"), "", 120, forms.TextInput()),
            (
                "hours",
                _("Opening hours"),
                _("As on a door: Mon–Fri 10–18, Sat 10–14."),
                300,
                forms.TextInput(),
            ),
            (
                "access",
                _("Getting in"),
                _("Doors, lift, toilet, hearing loop, where the bus stops."),
                1_000,
                forms.Textarea(attrs={"rows": 2}),
            ),
        )
        for name, label, help_text, most, widget in texts:
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=format_lazy("{} {}", label, _BY_LANGUAGE[language]),
                    help_text=help_text if language == "fi" else "",
                    required=False,
                    max_length=most,
                    widget=widget,
                )

    @classmethod
    def of(cls, station: PollingStation | None) -> dict[str, Any]:
        """What the form shows first."""
        if station is None:
            return {}
        texts = {
            f"{name}_{language}": getattr(station, f"{name}_{language}")
            for name in ("name", "hours", "access")
            for language in LANGUAGES
        }
        return texts | {"address": station.address, "is_step_free": station.is_step_free}

    def words(self) -> StationWords:
        """As the verb takes it."""
        data = self.cleaned_data

        def by_language(name: str) -> dict[str, str]:
            return {language: data[f"{name}_{language}"] for language in LANGUAGES}

        return StationWords(
            name=by_language("name"),
            address=data["address"],
            hours=by_language("hours"),
            access=by_language("access"),
            is_step_free=data["is_step_free"],
        )


class ShiftForm(forms.Form):
    """Who is on duty, and when."""

    officer = forms.ChoiceField(label=_("Who"))
    day = _day(_("Day"))
    begins = forms.TimeField(
        label=pgettext_lazy("beginning", "From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, officers: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officer"].choices = [(str(one.pk), str(one)) for one in officers]  # type: ignore[attr-defined]


class PrintForm(forms.Form):
    """How many sheets are printed, for whom."""

    area = forms.ChoiceField(
        label=_("For people who live in"),
        help_text=_("Decides which parts of the budget stand on the sheet."),
    )
    size = whole(
        _("How many sheets"), format_lazy(_("One file holds at most {most}."), most=LARGEST_RUN), least=1
    )

    def __init__(self, *args: Any, areas: list[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].choices = [(str(area.pk), str(area)) for area in areas]  # type: ignore[attr-defined]
        self.fields["size"].required = True


class TakeOutForm(forms.Form):
    """Sheets that a station opens for a day."""

    day = _day(_("Day"))
    first = _serial(_("First sheet"), _("As printed, or only the digits."))
    last = _serial(_("Last sheet"), _("Empty: only the first."), required=False)


class BringBackForm(forms.Form):
    """Sheets that came back."""

    state = forms.ChoiceField(
        label=_("What became of them"),
        choices=[
            (SheetState.UNUSED.value, _("Not used")),
            (SheetState.SPOILT.value, _("Spoilt: given back by the voter")),
            (SheetState.ISSUED.value, _("That was a slip: still out")),
        ],
        widget=forms.RadioSelect,
        initial=SheetState.UNUSED.value,
    )
    first = _serial(_("First sheet"), _("As printed, or only the digits."))
    last = _serial(_("Last sheet"), _("Empty: only the first."), required=False)


class GivenOutForm(forms.Form):
    """How many voters were given a sheet."""

    number = whole(_("Voters who were given a sheet"), _("From the tally of the station."), most=1_000_000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = True


class BatchForm(forms.Form):
    """A box that is taken in."""

    officer = forms.ChoiceField(label=_("Who brought the box"))
    size = whole(
        _("Sheets, counted by hand"), _("Count the pile twice before you write the number."), least=1
    )

    def __init__(self, *args: Any, officers: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officer"].choices = [(str(one.pk), str(one)) for one in officers]  # type: ignore[attr-defined]
        self.fields["size"].required = True


class KeyForm(forms.Form):
    """One sheet."""

    serial = _serial(_("Number of the sheet"))
    line = forms.CharField(
        label=_("Projects"),
        required=False,
        max_length=4_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "text"}),
    )
    void = forms.ChoiceField(label=_("Void, because"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["void"].choices = [("", _("It is a good ballot")), *VoidReason.choices]  # type: ignore[attr-defined]


class SettleForm(KeyForm):
    """What a sheet says that was read differently."""

    serial = None  # type: ignore[assignment]
    reason = _reason(_("What you saw on the paper"), _("Kept with the sheet."))


class SizeForm(forms.Form):
    """Another number of sheets than was counted first."""

    size = whole(_("Sheets, counted again"), least=1)
    reason = _reason(_("Why the number changes"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["size"].required = True


class AnewForm(forms.Form):
    """A reading that somebody else does again."""

    reading = forms.ChoiceField(
        label=_("Which keying"),
        choices=[("1", _("The first")), ("2", _("The second"))],
        widget=forms.RadioSelect,
    )
    reason = _reason(_("Why it is keyed anew"))


class PhotoForm(forms.Form):
    """A photograph as evidence."""

    image = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Place and camera are taken out of it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    serial = _serial(_("Of which sheet"), _("Empty: of the whole batch."), required=False)


class ReasonForm(forms.Form):
    """A reason, published with the account of the sheets."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Published. Name nobody."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
