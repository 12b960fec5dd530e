"""Forms of the council's item. What fits together, the verbs decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.process.models import Envelope
from voting.domain.council import carrying
from voting.models import (
    BallotProject,
    CarriedMoney,
    CouncilLine,
    CouncilSession,
    Election,
    FreedUse,
    Verdict,
)

MOST_TEXT = 5_000


def _long(
    label: Any, help_text: Any = "", *, required: bool = True, most: int = MOST_TEXT
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _section(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Section of the minutes"), help_text=_("For example: § 62"), required=required, max_length=60
    )


def _money(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=False,
        localize=True,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class ItemForm(forms.Form):
    """Meeting and words of an item."""

    meeting = forms.CharField(label=_("Meeting"), help_text=_("For example: City council"), max_length=160)
    held_on = forms.DateField(
        label=_("Day of the meeting"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    section = _section(required=False)
    introduction = _long(
        _("What is put before the council"),
        _("Councillors and, once it is decided, everybody reads it. The result is linked by itself."),
        required=False,
    )

    @classmethod
    def of(cls, session: CouncilSession) -> dict[str, Any]:
        """What the form shows first."""
        return {name: getattr(session, name) for name in cls.base_fields}


class AnnexForm(forms.Form):
    """A PDF beside the item."""

    title = forms.CharField(label=_("What the file is"), max_length=160)
    file = forms.FileField(label=_("File (PDF)"), help_text=_("At most 10 MB."))

    def sent(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"title": self.cleaned_data["title"], "content": self.cleaned_data["file"].read()}


class LineForm(forms.Form):
    """What the council decided on one project."""

    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict, widget=forms.RadioSelect)
    amount = _money(_("New amount"), _("Only where the council changed the amount."))
    spent = _money(_("Money spent so far"), _("Only for a project that is cancelled after work began."))
    reason = _long(
        _("Reason"),
        _(
            "Needed unless the project is confirmed as it is. The author and everybody who follows it will read it."
        ),
        required=False,
    )
    conditions = _long(_("Conditions"), _("What the council asks for, if anything."), required=False)
    section = _section()

    @classmethod
    def of(cls, line: CouncilLine | None, section: str) -> dict[str, Any]:
        """What the form shows first."""
        return {name: getattr(line, name) for name in cls.base_fields} if line else {"section": section}

    def decision(self) -> dict[str, Any]:
        """What the verb takes."""
        return {**self.cleaned_data, "verdict": Verdict(self.cleaned_data["verdict"])}


class OthersForm(forms.Form):
    """All others are confirmed."""

    section = _section()


class RejectForm(forms.Form):
    """The council rejected the whole, or not after all."""

    rejects = forms.BooleanField(label=_("The council rejected the whole result"), required=False)
    reason = _long(_("Reason"), _("Everybody who voted will read it."), required=False)


class SendBackForm(forms.Form):
    """Why the second official sends it back."""

    reason = _long(_("What does not agree with the minutes?"))


class PotField(forms.ModelChoiceField):
    """A pot with its year."""

    def label_from_instance(self, obj: Any) -> str:
        """Year and pot."""
        return f"{obj.cycle}: {obj}"


class FreedForm(forms.Form):
    """What becomes of money that is freed."""

    use = forms.ChoiceField(label=_("What becomes of the money?"), choices=FreedUse, widget=forms.RadioSelect)
    to = PotField(
        label=_("Into which pot"),
        help_text=_("For money that is carried over. Nothing chosen: it is set aside in its own pot."),
        queryset=Envelope.objects.none(),
        required=False,
        empty_label=_("Set aside in this pot"),
    )
    rest = forms.ChoiceField(
        label=_("What becomes of what the next on the list leave"),
        choices=[
            ("", _("Not decided yet")),
            (FreedUse.CARRY_OVER, FreedUse.CARRY_OVER.label),
            (FreedUse.NEXT_CYCLE, FreedUse.NEXT_CYCLE.label),
        ],
        required=False,
    )
    with_unused = forms.BooleanField(label=_("Decide also on what was left before"), required=False)
    anew = forms.BooleanField(
        label=_("Take back what was carried before, and decide on it anew"), required=False
    )
    reason = _long(_("Reason"))
    section = _section()

    def __init__(self, *args: Any, targets: list[Envelope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, targets)

    def decision(self) -> dict[str, Any]:
        """What the verb takes."""
        rest = self.cleaned_data["rest"]
        return {
            **self.cleaned_data,
            "use": FreedUse(self.cleaned_data["use"]),
            "rest": FreedUse(rest) if rest else None,
        }


class PlaceForm(forms.Form):
    """Where a waiting sum goes."""

    carried = forms.ModelChoiceField(queryset=CarriedMoney.objects.none(), widget=forms.HiddenInput)
    envelope = PotField(label=_("Into which pot"), queryset=Envelope.objects.none())

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["carried"]
        field.queryset = carrying.waiting(election.cycle)
        _offer(self, carrying.later_targets(election.cycle), "envelope")


def _offer(form: forms.Form, targets: list[Envelope], name: str = "to") -> None:
    field: Any = form.fields[name]
    field.queryset = Envelope.objects.filter(pk__in=[one.pk for one in targets]).select_related("cycle")


class ProjectField(forms.ModelChoiceField):
    """A project of the ballot by its title."""

    def label_from_instance(self, obj: Any) -> str:
        """The proposal's title."""
        return str(obj.proposal.title)


class QuestionForm(forms.Form):
    """What a councillor asks or remarks, on the whole or on one project of `projects`."""

    project = ProjectField(
        label=_("What it is about"),
        queryset=BallotProject.objects.none(),
        required=False,
        empty_label=_("The whole result"),
    )
    text = _long(
        _("Your question or comment"),
        _("The officials answer here. Everybody reads both when the council has decided."),
        most=2_000,
    )

    def __init__(self, *args: Any, projects: QuerySet[BallotProject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = projects


class AnswerForm(forms.Form):
    """What an official answers."""

    text = _long(_("Answer"))


class NoForm(forms.Form):
    """A button alone."""
