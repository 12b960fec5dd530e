"""The questions of writing and of talking. What may stand in a field, the verbs decide; forms only ask and show."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import CommentKind
from commons.http.errors import Refusal
from commons.places.domain import queries as places
from commons.places.pages.forms import PlaceForm
from commons.process.models import Cycle
from proposals.domain.fields import categories_of
from proposals.models import Proposal, SplitPart

LANGUAGES = (
    ("fi", "Suomi"),
    ("sv", "Svenska"),
    ("en", "English"),
    ("se", "Davvisámegiella"),
    ("ar", "العربية"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("ku", "Kurdî"),
    ("pl", "Polski"),
    ("ru", "Русский"),
    ("so", "Soomaali"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
)
"""Languages that residents write in, by their own names: those of the program first."""


def language_field() -> forms.ChoiceField:
    """The language of what somebody writes; a text in one that is not listed keeps the tag that it came with."""
    return forms.ChoiceField(label=_("Language of my text"), choices=LANGUAGES)


def readers_language() -> str:
    """The language of the page, as a first guess for the text."""
    return (get_language() or "fi")[:2]


class AskForm(forms.Form):
    """Asks, and shows what the verb refused. Nothing is checked here, so that pages and API refuse alike."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # What is typed turns to its own direction of writing, as it will be shown.
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs.setdefault("dir", "auto")

    def full_clean(self) -> None:
        """Nothing typed is judged before the verb has seen it."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def typed(self) -> dict[str, str]:
        """What was typed, by field; fields that were not sent are left out."""
        sent = [name for name in self.fields if self.add_prefix(name) in self.data]
        return {name: str(self.data[self.add_prefix(name)]) for name in sent}

    def take(self, refusal: Refusal) -> None:
        """Show a refusal: beside its fields, or above the form."""
        if not refusal.fields:
            self.add_error(None, str(refusal))
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, str(text))


class TitleForm(AskForm):
    """Its name."""

    title = forms.CharField(
        label=_("What do you propose?"),
        help_text=_("One line, for example: A lit sledging hill in Harjula park."),
    )
    language = language_field()


class TextForm(AskForm):
    """What and why."""

    what = forms.CharField(
        label=_("What should be done?"),
        help_text=_("Tell it as you would tell a neighbour. A few sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    why = forms.CharField(
        label=_("Why is it needed?"),
        help_text=_("What is wrong or missing now?"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ForWhomForm(AskForm):
    """Who gains."""

    for_whom = forms.CharField(
        label=_("Who is it for?"),
        help_text=_("For example children, people who walk, everybody who lives by the shore."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CategoryForm(AskForm):
    """What it is about, and a guess of its cost."""

    category = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    rough_cost = forms.CharField(
        label=_("What could it cost, roughly?"),
        help_text=_(
            "In euros, for example 1500. Leave it empty if you do not know: the town reckons the cost."
        ),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = self.fields["category"]
        assert isinstance(categories, forms.ChoiceField)  # noqa: S101 (for the type)
        categories.choices = [
            (one.slug, f"{one.name}: {one.description}" if one.description else str(one.name))
            for one in categories_of(cycle)
        ]


class WhereForm(PlaceForm):
    """Where, in the year's own town."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, needed=False, **kwargs)
        below = places.without_outlines().filter(places.at_or_below(cycle.area))
        areas = self.fields["area"]
        assert isinstance(areas, forms.ModelChoiceField)  # noqa: S101 (for the type)
        areas.queryset = below
        self._tree = places.in_tree_order(below)

    def changes(self) -> dict[str, Any]:
        """The chosen place as the fields of a proposal."""
        point = self.chosen.point
        return {
            "area": self.chosen.area,
            "latitude": point.latitude if point else None,
            "longitude": point.longitude if point else None,
            "place_name": self.chosen.name[:160],
        }

    def take(self, refusal: Refusal) -> None:
        """Show a refusal: beside its fields, or above the form."""
        if not refusal.fields:
            self.add_error(None, str(refusal))
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name == "area" else None, str(text))


class PictureForm(AskForm):
    """A picture and what it shows."""

    alt = forms.CharField(
        label=_("What does the picture show?"),
        help_text=_("One sentence, for people who cannot see it."),
        required=False,
    )
    image = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, at most 10 MB. Where and when it was taken is removed from it."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )


class CommentForm(AskForm):
    """One contribution."""

    kind = forms.ChoiceField(
        label=_("What is your comment?"), choices=CommentKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 5}))
    language = language_field()


class ReplyForm(AskForm):
    """An answer to a contribution."""

    text = forms.CharField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 4}))
    language = language_field()


class CorrectForm(AskForm):
    """One's own words, corrected."""

    text = forms.CharField(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 6}))


def initial_of(proposal: Proposal | SplitPart) -> Mapping[str, Any]:
    """What a draft holds, as the forms show it."""
    cost = proposal.rough_cost
    return {
        "title": proposal.title,
        "language": proposal.language,
        "what": proposal.what,
        "why": proposal.why,
        "for_whom": proposal.for_whom,
        "category": proposal.category.slug if proposal.category else "",
        "rough_cost": ""
        if cost is None
        else f"{cost:.0f}"
        if cost == cost.to_integral_value()
        else f"{cost}",
        "area": proposal.area_id,
        "latitude": "" if proposal.latitude is None else f"{proposal.latitude:.6f}",
        "longitude": "" if proposal.longitude is None else f"{proposal.longitude:.6f}",
        "place_name": proposal.place_name,
    }
