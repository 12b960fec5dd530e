"""The steps of writing a proposal: one question a page, each saved as one goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.domain.fields import missing
from proposals.models import Proposal
from proposals.pages.forms import AskForm, CategoryForm, ForWhomForm, TextForm, TitleForm, WhereForm

Form = AskForm | WhereForm


@dataclass(frozen=True)
class Step:
    """One page: its `slug` in the address, its word in the row of steps, its form and the fields it saves."""

    slug: str
    label: str | Promise
    fields: tuple[str, ...] = ()
    form: Callable[..., Form] | None = None


STEPS = (
    Step("title", _("Title"), ("title", "language"), TitleForm),
    Step("what", _("What and why"), ("what", "why"), TextForm),
    Step("for-whom", _("For whom"), ("for_whom",), ForWhomForm),
    Step("place", _("Place"), ("area", "latitude", "longitude", "place_name"), WhereForm),
    Step("category", _("Subject and cost"), ("category", "rough_cost"), CategoryForm),
    Step("pictures", _("Pictures")),
    Step("submit", _("Look it over")),
)
BY_SLUG = {step.slug: step for step in STEPS}


def after(step: Step) -> Step:
    """The next step; the last one is followed by itself."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step | None:
    """The step before, if there is one."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def address(proposal: Proposal, step: Step) -> str:
    """Where a step of this proposal is."""
    return reverse("proposals:step", args=[proposal.pk, step.slug])


def first_open(proposal: Proposal) -> Step:
    """Where to go on: the first step in which something is missing, else the look over."""
    gaps = set(missing(proposal))
    return next((step for step in STEPS if gaps & set(step.fields)), STEPS[-1])


def row(proposal: Proposal | None, here: Step) -> list[dict[str, Any]]:
    """The row of steps above the form, for pieces/steps.html. A step that still lacks something is not done."""
    place = STEPS.index(here)
    gaps = set(missing(proposal)) if proposal is not None else set()
    return [
        {
            "label": step.label,
            "state": "now"
            if step is here
            else "done"
            if number < place and not gaps & set(step.fields)
            else "next",
            "url": address(proposal, step) if proposal is not None and step is not here else "",
        }
        for number, step in enumerate(STEPS)
    ]
