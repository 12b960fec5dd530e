"""Forms of the officials' desk. What they hold is checked by the verbs; forms read and keep what was typed."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import Role, RoleAssignment, Service, User
from commons.http.errors import Refusal
from commons.texts.translated import LANGUAGES, Language
from hearings.models import (
    AnswerKind,
    Channel,
    DecisionLevel,
    Event,
    Hearing,
    Plenary,
    PlenaryState,
    Polarity,
)


def _moment(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DeskForm(forms.Form):
    """Takes refusals of verbs into its fields, so that they are shown where they belong."""

    use_required_attribute = False

    def take(self, refusal: Refusal) -> None:
        """Show a refusal: at the fields that it names, else above the form."""
        placed = False
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, str(text))
                placed = True
        if not placed:
            self.add_error(None, str(refusal))

    def words(self, *names: str) -> dict[str, str]:
        """`name_fi` … of these names."""
        keys = [f"{name}_{language}" for name in names for language in LANGUAGES]
        return {key: self.cleaned_data.get(key, "") for key in keys}

    def _add_words(
        self,
        name: str,
        label: Any,
        languages: Sequence[str] = LANGUAGES,
        *,
        long: bool = False,
        most: int = 160,
        required: bool = False,
    ) -> None:
        """A field for each language; where a hearing is known, only its own ones are asked for."""
        for language in languages:
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=format_lazy("{label}: {language}", label=label, language=Language(language).label),
                required=required,
                max_length=most,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language})
                if long
                else forms.TextInput(attrs={"lang": language}),
            )


class HearingForm(DeskForm):
    """Texts and times of a hearing."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    hosts = forms.CharField(label=_("Organisers"), required=False, max_length=300)
    opens_at = _moment(_("Opens"))
    closes_at = _moment(_("Closes"))
    answers_due = _day(_("Answers promised by"))
    home_towns = forms.CharField(
        label=_("Home towns to choose from, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # Asked the other way round than it is stored: what a form does not say is held.
    shown_at_once = forms.MultipleChoiceField(
        label=_("Ways in whose notes are shown at once"),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "All others wait until a moderator has read them. A note with a name, a telephone number or a word about "
            "health waits in any case. Walls and writing pages tell which rule holds."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("title", _("Title"))
        self._add_words("purpose", _("Why we ask, and what it leads to"), long=True, most=2000)
        self._add_words("privacy", _("How what you say is handled"), long=True, most=2000)
        texts = [f"{name}_{language}" for name in ("title", "purpose", "privacy") for language in LANGUAGES]
        self.order_fields(["slug", "languages", *texts])

    def changes(self) -> dict[str, Any]:
        """What the verb takes."""
        data = self.cleaned_data
        towns = [line.strip()[:60] for line in data["home_towns"].splitlines() if line.strip()]
        return {
            **self.words("title", "purpose", "privacy"),
            "languages": data["languages"],
            "hosts": data["hosts"],
            "opens_at": data["opens_at"],
            "closes_at": data["closes_at"],
            "answers_due": data["answers_due"],
            "home_towns": list(dict.fromkeys(towns)),
            "held_channels": [way for way in Channel.values if way not in data["shown_at_once"]],
        }


class NewHearingForm(HearingForm):
    """The same with the address, which stays for good."""

    slug = forms.SlugField(label=_("Address, for example november-2026"), max_length=60)


def initial_of(hearing: Hearing) -> dict[str, Any]:
    """What a form shows of a hearing."""
    names = [f"{name}_{language}" for name in ("title", "purpose", "privacy") for language in LANGUAGES]
    found: dict[str, Any] = {name: getattr(hearing, name) for name in names}
    for name in ("languages", "hosts", "opens_at", "closes_at", "answers_due"):
        found[name] = getattr(hearing, name)
    found["shown_at_once"] = [way for way in Channel.values if way not in hearing.held_channels]
    return found | {"home_towns": "\n".join(hearing.home_towns)}


class ServiceAreaForm(DeskForm):
    """A service that is heard about."""

    service = forms.ModelChoiceField(
        label=_("Responsible service"), queryset=Service.objects.all(), required=False, empty_label="–"
    )
    is_sensitive = forms.BooleanField(
        label=_("Sensitive: numbers are shown for at least ten people"), required=False
    )

    def __init__(self, *args: Any, languages: Sequence[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("name", _("Name"), languages, most=120, required=True)
        self.order_fields(["name_fi", "name_sv", "name_en", "service", "is_sensitive"])


class QuestionForm(DeskForm):
    """A question."""

    polarity = forms.ChoiceField(label=_("Asks for"), choices=Polarity.choices)

    def __init__(self, *args: Any, languages: Sequence[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("text", _("Question"), languages, required=True)
        self.order_fields(["text_fi", "text_sv", "text_en", "polarity"])


class EventForm(DeskForm):
    """A meeting in a town."""

    town = forms.CharField(label=pgettext_lazy("home town", "Town"), max_length=60)
    place = forms.CharField(label=_("Place"), max_length=160)
    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    host = forms.CharField(label=_("Host"), max_length=160, required=False)

    def __init__(self, *args: Any, languages: Sequence[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("programme", _("Programme"), languages, long=True, most=2000, required=True)


class OrganiserForm(DeskForm):
    """An organisation that holds the hearing."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=160, required=False)
    url = forms.CharField(label=_("Web address"), max_length=200, required=False)
    is_lead = forms.BooleanField(label=_("It answers for the personal data"), required=False)


class ThemeForm(DeskForm):
    """Words of a theme."""

    def __init__(self, *args: Any, languages: Sequence[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("title", _("Title"), languages, required=True)
        self._add_words("summary", _("What the notes say"), languages, long=True, most=2000)


class SynthesisForm(DeskForm):
    """When comments close, and when the words freeze."""

    comments_until = _moment(_("Comments until"))
    freezes_at = _moment(_("Freezes by itself"))


class PlenaryForm(DeskForm):
    """When a plenary begins, of which event, and whose minutes are looked at."""

    held_at = _moment(_("Begins"))
    event = forms.ModelChoiceField(
        label=_("Event"), queryset=Event.objects.none(), required=False, empty_label=_("the whole hearing")
    )
    previous = forms.ModelChoiceField(
        label=_("Previous minutes"), queryset=Plenary.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event, previous = self.fields["event"], self.fields["previous"]
        if isinstance(event, forms.ModelChoiceField) and isinstance(previous, forms.ModelChoiceField):
            event.queryset = hearing.events.all()
            approved = Plenary.objects.filter(state=PlenaryState.APPROVED)
            previous.queryset = approved.select_related("hearing", "event")


class PromiseForm(DeskForm):
    """Who answers."""

    responsible = forms.CharField(label=_("Office or official who answers"), max_length=160, required=False)
    due = _day(_("Answer promised by"))
    level = forms.ChoiceField(label=_("Who decides"), choices=DecisionLevel.choices)
    assignee = forms.ModelChoiceField(
        label=_("Who is reminded by mail"),
        queryset=User.objects.none(),
        required=False,
        help_text=_(
            "This person is told now, a week before the day, and when it is late. The name is not public."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = RoleAssignment.objects.filter(role__in=[Role.REVIEWER, Role.COORDINATOR])
        people = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by(
            "display_name", "pk"
        )
        cast(forms.ModelChoiceField, self.fields["assignee"]).queryset = people


class LaterForm(DeskForm):
    """What has been done since the answer."""

    date = _day(_("Day"), required=True)

    def __init__(self, *args: Any, languages: Sequence[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("title", _("What happened"), languages, required=True)
        self._add_words("text", _("More about it"), languages, long=True, most=3000)


class AnswerForm(DeskForm):
    """An answer."""

    kind = forms.ChoiceField(
        label=_("Answer"), choices=AnswerKind.choices, widget=forms.RadioSelect, required=False
    )
    by_date = _day(_("Changed by (only for what will change)"))
    answered_by = forms.CharField(label=_("Who answers, by name and office"), max_length=160, required=False)

    def __init__(self, *args: Any, languages: Sequence[str] = LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words("text", _("Answer in words"), languages, long=True, most=3000, required=True)
        self.order_fields(["kind", "by_date", "text_fi", "text_sv", "text_en", "answered_by"])


class DevelopmentForm(DeskForm):
    """What could be done."""

    title = forms.CharField(label=_("What could be done"), max_length=120, required=False)
    text = forms.CharField(
        label=_("More about it"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices)


SCRIBED = [
    (value, label)
    for value, label in Channel.choices
    if value in ("scribe", "sticky", "postcard", "organisation")
]
