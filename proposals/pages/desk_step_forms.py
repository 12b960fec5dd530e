"""Forms of the steps of a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import Service, User
from proposals.domain.reviewing.plan import StepWish
from proposals.models import MOST_DAYS, TEXT_LENGTH, Handed, ReviewStep, ReviewTask, StepKind
from proposals.pages.desk_forms import _day, _long, named


def _departments(*, label: Any = None) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label or _("Department"),
        queryset=Service.objects.all(),
        required=False,
        empty_label=pgettext_lazy("how many", "None"),
    )


class _PeopleForm(forms.Form):
    """A form that chooses one of `people`."""

    person = "reviewer"

    def __init__(self, data: Any, *, people: list[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = {one.pk: one for one in people}
        choices = [("", _("Nobody in particular")), *((pk, named(one)) for pk, one in self.people.items())]
        self.fields[self.person].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User | None:
        """The person, or None for nobody."""
        return self.people.get(self.cleaned_data[self.person])


def _person(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


class GiveTaskForm(_PeopleForm):
    """Who does a task, in which department, until when."""

    service = _departments()
    reviewer = _person(_("Who does it"))
    due = forms.DateField(label=_("Due"), widget=_day())


class HandOutForm(_PeopleForm):
    """Whom the chosen reviews, or their open tasks, are given to."""

    what = forms.ChoiceField(choices=Handed.choices, required=False)
    service = _departments()
    reviewer = _person(_("Who reviews"))
    due = forms.DateField(label=_("Due"), required=False, widget=_day())

    def __init__(self, data: Any, *, people: list[User]) -> None:
        super().__init__(data, people=people, auto_id="assign-%s")
        person = self.fields["reviewer"]
        person.choices = [("", _("Nobody: back to the queue")), *person.choices[1:]]  # type: ignore[attr-defined]

    @property
    def handed(self) -> Handed:
        """What is given; reviews, unless told otherwise."""
        return Handed(self.cleaned_data["what"] or Handed.REVIEWS)


class AddTaskForm(_PeopleForm):
    """One more reviewer in a step."""

    kind = forms.ChoiceField(label=_("Step"), choices=StepKind.choices)
    service = _departments()
    reviewer = _person(_("Who does it"))
    days = forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class FinishTaskForm(forms.Form):
    """What a check found."""

    passed = forms.TypedChoiceField(
        label=_("What did you find?"),
        choices=[("yes", _("In order")), ("no", _("Not in order"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only officials who review here ever see it."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=_long(3),
    )


class AskColleagueForm(_PeopleForm):
    """A question to a colleague."""

    person = "of"
    of = _person(_("Whom do you ask?"))
    text = forms.CharField(
        label=_("Question"),
        help_text=_("Only officials who review here ever see it."),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Write something first.")},
        widget=_long(3),
    )


class AnswerForm(forms.Form):
    """An answer to a colleague."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Write something first.")},
        widget=_long(3),
    )


class StepsForm(forms.Form):
    """The steps of a year or of a category: for each kind whether, how long, which department."""

    def __init__(self, data: Any, *, steps: list[ReviewStep], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        stored = {step.kind: step for step in steps}
        for kind in StepKind:
            step = stored.get(kind)
            self.fields[f"{kind}_on"] = forms.BooleanField(
                label=kind.label, required=False, initial=step is not None
            )
            self.fields[f"{kind}_days"] = forms.IntegerField(
                label=_("Working days"),
                required=False,
                min_value=1,
                max_value=MOST_DAYS,
                initial=step.days if step else 10,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            )
            field = _departments()
            field.initial = step.service_id if step else None
            self.fields[f"{kind}_service"] = field

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each step side by side."""
        return [{part: self[f"{kind}_{part}"] for part in ("on", "days", "service")} for kind in StepKind]

    def wishes(self) -> list[StepWish]:
        """The chosen steps."""
        sent = self.cleaned_data
        return [
            StepWish(kind, sent[f"{kind}_days"] or 10, sent[f"{kind}_service"])
            for kind in StepKind
            if sent[f"{kind}_on"]
        ]


def can_finish(task: ReviewTask) -> bool:
    """Whether a task is finished here: the decision is not."""
    return task.kind != StepKind.DECISION
