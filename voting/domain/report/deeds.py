"""What officials did to the count, for its report: findings, changes of frozen words, recounts, and whose hands it went
through. Roles and reasons, never names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.accounts.models import Role
from voting.domain.notices import Told
from voting.domain.report.tree import DAY, NUMBER, TEXT, Row, Table
from voting.domain.results import EnvelopeResult
from voting.models import AnomalyCase, CaseState, CountSignature, Election, FindingKind


@dataclass(frozen=True)
class Case:
    """A finding: how many ballots or voters stood out, what became of it, and how many ballots were excluded by it."""

    kind: FindingKind
    state: CaseState
    number: int
    excluded: int
    reason: str


def cases(election: Election) -> list[Case]:
    """All findings of a vote, in the order of finding. One query."""
    rows = AnomalyCase.objects.filter(election=election).order_by("pk").annotate(marked=Count("excluded"))
    return [
        Case(FindingKind(kind), CaseState(state), number, marked, reason)
        for kind, state, number, marked, reason in rows.values_list(
            "kind", "state", "number", "marked", "reason"
        )
    ]


def case_tables(found: Sequence[Case], url: str) -> list[Table]:
    """What stood out by kind, then each finding with what was done and why."""
    states = (CaseState.CLEARED, CaseState.EXCLUDED, CaseState.OPEN)
    kinds = [kind for kind in FindingKind if any(case.kind == kind for case in found)]
    by_kind = {kind: [case for case in found if case.kind == kind] for kind in kinds}
    return [
        Table(
            key="findings",
            title=_("What stood out"),
            head=pgettext("what stood out", "Kind"),
            columns=(_("Findings"), *(str(state.label) for state in states), _("Ballots excluded")),
            kinds=(NUMBER,) * 5,
            rows=tuple(
                Row(
                    str(kind.label),
                    (
                        len(own),
                        *(sum(case.state == state for case in own) for state in states),
                        sum(case.excluded for case in own),
                    ),
                )
                for kind, own in by_kind.items()
            ),
            note=_("Nothing is excluded by itself: two officials decide on each finding."),
            url=url,
        ),
        Table(
            key="findings-decided",
            title=_("What was done about each finding"),
            head=pgettext("what stood out", "Kind"),
            columns=(_("Ballots or voters"), _("What was done"), _("Ballots excluded"), _("Reason")),
            kinds=(NUMBER, TEXT, NUMBER, TEXT),
            rows=tuple(
                Row(
                    str(case.kind.label),
                    (
                        case.number,
                        str(case.state.label),
                        case.excluded,
                        case.reason if case.state != CaseState.OPEN else None,
                    ),
                )
                for case in found
            ),
            url=url,
        ),
    ]


def changes(told: Sequence[Told], rules: str) -> Table:
    """What was changed of the frozen words: by whom (two roles), when, why. `told`: the newest first."""
    rows = []
    for one in reversed(told):
        notice = one.notice
        day = timezone.localdate(notice.decided_at).isoformat() if notice.decided_at else None
        cells = (
            str(notice.get_kind_display()),
            str(notice.get_asked_as_display()),
            str(notice.get_decided_as_display()),
            day,
            notice.reason,
        )
        rows.append(Row(one.title, cells, f"{rules}#notice-{notice.pk}", one.language))
    return Table(
        key="frozen-changes",
        title=_("Changes of words after the rules were frozen"),
        head=pgettext("of a change", "About"),
        columns=(_("What changed"), _("Asked by"), _("Confirmed by"), _("In force since"), _("Reason")),
        kinds=(TEXT, TEXT, TEXT, DAY, TEXT),
        rows=tuple(rows),
        note=_(
            "Costs, projects and rules never change after freezing. Before and after stand on the rules page."
        ),
        url=rules,
    )


def recounts(election: Election, url: str) -> Table:
    """Each count by the vote's own rule, where there were several: why it was made, and whether it changed the result.
    One query."""
    found = election.counts.filter(is_official=True).order_by("pk").select_related("envelope")
    before: dict[int, list[str]] = {}
    rows = []
    for one in found:
        selected = list(one.outcome["selected"])
        earlier = before.get(one.envelope_id)
        same = None if earlier is None else _("No") if sorted(earlier) == sorted(selected) else _("Yes")
        before[one.envelope_id] = selected
        day = timezone.localdate(one.counted_at).isoformat()
        rows.append(Row(str(one.envelope), (day, one.recount_reason or None, same)))
    return Table(
        key="recounts",
        title=_("Counted more than once"),
        head=_("Pot"),
        columns=(_("Counted"), _("Why it was counted again"), _("Other projects were funded than before")),
        kinds=(DAY, TEXT, TEXT),
        rows=tuple(rows) if len(rows) > len(before) else (),
        note=_(
            "A count falls by itself when ballots are excluded or paper is accepted or set aside after it."
        ),
        url=url,
    )


def signatures(results: Sequence[EnvelopeResult]) -> list[datetime]:
    """When each person put their name under the counts, in their order. One query."""
    found: dict[int, datetime] = {}
    rows = CountSignature.objects.filter(count__in=[one.count.pk for one in results]).order_by("pk")
    for person, when in rows.values_list("person", "signed_at"):
        found.setdefault(person, when)
    return list(found.values())


def hands(
    election: Election, results: Sequence[EnvelopeResult], signed: Sequence[datetime], url: str
) -> Table:
    """Who counted, certified, published and sealed: roles and days."""
    first = results[0].count if results else None
    who = {
        "count": f"{Role.COORDINATOR.label} / {Role.VOTE_CLERK.label}",
        "certify": str(Role.CERTIFIER.label),
        "seal": f"{Role.COORDINATOR.label} / {Role.CERTIFIER.label}",
    }
    deeds = [
        (_("Had the votes counted"), who["count"], first.counted_at if first else None),
        *(
            (_("Certified, person %(number)s") % {"number": number}, who["certify"], when)
            for number, when in enumerate(signed, start=1)
        ),
        (_("Published the result"), who["certify"], first.published_at if first else None),
        (_("Sealed the box, two people"), who["seal"], election.sealed_at),
    ]
    return Table(
        key="hands",
        title=_("Whose hands the count went through"),
        head=pgettext("of officials", "Deed"),
        columns=(pgettext("of an official", "Role"), pgettext("date", "Day")),
        kinds=(TEXT, DAY),
        rows=tuple(
            Row(label, (role, timezone.localdate(when).isoformat()))
            for label, role, when in deeds
            if when is not None
        )
        if signed
        else (),
        note=_("Nobody certifies a count that they had made themselves, and two people do."),
        url=url,
    )
