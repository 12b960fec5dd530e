"""From a count to a published result: who put their names to it, where it stands, and what comes next.

Three people at least: one counts, two others certify; any certifier may then publish. Whoever finds
something wrong before that has the votes counted again with a reason, and the names are given anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, NotAllowed
from commons.live import publish
from voting.domain import findings
from voting.domain.count import AlreadyPublished, NothingCounted
from voting.models import CaseState, CountSignature, CountState, Election, EnvelopeCount
from voting.rules import CERTIFY, SEE_DESK

NAMES_NEEDED = 2


class SecondPersonNeeded(NotAllowed):
    """Who had the votes counted does not certify the count."""

    code = "second-person-needed"
    title = _("Other people have to certify this")
    detail = _(
        "You had these votes counted. To make sure of the result, two others look at it and certify it."
    )


class SignedAlready(Conflict):
    """The person's name is under the count."""

    code = "signed-already"
    title = _("Your name is under this result already")
    detail = _("One more person has to certify it. Nothing was changed.")


class CountChanged(Conflict):
    """The count on the page is not the one that stands now."""

    code = "count-changed"
    title = _("The votes have been counted again since you looked")
    detail = _("Look at the new result first. Your name was not put under it.")


class Step(StrEnum):
    """Where a vote stands after its close."""

    COUNT = "count"
    CERTIFY = "certify"
    PUBLISH = "publish"
    SEAL = "seal"
    SEALED = "sealed"


@dataclass(frozen=True)
class Name:
    """A name under the result. `name` is empty where the account was deleted."""

    name: str
    when: datetime


@dataclass(frozen=True)
class Earlier:
    """A count, replaced or not: by whom, and why it was made (empty: the first)."""

    when: datetime
    by: str
    reason: str
    superseded: bool
    same: bool


@dataclass(frozen=True)
class Standing:
    """Where the result of a vote stands. `fingerprint`: of what is certified; `counted_by`: empty where unknown."""

    step: Step
    fingerprint: str
    counted_by: str
    counted_at: datetime | None
    names: list[Name]
    counts: list[Earlier]
    mine: bool
    my_count: bool
    cases: int
    open_cases: int

    @property
    def missing(self) -> int:
        """How many names are missing."""
        return max(NAMES_NEEDED - len(self.names), 0)


def current(election: Election) -> QuerySet[EnvelopeCount]:
    """The counts that stand, those for comparison among them."""
    return election.counts.filter(superseded=False).order_by("pk")


def fingerprint(counts: list[EnvelopeCount]) -> str:
    """What tells these counts from any others: the input hash of the first envelope, and the number of the count."""
    return f"{counts[0].pk}-{counts[0].input_hash[:16]}" if counts else ""


@transaction.atomic
def certify(*, actor: Actor, election: Election, seen: str | None = None) -> list[EnvelopeCount]:
    """Put the actor's name under the counts; with the second name they are certified.

    `seen`: fingerprint of the counts that the actor looked at. Raises `NotAllowed`, `NothingCounted`,
    `AlreadyPublished`, `SecondPersonNeeded`, `SignedAlready`, `CountChanged`, `CasesOpen`.
    """
    require(actor, CERTIFY, election)
    election = Election.objects.select_for_update().get(pk=election.pk)
    counts = list(current(election))
    if not counts:
        raise NothingCounted
    if counts[0].state == CountState.PUBLISHED:
        raise AlreadyPublished
    if seen is not None and seen != fingerprint(counts):
        raise CountChanged
    if any(count.counted_by_id is not None and count.counted_by_id == actor.pk for count in counts):
        raise SecondPersonNeeded
    findings.check_settled(election)
    if counts[0].state == CountState.CERTIFIED:
        raise SignedAlready(_("Two people have certified it. It can be published."))
    with verb("voting.certify", actor):
        _sign(actor, counts)
    publish(f"count:{election.cycle.slug}")
    return counts


def _sign(actor: Actor, counts: list[EnvelopeCount]) -> None:
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed(_("A result is certified by people with accounts of their own."))
    try:
        with transaction.atomic():
            CountSignature.objects.bulk_create(
                CountSignature(count=count, person=actor.pk, signed_by=actor) for count in counts
            )
    except IntegrityError as error:
        raise SignedAlready from error
    if CountSignature.objects.filter(count=counts[0]).count() >= NAMES_NEEDED:
        EnvelopeCount.objects.filter(pk__in=[count.pk for count in counts]).update(state=CountState.CERTIFIED)


def standing(*, actor: Actor, election: Election) -> Standing:
    """Where the result stands, for the officials of the vote. Five queries. Raises `NotAllowed`."""
    require(actor, SEE_DESK, election)
    counts = list(current(election).select_related("counted_by").defer("outcome"))
    first = counts[0] if counts else None
    states = list(election.anomaly_cases.values_list("state", flat=True))
    signed = list(first.signatures.select_related("signed_by")) if first else []
    return Standing(
        step=Step.SEALED if election.sealed_at else _step(first),
        fingerprint=fingerprint(counts),
        counted_by=str(first.counted_by or "") if first else "",
        counted_at=first.counted_at if first else None,
        names=[Name(str(one.signed_by or ""), one.signed_at) for one in signed],
        counts=_earlier(election),
        mine=any(one.person == actor.pk for one in signed),
        cases=len(states),
        open_cases=states.count(CaseState.OPEN),
        my_count=first is not None and first.counted_by_id is not None and first.counted_by_id == actor.pk,
    )


def _step(first: EnvelopeCount | None) -> Step:
    if first is None:
        return Step.COUNT
    return {
        CountState.PROVISIONAL: Step.CERTIFY,
        CountState.CERTIFIED: Step.PUBLISH,
        CountState.PUBLISHED: Step.SEAL,
    }[CountState(first.state)]


def _earlier(election: Election) -> list[Earlier]:
    """Every count that was ever made, one line a time of counting, newest first."""
    rows = (
        election.counts.filter(is_official=True).select_related("counted_by").defer("outcome").order_by("pk")
    )
    times: list[list[EnvelopeCount]] = []
    for row in rows:
        if not times or any(row.envelope_id == other.envelope_id for other in times[-1]):
            times.append([])
        times[-1].append(row)
    found: list[Earlier] = []
    before: list[str] = []
    for made in times:
        hashes = [row.input_hash for row in made]
        found.append(
            Earlier(
                when=made[0].counted_at,
                by=str(made[0].counted_by or ""),
                reason=made[0].recount_reason,
                superseded=made[0].superseded,
                same=not before or hashes == before,
            )
        )
        before = hashes
    return found[::-1]
