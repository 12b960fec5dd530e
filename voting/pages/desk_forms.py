"""Forms of the voting desk. What fits together, the verbs decide; here is only what each field can hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voting.counting import RULES
from voting.domain.codes import LARGEST_BATCH
from voting.domain.elections import BallotRules
from voting.domain.explaining import rule_name
from voting.domain.notices import FIELDS, LONGEST_REASON, Thing, texts_of
from voting.models import BallotKind, BallotProject, Election, NoticeKind
from voting.models.notice import PROJECT_TEXTS

MOST_BYTES = 20 * 1024 * 1024


def whole(label: Any, help_text: Any = "", *, least: int = 0, most: int = 32_000) -> forms.IntegerField:
    """A whole number in a text field, so that what was typed stays when it is no number. Empty: no limit."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def rule_choices() -> list[tuple[str, str]]:
    """Every rule that can count, in plain words."""
    return [(rule, rule_name(rule)) for rule in RULES]


class RulesForm(forms.Form):
    """The rules of a vote."""

    ballot_kind = forms.ChoiceField(
        label=_("What does a voter do?"), choices=BallotKind, widget=forms.RadioSelect
    )
    min_length = whole(_("Choose at least this many projects"), _("In each pot of money. 1 is usual."))
    max_length = whole(
        _("Choose at most this many projects"), _("In each pot of money. Empty: no limit."), least=1
    )
    max_sum_points = whole(
        _("Points that a voter has"), _("Only for a vote with points."), least=1, most=1_000_000
    )
    min_sum_points = whole(
        _("Points that a voter must give at least"), _("Only for a vote with points."), most=1_000_000
    )
    max_points = whole(
        _("Most points for one project"),
        _("Only for a vote with points. Empty: no limit."),
        least=1,
        most=1_000_000,
    )
    rule = forms.ChoiceField(
        label=_("How are the votes counted?"), choices=rule_choices, widget=forms.RadioSelect
    )
    totals_live = forms.BooleanField(
        label=_("Show the votes of each project while voting is open"),
        help_text=_("Otherwise only the turnout is shown until voting has closed."),
        required=False,
    )
    seed = forms.CharField(
        label=_("Seed of the lot"),
        help_text=_(
            "Settles ties that nothing else settles. Write what was drawn in public; it is published with the rules. "
            "Left empty, one is drawn when the vote is opened: its fingerprint is published at once, the seed with the "
            "count."
        ),
        required=False,
        max_length=64,
    )
    lot_source = forms.CharField(
        label=_("Public drawing for the lot"),
        help_text=_(
            "Instead of a seed: a drawing after the vote that everybody can look up, for example the winning numbers "
            "of a named lottery on a named day. Two people enter what was drawn."
        ),
        required=False,
        max_length=200,
    )

    @classmethod
    def of(cls, election: Election | None) -> dict[str, Any]:
        """What the form shows first."""
        now = election or BallotRules()
        return {name: getattr(now, name) for name in cls.base_fields}

    def chosen(self) -> BallotRules:
        """The rules as the verb takes them."""
        data = dict(self.cleaned_data)
        data["min_length"] = data["min_length"] or 0
        data["ballot_kind"] = BallotKind(data["ballot_kind"])
        return BallotRules(**data)


class CsvForm(forms.Form):
    """A file of those who may vote."""

    file = forms.FileField(
        label=_("File of those who may vote (CSV)"),
        help_text=_("With the columns person_id, birth_year and area. At most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> object:
        """Not larger than a page may take."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Split it: every part adds to the roll.")
            )
        return file


class LettersForm(forms.Form):
    """For whom letters are made."""

    area = forms.ChoiceField(label=_("For which area"), required=False)
    most = whole(
        _("At most so many letters"), _("One file holds at most 1 000 letters."), least=1, most=LARGEST_BATCH
    )
    addresses = forms.FileField(
        label=_("Names and addresses (CSV)"),
        help_text=_(
            "With the columns person_id, name, street and post. They are printed on the letters and kept nowhere. "
            "Without them a letter shows its number and area."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].choices = [("", _("The whole town")), *areas]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Whose letter is replaced."""

    person = forms.CharField(
        label=_("Person id, or number of the old letter"),
        help_text=_("The number stands at the top right of the letter, for example 3/1207."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RevokeForm(forms.Form):
    """Why a batch of letters is called back."""

    reason = forms.CharField(
        label=_("Why do these codes stop working?"),
        help_text=_(
            "The reason is kept with the batch. Votes that were cast with these codes stay in the box."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OpenForm(forms.Form):
    """The last question before the rules are frozen."""

    sure = forms.BooleanField(
        label=_("I have read the list above. From now on rules, projects and costs cannot be changed.")
    )
    reason = forms.CharField(
        label=_("Why is the vote opened although points are worth a look?"),
        help_text=_("Goes on record with your name."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, warned: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not warned:
            del self.fields["reason"]


class NoticeForm(forms.Form):
    """Other words of something frozen, or that a project cannot be carried out; and why."""

    kind = forms.ChoiceField(
        label=_("What has to be told?"), choices=NoticeKind, initial=NoticeKind.TEXT, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Everybody will read it, beside what was changed."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, thing: Thing, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, text in texts_of(thing).items():
            is_long = name in PROJECT_TEXTS and name != "title"
            self.fields[name] = forms.CharField(
                label=str(FIELDS[name]),
                initial=text,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}) if is_long else forms.TextInput(),
            )
        if not isinstance(thing, BallotProject):
            del self.fields["kind"]
        self.order_fields(["kind", *texts_of(thing), "reason"])

    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        sent = dict(self.cleaned_data)
        reason, kind = sent.pop("reason"), sent.pop("kind", NoticeKind.TEXT)
        return {"reason": reason, "after": sent if kind == NoticeKind.TEXT else None}


class RefuseForm(forms.Form):
    """Why a change is not confirmed."""

    reason = forms.CharField(
        label=_("Why should the text stay as it is?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
