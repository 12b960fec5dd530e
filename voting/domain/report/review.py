"""What happened to the proposals before the vote: how many stopped where and why, and how long it took."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.process.models import Cycle
from proposals.models import State, StepKind
from voting.domain.report.review_course import (
    ON_BALLOT,
    WAITING,
    Course,
    Part,
    Took,
    course_of,
    order,
    took,
    took_of,
)
from voting.domain.report.review_refusals import refusals, step_name
from voting.domain.report.tree import NUMBER, SHARE, TEXT, Cell, Fact, Row, Section, Table


def review(cycle: Cycle) -> Section:
    """How many stopped where, for which reasons, and how long it took. Nine queries."""
    course = course_of(cycle)
    listing = f"{reverse('proposals:list')}?{urlencode({'cycle': cycle.slug})}"
    facts = [Fact("proposals", _("Proposals"), len(course.proposals), NUMBER, listing)]
    if course.whole:
        facts.append(
            Fact(
                "review-days",
                _("Median days from proposal to the end of its review"),
                _whole(course).middle,
                NUMBER,
                listing,
            )
        )
    tables = [_stopped(course, listing)]
    if not cycle.is_imported:
        tables += [
            _steps(course, listing),
            *refusals(course, listing),
            _grounds(course, listing),
            _times(course, listing),
            _departments(course, listing),
            _appeals(course, listing),
        ]
    tables.append(_why(course, listing))
    return Section(
        "review",
        _("Proposals and their review"),
        facts=tuple(facts),
        tables=tuple(table for table in tables if table.rows),
    )


def _in_state(listing: str, state: State) -> str:
    return f"{listing}&{urlencode({'state': state})}"


def _stopped(course: Course, listing: str) -> Table:
    """Where each proposal is, or ended before the vote."""
    states = [one.state for one in course.proposals]
    rows = [Row(_("Reached the ballot"), (sum(state in ON_BALLOT for state in states),), listing)]
    rows += [
        Row(str(state.label), (states.count(state),), _in_state(listing, state))
        for state in (
            State.NOT_FEASIBLE, State.RETURNED, State.IN_REVIEW, State.SUBMITTED, State.WITHDRAWN, State.MERGED,
            State.SPLIT,
        )
    ]  # fmt: skip
    return Table(
        key="review-stopped",
        title=_("Where proposals stopped"),
        head=_("Where"),
        columns=(_("Proposals"),),
        kinds=(NUMBER,),
        rows=tuple(row for row in rows if row.cells[0]),
        chart=0,
        url=listing,
    )


def _steps(course: Course, listing: str) -> Table:
    """What came into each step and left it, by kind of proposals where some take steps of their own."""
    flows = course.flows()
    kinds = [*(one for one in course.own if any(kind == one.pk for kind, _step in flows)), None]
    rows = []
    for kind in kinds:
        for step in (*StepKind, None):
            flow = flows.get((kind.pk if kind else None, step))
            if flow is not None:
                label = step_name(step)
                if len(kinds) > 1:
                    name = str(kind) if kind else pgettext("kinds of proposals", "All others")
                    label = f"{name}: {label}"
                cells = (flow.entered, flow.on, flow.stopped, flow.here, flow.left, flow.returned)
                rows.append(Row(label, cells))
    return Table(
        key="review-steps",
        title=_("The steps of the review"),
        head=pgettext("of a review", "Step"),
        columns=(
            _("Came in"),
            _("Went on"),
            _("Stopped here"),
            _("Still here"),
            _("Withdrawn, merged or split"),
            _("Of these, returned to the author for completion"),
        ),
        kinds=(NUMBER,) * 6,
        rows=tuple(rows),
        note=_(
            "A proposal stops in one step only: where a check found that it cannot be carried out and the decision "
            "agreed, it stopped in the check. A returned proposal is also counted where it went afterwards."
        ),
        url=listing,
        chart=0,
    )


def _grounds(course: Course, listing: str) -> Table:
    """Which part of the review was against those that could not be carried out."""
    refused = [one for one in course.proposals if one.state == State.NOT_FEASIBLE]
    words = {
        StepKind.FORMAL: _("The formal check was not passed"),
        StepKind.SUBSTANTIVE: _("The substantive check was not passed"),
        StepKind.DECISION: _("The checks were passed, the decision was against it"),
        None: _("The review found that it cannot be carried out"),
    }
    late = _("Not completed by its author in time")
    labels = [late if one.pk in course.lapsed else words[course.stop_of(one)] for one in refused]
    return Table(
        key="review-grounds",
        title=_("Which part of the review refused proposals"),
        head=_("Part of the review"),
        columns=(_("Proposals"),),
        kinds=(NUMBER,),
        rows=tuple(
            Row(label, (labels.count(label),), _in_state(listing, State.NOT_FEASIBLE))
            for label in (*words.values(), late)
            if label in labels
        ),
        url=_in_state(listing, State.NOT_FEASIBLE),
        chart=0,
    )


def _whole(course: Course) -> Took:
    late, of = course.whole_late
    running = sum(one.state in WAITING for one in course.proposals)
    return took_of(sorted(course.whole.values()), running, late, of)


def _took(label: str, times: Took) -> Row:
    late = times.late if times.of else None
    cells: tuple[Cell, ...] = (times.done, times.runs, times.middle, times.ninth, late, times.share)
    return Row(label, cells)


def _times(course: Course, listing: str) -> Table:
    """How long each step took, and the whole review."""
    rows = []
    for step in StepKind:
        times = took(part for part in course.parts if part.kind == step)
        if times.of:
            rows.append(_took(step_name(step), times))
    if course.whole:
        rows.append(_took(_("The whole review, from the proposal to its end"), _whole(course)))
    return _time_table(
        "review-times", _("How long the review took"), pgettext("of a review", "Step"), rows, listing
    )


def _departments(course: Course, listing: str) -> Table:
    """How long each department took in each step."""
    groups: dict[tuple[int | None, StepKind], list[Part]] = {}
    for part in course.parts:
        groups.setdefault((part.service, part.kind), []).append(part)
    none = _("No department")

    def name(service: int | None) -> str:
        return course.services.get(service or 0, none)

    rows = [
        _took(f"{name(service)}: {step_name(kind)}", times)
        for (service, kind), parts in sorted(
            groups.items(), key=lambda one: (one[0][0] is None, name(one[0][0]), order(one[0][1]))
        )
        if (times := took(parts)).of
    ]
    return _time_table(
        "review-departments", _("How long each department took"), _("Department and step"), rows, listing
    )


def _time_table(key: str, title: str, head: str, rows: Iterable[Row], listing: str) -> Table:
    return Table(
        key=key,
        title=title,
        head=head,
        columns=(
            pgettext("parts of reviews", "Finished"),
            pgettext("parts of reviews", "Not finished"),
            _("Median, days"),
            _("Nine of ten within, days"),
            pgettext("parts of reviews", "Late"),
            _("Share late"),
        ),
        kinds=(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, SHARE),
        rows=tuple(rows),
        note=_(
            "Days from the opening of a part to its end, without those in which the author completed the proposal; "
            "the slowest tenth took longer than nine of ten. Late: ended after its last day, or not ended by now."
        ),
        url=listing,
        chart=2,
    )


def _appeals(course: Course, listing: str) -> Table:
    """How many refusals were appealed against, and how that ended."""
    found = course.appeals
    rows = [
        Row(_("Refusals that could be appealed against"), (found.refusals,)),
        Row(pgettext("how many", "Appeals"), (found.made,)),
        Row(_("Of the appeals, on paper"), (found.on_paper,)),
        Row(_("The refusal was upheld"), (found.upheld,)),
        Row(_("The proposal went on to the ballot"), (found.granted,)),
        Row(pgettext("appeals", "Not decided yet"), (found.waiting,)),
    ]
    return Table(
        key="review-appeals",
        title=_("Appeals against refusals"),
        head=_("What became of them"),
        columns=(pgettext("column", "Number"),),
        kinds=(NUMBER,),
        rows=tuple(rows) if found.refusals or found.made else (),
        url=_in_state(listing, State.NOT_FEASIBLE),
    )


def _why(course: Course, listing: str) -> Table:
    """The published reason of each refusal."""
    return Table(
        key="review-why",
        title=_("Why proposals could not be carried out"),
        head=_("Proposal"),
        columns=(_("Reason"),),
        kinds=(TEXT,),
        rows=tuple(
            Row(one.title, (one.reason or None,), reverse("proposals:detail", args=[one.pk]), one.language)
            for one in course.proposals
            if one.state == State.NOT_FEASIBLE and one.hidden_at is None
        ),
        url=_in_state(listing, State.NOT_FEASIBLE),
    )
