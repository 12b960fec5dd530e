"""Forms for what a year taught."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.process.domain import improvements, lessons
from commons.process.models import Cycle, Improvement, ImprovementState, Lesson, LessonTopic
from commons.process.models.lesson import PARTS
from commons.texts.translated import LANGUAGES

PART_NAMES = {
    "promised": _("What did we promise?"),
    "happened": _("What happened?"),
    "change": _("What do we change next time?"),
}
LANGUAGE_NAMES = {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}


def _area(label: Any, longest: int, language: str) -> forms.CharField:
    attrs = {"rows": 3, "lang": language}
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.Textarea(attrs=attrs)
    )


class LessonForm(forms.Form):
    """A lesson: three parts in three languages, the topic, a link."""

    topic = forms.ChoiceField(label=pgettext_lazy("lesson", "What is it about?"), choices=LessonTopic.choices)
    link = forms.CharField(
        label=_("A figure or page that shows it"),
        required=False,
        max_length=lessons.LONGEST_LINK,
        help_text=_("Such as /results/kuvala-2026/ or https://example.org. May be left empty."),
    )

    def __init__(self, data: Any, *, lesson: Lesson | None) -> None:
        names = [f"{part}_{language}" for part in PARTS for language in LANGUAGES]
        initial = {name: getattr(lesson, name) for name in ("topic", "link", *names)} if lesson else {}
        super().__init__(data, initial=initial)
        for part in PARTS:
            for language in LANGUAGES:
                self.fields[f"{part}_{language}"] = _area(LANGUAGE_NAMES[language], lessons.LONGEST, language)

    def parts(self) -> list[dict[str, Any]]:
        """For the page: the question, and its fields, one a language."""
        return [
            {
                "key": part,
                "name": PART_NAMES[part],
                "fields": [self[f"{part}_{language}"] for language in LANGUAGES],
            }
            for part in PARTS
        ]

    def texts(self, part: str) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"{part}_{language}"] for language in LANGUAGES}


class ImprovementForm(forms.Form):
    """Done, or why not now."""

    state = forms.ChoiceField(
        label=_("What became of it?"), choices=ImprovementState.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, improvement: Improvement) -> None:
        initial = {f"words_{language}": getattr(improvement, f"words_{language}") for language in LANGUAGES}
        super().__init__(data, initial={"state": improvement.state, **initial})
        for language in LANGUAGES:
            self.fields[f"words_{language}"] = _area(LANGUAGE_NAMES[language], improvements.LONGEST, language)

    def words(self) -> list[Any]:
        """The fields for what was done or why not now."""
        return [self[f"words_{language}"] for language in LANGUAGES]

    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"words_{language}"] for language in LANGUAGES}


class BringOverForm(forms.Form):
    """The year whose lessons are brought over."""

    source = forms.ModelChoiceField(label=_("Year"), queryset=Cycle.objects.none(), to_field_name="slug")

    def __init__(self, data: Any, *, years: list[Cycle]) -> None:
        super().__init__(data)
        chosen = Cycle.objects.filter(pk__in=[one.pk for one in years])
        self.fields["source"].queryset = chosen  # type: ignore[attr-defined]
