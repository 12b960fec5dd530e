"""What is asked at the desk about splitting a proposal. What may stand in a field, the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.places.domain import queries as places
from commons.process.models import Cycle
from proposals.domain.fields import categories_of
from proposals.models import PART_FIELDS, SplitPart
from proposals.pages.forms import AskForm, language_field
from proposals.pages.merging_forms import number_in


class NewPlanForm(AskForm):
    """Why, into how many, and how long its author has."""

    reason = forms.CharField(
        label=_("Why is it better split?"),
        help_text=_("The author reads it in the mail; it becomes public when the proposal is split."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    parts = forms.CharField(
        label=_("Into how many parts?"),
        help_text=_("From two to six. You can add and remove parts later."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    days = forms.CharField(
        label=_("How many days does the author have to answer?"),
        help_text=_("From 7 to 60, counted from the day when you ask. Without an answer it stays whole."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def number(self, name: str) -> int:
        """A number that was typed, or 0 for what is none; the verb refuses it."""
        return number_in(self.typed().get(name, ""))


class PartForm(AskForm):
    """One part, in the words that the author would use."""

    title = forms.CharField(label=_("Title"))
    language = language_field()
    what = forms.CharField(label=_("What should be done?"), widget=forms.Textarea(attrs={"rows": 7}))
    why = forms.CharField(label=_("Why is it needed?"), widget=forms.Textarea(attrs={"rows": 5}))
    for_whom = forms.CharField(
        label=_("Who is it for?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    category = forms.ChoiceField(label=_("What is it about?"))
    area = forms.ChoiceField(label=_("Area"))
    place_name = forms.CharField(
        label=_("Street or place"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    keeps_point = forms.BooleanField(
        label=_("The point on the map is right for this part too"), required=False
    )
    rough_cost = forms.CharField(
        label=_("What could it cost, roughly?"),
        help_text=_("In euros, for example 1500. Leave it empty if you do not know."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, cycle: Cycle, has_point: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].label = _("Language of the text")
        below = places.without_outlines().filter(places.at_or_below(cycle.area))
        tree = places.in_tree_order(below)
        self._choose("area", [(place.area.pk, "\u2003" * place.depth + str(place.title)) for place in tree])
        self._choose("category", [(one.slug, str(one)) for one in categories_of(cycle)])
        if not has_point:
            del self.fields["keeps_point"]

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type)
        field.choices = [("", _("Choose")), *choices]

    def changes(self, part: SplitPart) -> dict[str, Any]:
        """What was typed as the fields of a part; the point is the whole's, or none."""
        typed: dict[str, Any] = {name: text for name, text in self.typed().items() if name in PART_FIELDS}
        whole = part.plan.proposal
        if "keeps_point" in self.fields:
            keeps = "keeps_point" in self.data
            typed["latitude"] = whole.latitude if keeps else None
            typed["longitude"] = whole.longitude if keeps else None
        return typed
