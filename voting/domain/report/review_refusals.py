"""The grounds of refusals in numbers: how often each was given, in which step, for which kind of proposals."""

from collections import Counter

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from proposals.models import Ground, State, StepKind
from voting.domain.report.review_course import Course, Seen
from voting.domain.report.tree import NUMBER, Row, Table

NOT_STATED = ""
"""The ground of decisions from before the list."""


def refusals(course: Course, listing: str) -> tuple[Table, Table]:
    """The refusals by ground and step, and by category and ground. No query."""
    refused = [one for one in course.proposals if one.state == State.NOT_FEASIBLE]
    url = f"{listing}&{urlencode({'state': State.NOT_FEASIBLE})}"
    return _by_step(course, refused, url), _by_category(course, refused, url)


def step_name(step: StepKind | None) -> str:
    """A step of the review in words; None: a review without steps."""
    return str(step.label) if step else _("Review in one step")


def _name(ground: str) -> str:
    return str(Ground(ground).label) if ground else pgettext("ground of a refusal", "Not stated")


def _given(refused: list[Seen]) -> list[str]:
    """The grounds that were given: the most frequent first, as often as another in the order of the list, and last
    what is no ground of the list."""
    often = Counter(one.ground for one in refused)
    order = [*Ground.values, NOT_STATED]
    last = (Ground.OTHER, NOT_STATED)
    return sorted(
        often, key=lambda one: (one in last, -often[one] if one not in last else 0, order.index(one))
    )


def _by_step(course: Course, refused: list[Seen], url: str) -> Table:
    stops = [(one.ground, course.stop_of(one)) for one in refused]
    often = Counter(stops)
    steps = [step for step in (*StepKind, None) if any(step == stop for _ground, stop in stops)]
    return Table(
        key="review-refusals",
        title=_("On which grounds proposals were refused"),
        head=pgettext("why a proposal stopped", "Ground"),
        columns=(_("Proposals"), *(step_name(step) for step in steps)),
        kinds=(NUMBER,) * (1 + len(steps)),
        rows=tuple(
            Row(
                _name(ground),
                (sum(ground == one.ground for one in refused), *(often[ground, step] for step in steps)),
                url,
            )
            for ground in _given(refused)
        ),
        note=_(
            "Whoever refuses a proposal chooses one ground of a list and gives the reason in free words. A check "
            "that was not passed counts where it said no."
        ),
        url=url,
        chart=0,
    )


def _by_category(course: Course, refused: list[Seen], url: str) -> Table:
    often = Counter((one.category, one.ground) for one in refused)
    none = pgettext("kinds of proposals", "No category")
    names = [(one.pk, str(one)) for one in course.categories] + [(None, none)]
    return Table(
        key="review-refusals-categories",
        title=_("Grounds of refusals by category"),
        head=_("Category and ground"),
        columns=(_("Proposals"),),
        kinds=(NUMBER,),
        rows=tuple(
            Row(f"{name}: {_name(ground)}", (often[category, ground],), url)
            for category, name in names
            for ground in _given(refused)
            if often[category, ground]
        ),
        url=url,
    )
