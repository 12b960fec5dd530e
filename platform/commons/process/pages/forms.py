"""Forms for setting up a year."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal
from commons.places.models import Area
from commons.process.domain.money import Source
from commons.process.domain.phases import Span
from commons.process.models import Cycle, Envelope, Phase, PhaseKind
from commons.texts.fields import MoneyField
from commons.texts.translated import LANGUAGES

LANGUAGE_NAMES = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
BLANK_SOURCES = 2
MOST_SOURCES = 20
DAY_ENDS = dt.time(23, 59)


def take(form: forms.Form, refusal: Refusal) -> None:
    """Show a verb's refusal in the form: at the fields it names, else on top."""
    for name, texts in refusal.fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal))


def _areas() -> Any:
    return Area.objects.defer("outline", "outline_shown")


class WordsForm(forms.Form):
    """The year's name and what it is about, in three languages."""

    name_fi = forms.CharField(label=_("Name in Finnish"), max_length=160, required=False)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=160, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    summary_fi = forms.CharField(
        label=_("What it is about, in Finnish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    summary_sv = forms.CharField(
        label=_("What it is about, in Swedish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    summary_en = forms.CharField(
        label=_("What it is about, in English"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def texts(self, name: str) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}


class YearForm(WordsForm):
    """A new year."""

    field_order = ["year", "area", "copied_from", "name_fi", "name_sv", "name_en"]

    year = forms.IntegerField(
        label=_("Year"), widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6})
    )
    area = forms.ModelChoiceField(
        label=_("Town"), queryset=Area.objects.none(), help_text=_("Its residents propose and vote.")
    )
    currency = forms.CharField(label=_("Currency"), initial="EUR", max_length=3)
    copied_from = forms.ModelChoiceField(
        label=_("Take over phases, money and lessons from"),
        queryset=Cycle.objects.none(),
        required=False,
        empty_label=_("Begin with an empty year"),
        help_text=_(
            "The dates are moved by whole years. What that year taught becomes a checklist of improvements. "
            "You can change everything afterwards."
        ),
    )

    def __init__(self, *args: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = self.fields["area"]
        areas.queryset = _areas().filter(parent=None)  # type: ignore[attr-defined]
        self.fields["copied_from"].queryset = years  # type: ignore[attr-defined]


class PhasesForm(forms.Form):
    """The dates of all phases in one table; a row without dates is a phase that this year does not have."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the end of a phase that has begun is moved. Everybody can read it."),
    )

    def __init__(self, data: Any, *, phases: Mapping[PhaseKind, Phase]) -> None:
        super().__init__(data)
        self.phases = phases
        for kind in PhaseKind:
            initial = _day_and_time(phases.get(kind))
            for place, (part, label) in enumerate(
                (
                    ("opens", _("opens")),
                    ("opens_time", _("opens at")),
                    ("closes", _("last day")),
                    ("closes_time", _("closes at")),
                )
            ):
                make = forms.TimeField if part.endswith("time") else forms.DateField
                kind_of = "time" if part.endswith("time") else "date"
                widget = (forms.TimeInput if kind_of == "time" else forms.DateInput)(
                    attrs={"type": kind_of, "aria-label": f"{kind.label}: {label}"},
                    format="%H:%M" if kind_of == "time" else "%Y-%m-%d",
                )
                self.fields[f"{kind}_{part}"] = make(
                    label=f"{kind.label}: {label}", required=False, widget=widget, initial=initial[place]
                )

    def rows(self) -> list[dict[str, Any]]:
        """For the table: `kind`, `name`, the four fields, `errors`."""
        return [
            {
                "kind": kind,
                "name": kind.label,
                "fields": [
                    self[f"{kind}_{part}"] for part in ("opens", "opens_time", "closes", "closes_time")
                ],
                "errors": [
                    text
                    for part in ("opens", "opens_time", "closes", "closes_time")
                    for text in self[f"{kind}_{part}"].errors
                ],
            }
            for kind in PhaseKind
        ]

    def clean(self) -> dict[str, Any]:
        """A phase has both days or none."""
        cleaned = super().clean() or self.cleaned_data
        for kind in PhaseKind:
            opens, closes = cleaned.get(f"{kind}_opens"), cleaned.get(f"{kind}_closes")
            typed = {f"{kind}_opens", f"{kind}_closes"} & set(self.errors)
            if bool(opens) != bool(closes) and not typed:
                self.add_error(
                    f"{kind}_{'closes' if opens else 'opens'}", _("Give both the first and the last day.")
                )
        return cleaned

    def spans(self) -> dict[PhaseKind, Span]:
        """The plan as it was typed. A row that was not touched keeps its stored moments to the second."""
        found: dict[PhaseKind, Span] = {}
        for kind in PhaseKind:
            parts = [
                self.cleaned_data[f"{kind}_{part}"]
                for part in ("opens", "opens_time", "closes", "closes_time")
            ]
            phase = self.phases.get(kind)
            if phase is not None and parts == _day_and_time(phase):
                found[kind] = Span(phase.opens_at, phase.closes_at)
            elif parts[0] and parts[2]:
                found[kind] = Span(
                    _moment(parts[0], parts[1] or dt.time()), _end(parts[2], parts[3] or DAY_ENDS)
                )
                if phase is not None and parts[:2] == _day_and_time(phase)[:2]:
                    found[kind] = Span(phase.opens_at, found[kind].closes_at)
        return found

    def take(self, refusal: Refusal) -> None:
        """Show what the verb said at the row that it is about."""
        for name, texts in refusal.fields.items():
            field = name if name in self.fields else f"{name}_opens"
            for text in texts:
                self.add_error(field if field in self.fields else None, str(text))
        if not refusal.fields:
            self.add_error(None, str(refusal))


def _day_and_time(phase: Phase | None) -> list[Any]:
    """First day and hour, last day and hour as people say them: 23.59 of the last day, not the midnight after."""
    if phase is None:
        return [None, None, None, None]
    opens = timezone.localtime(phase.opens_at)
    closes = timezone.localtime(phase.closes_at)
    if closes.time().replace(second=0, microsecond=0) == dt.time():
        closes = timezone.localtime(phase.closes_at - dt.timedelta(minutes=1))
    return [
        opens.date(),
        opens.time().replace(second=0, microsecond=0),
        closes.date(),
        closes.time().replace(second=0, microsecond=0),
    ]


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def _end(day: dt.date, time: dt.time) -> dt.datetime:
    if time == DAY_ENDS:
        return _moment(day + dt.timedelta(days=1), dt.time())
    return _moment(day, time)


class EnvelopeForm(forms.Form):
    """An envelope with its sources: what there is, and two empty rows."""

    name_fi = forms.CharField(label=_("Name in Finnish"), max_length=160, required=False)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=160, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    area = forms.ModelChoiceField(
        label=_("Area"), queryset=Area.objects.none(), required=False, empty_label=_("The whole town")
    )

    def __init__(self, data: Any, *, cycle: Cycle, envelope: Envelope | None = None) -> None:
        held = list(envelope.sources.all()) if envelope else []
        stored = [source for source in held if source.carried_from_id is None]
        self.carried = [source for source in held if source.carried_from_id is not None]
        initial: dict[str, Any] = {"area": envelope.area_id} if envelope else {}
        if envelope:
            initial |= {f"name_{language}": getattr(envelope, f"name_{language}") for language in LANGUAGES}
        for place, source in enumerate(stored):
            initial[f"sources-{place}-amount"] = source.amount
            initial |= {
                f"sources-{place}-name_{language}": getattr(source, f"name_{language}")
                for language in LANGUAGES
            }
        super().__init__(data, initial=initial)
        self.fields["area"].queryset = _areas().filter(path__startswith=cycle.area.path)  # type: ignore[attr-defined]
        self.row_count = min(max(len(stored) + BLANK_SOURCES, _sent_rows(data)), MOST_SOURCES)
        for place in range(self.row_count):
            for language, words in LANGUAGE_NAMES.items():
                self.fields[f"sources-{place}-name_{language}"] = forms.CharField(
                    label=_("Source %(n)d %(language)s") % {"n": place + 1, "language": words},
                    max_length=160,
                    required=False,
                )
            self.fields[f"sources-{place}-amount"] = MoneyField(
                label=_("Sum of source %(n)d") % {"n": place + 1}, required=False
            )

    def rows(self) -> list[dict[str, Any]]:
        """For the table of sources."""
        return [
            {
                "number": place + 1,
                "fields": [self[f"sources-{place}-name_{language}"] for language in LANGUAGES],
                "amount": self[f"sources-{place}-amount"],
            }
            for place in range(self.row_count)
        ]

    def name(self) -> dict[str, str]:
        """The name as it was typed."""
        return {language: self.cleaned_data[f"name_{language}"] for language in LANGUAGES}

    def sources(self) -> list[Source]:
        """Rows with anything in them; a row without a sum has none, which the verb refuses."""
        found = []
        for place in range(self.row_count):
            name = {language: self.cleaned_data[f"sources-{place}-name_{language}"] for language in LANGUAGES}
            amount = self.cleaned_data[f"sources-{place}-amount"]
            if any(name.values()) or amount is not None:
                found.append(Source(name, amount if amount is not None else Decimal(0)))
        return found


def _sent_rows(data: Any) -> int:
    """How many rows came, however few there are now: nothing that was typed is lost."""
    places = [
        int(name.split("-")[1])
        for name in (data or {})
        if name.startswith("sources-")
        and name.count("-") == 2
        and name.split("-")[1].isdecimal()
        and len(name.split("-")[1]) < 4
    ]
    return max(places, default=-1) + 1
