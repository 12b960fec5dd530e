"""A workbook that came back: what it would change, row by row, and then all of it at once or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.http.errors import Conflict, Invalid, Refusal
from proposals.domain import review
from proposals.domain.drafts import locked
from proposals.domain.reviewing import estimates
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.domain.reviewing.sheet import EDITABLE, HEADS, Given, Values, rows_of, values_of, version_of
from proposals.models import Feasibility, Ground, Proposal
from proposals.rules import REVIEW

MOST_CHANGES = 1000


class StaleSheet(Conflict):
    """Rows were changed on the desk since the preview; nothing of the sheet was taken over."""

    code = "stale-sheet"
    title = _("Somebody changed these rows in the meantime")
    detail = _("Nothing was changed. Look at the differences again.")


@dataclass(frozen=True)
class Change:
    """A cell before and after, as plain text."""

    column: str
    label: str | Promise
    before: str
    after: str


@dataclass
class Difference:
    """What a row would change. `problems`: (label of the column or empty, why); with one, the row is not taken over."""

    number: int
    pk: int | None
    title: str
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str | Promise, str | Promise]] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    version: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it can be taken over."""
        return bool(self.changes) and not self.problems


@dataclass
class Preview:
    """All rows that differ, and how many are as they were."""

    rows: list[Difference]
    unchanged: int

    @property
    def good(self) -> list[Difference]:
        """Rows that can be taken over."""
        return [row for row in self.rows if row.is_good]

    @property
    def bad(self) -> list[Difference]:
        """Rows that cannot."""
        return [row for row in self.rows if row.problems]


def compare(*, actor: Actor, given: Sequence[Given]) -> Preview:
    """What the rows would change; nothing is changed. What the verbs would refuse is refused here, by trying.

    Raises `SignInNeeded`, `NotAllowed`, `Invalid` for too many changes.
    """
    require(actor, REVIEW)
    ids = [row.pk for row in given if row.pk is not None]
    now = {row["proposal"].pk: row for row in rows_of(actor, ids=ids)}
    preview, seen = Preview([], 0), set()
    for row in given:
        difference = _difference(row, now.get(row.pk) if row.pk is not None else None)
        if row.pk in seen and row.pk is not None:
            difference.problems.append(("", _("This proposal is in the sheet twice.")))
        seen.add(row.pk)
        if difference.changes or difference.problems:
            preview.rows.append(difference)
        else:
            preview.unchanged += 1
    if len(preview.good) > MOST_CHANGES:
        raise Invalid(
            fields={"file": [format_lazy(_("At most {most} changed rows at once."), most=MOST_CHANGES)]}
        )
    for difference in preview.good:
        _try(actor, difference, now[difference.pk]["proposal"])
    return preview


def _difference(row: Given, now: dict[str, Any] | None) -> Difference:
    if now is None:
        unknown = _("No such proposal waits for a review that you can do.")
        return Difference(row.number, row.pk, "", problems=[(HEADS["id"], unknown)])
    found = Difference(row.number, row.pk, now["proposal"].title, values=row.values, version=row.version)
    before = now["values"]
    for name in EDITABLE:
        if row.values[name] != before[name]:
            found.changes.append(Change(name, HEADS[name], before[name], row.values[name]))
    found.problems = [(HEADS[name], why) for name, why in row.wrong.items()]
    if found.changes and row.version != now["version"]:
        found.problems.append(("", _("Somebody changed this row on the desk since the export.")))
    return found


def _try(actor: Actor, difference: Difference, proposal: Proposal) -> None:
    """Do it and take it back; what is refused becomes problems of the row."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                _do(actor, proposal, difference.values)
        except Refusal as refusal:
            difference.problems += _problems(refusal)
        transaction.set_rollback(True)


def _problems(refusal: Refusal) -> list[tuple[str | Promise, str | Promise]]:
    named = [(HEADS.get(name, ""), why) for name, texts in refusal.fields.items() for why in texts]
    return named or [("", str(refusal))]


@transaction.atomic
def apply(*, actor: Actor, wishes: Sequence[tuple[int, str, Values]]) -> int:
    """Take over rows `(proposal, version, values)`: all of them or none. How many.

    Raises `SignInNeeded`, `NotAllowed`, `StaleSheet` with the titles of rows that changed since, `Invalid`.
    """
    require(actor, REVIEW)
    found = {
        one.pk: one for one in Proposal.objects.filter(pk__in=[pk for pk, _v, _w in wishes]).order_by("pk")
    }
    stale = []
    for pk, version, _values in sorted(wishes):
        proposal = locked(found[pk]) if pk in found else None
        if proposal is None or version_of(values_of(proposal)) != version:
            stale.append(proposal.title if proposal else str(pk))
    if stale:
        raise StaleSheet(
            format_lazy("{titles}. {detail}", titles=", ".join(stale[:20]), detail=StaleSheet.detail)
        )
    for pk, _version, values in wishes:
        try:
            _do(actor, found[pk], values)
        except Refusal as refusal:
            why = "; ".join(f"{label} {text}".strip() for label, text in _problems(refusal))
            raise Invalid(f"{found[pk].title}: {why}") from refusal
    return len(wishes)


def _do(actor: Actor, proposal: Proposal, wanted: Values) -> None:
    """One row, by the verbs of the desk, for what differs alone."""
    fresh = locked(proposal)
    before = values_of(fresh)
    changed = {name for name in EDITABLE if wanted[name] != before[name]}
    if changed & {"reviewer", "due"}:
        due = date.fromisoformat(wanted["due"]) if wanted["due"] else None
        review.assign(actor=actor, proposal=fresh, reviewer=_person(wanted["reviewer"]), due=due)
    if changed & {"feasibility", "cost", "ground", "reason"}:
        review.record(
            actor=actor,
            proposal=fresh,
            feasibility=Feasibility(wanted["feasibility"]),
            cost=_amount(wanted["cost"]),
            ground=Ground(wanted["ground"]) if wanted["ground"] in Ground else None,
            reason=wanted["reason"],
        )
    if changed & {"upkeep", "cost_source"}:
        _estimate(actor, fresh, wanted)


def _estimate(actor: Actor, proposal: Proposal, wanted: Values) -> None:
    found = getattr(Proposal.objects.select_related("review").get(pk=proposal.pk), "review", None)
    lines = [Line(line.label, line.amount) for line in found.lines.all()] if found else []
    wish = Estimate(
        lines, found.contingency if found else Decimal(0), _amount(wanted["upkeep"]), wanted["cost_source"]
    )
    estimates.estimate(actor=actor, proposal=proposal, wish=wish)


def _person(address: str) -> User | None:
    if not address:
        return None
    found = User.objects.filter(email__iexact=address).first()
    if found is None:
        raise Invalid(fields={"reviewer": [_("This person cannot review this proposal.")]})
    return found


def _amount(words: str) -> Decimal | None:
    return Decimal(words) if words else None
