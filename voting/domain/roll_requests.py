"""People who are not on the roll ask to be put on it; an official decides with a reason, and they are told by mail.

A request is *waiting* → *added* or *refused*. Sent again it is the same request: newer words take the place of older
ones, and one that was refused waits anew. Personal data goes 30 days after the decision or the close.
"""

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables

from commons.accounts.domain.posting import post
from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid
from commons.http.rate import take
from commons.live import publish
from commons.places.models import Area
from commons.process.domain.gate import PhaseClosed, StatementTimestamp
from commons.process.models import Phase, PhaseKind
from voting import rules
from voting.domain import keys, vote_mails
from voting.domain.errors import NotOpenYet, OwnRequest
from voting.models import Election, RequestState, RollEntry, RollRequest

log = logging.getLogger(__name__)

PER_NETWORK = (30, 3600.0)
"""A library or a care home stands behind one address; more than this is somebody playing."""
KEPT = timedelta(days=30)
LONGEST = 1_000
MOST_AT_ONCE = 100
"""So many requests are decided alike at once; more would keep a page waiting."""
_OLDEST = 1890


@dataclass(frozen=True)
class Wish:
    """What somebody wrote: `person` is their person id, hashed as it comes in; `contact` a mail address."""

    person: str
    contact: str
    birth_year: int
    area: Area
    reason: str
    language: str


@sensitive_variables("wish")
def ask(*, actor: Actor, election: Election, wish: Wish, network: str) -> RollRequest:
    """Ask to be on the roll. Says nothing of whether the person is on it.

    Raises `NotOpenYet` while the year is not public, `PhaseClosed` after the vote, `Invalid`, `TooOften`.
    """
    _require_not_over(election)
    wrong = _wrong(election, wish)
    if wrong:
        raise Invalid(fields=wrong)
    take(f"roll request {network}", *PER_NETWORK)
    name = keys.person_hash(election.key_id, wish.person)
    words = {
        "contact": wish.contact,
        "birth_year": wish.birth_year,
        "area": wish.area,
        "reason": wish.reason.strip(),
        "language": wish.language,
        "asked_by": actor if isinstance(actor, User) and actor.pk else None,
    }
    with transaction.atomic(), verb("voting.ask_for_roll", actor):
        found, is_new = RollRequest.objects.select_for_update().get_or_create(
            election=election, person_hash=name, defaults=words
        )
        if not is_new and found.state != RequestState.ADDED:
            anew = {"state": RequestState.WAITING, "decision": "", "decided_by": None, "decided_at": None}
            fields = words | anew | {"times": min(found.times + 1, 30_000), "forgotten_at": None}
            RollRequest.objects.filter(pk=found.pk).update(**fields)
            found.refresh_from_db()
        publish(f"roll:{election.cycle.slug}")
    return found


@transaction.atomic
def decide(*, actor: Actor, request: RollRequest, add: bool, reason: str) -> RollRequest:
    """Put the person on the roll or not, with a reason that they are told by mail.

    Raises `NotAllowed`, `OwnRequest`, `Invalid` without a reason, `Conflict` where it was decided, `PhaseClosed`.
    """
    require(actor, rules.MANAGE_ROLL, request.election)
    request = (
        RollRequest.objects.select_for_update(of=("self",))
        .select_related("election__cycle__area", "area")
        .get(pk=request.pk)
    )
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Write the reason: the person is told.")]})
    if request.state != RequestState.WAITING:
        raise Conflict
    if _is_own(actor, request):
        raise OwnRequest
    if add:
        _require_not_over(request.election)
    with verb("voting.decide_request", actor, reason=reason.strip()[:300]):
        if add:
            RollEntry.objects.get_or_create(
                election=request.election,
                person_hash=request.person_hash,
                defaults={"birth_year": request.birth_year, "area": request.area},
            )
        request.state = RequestState.ADDED if add else RequestState.REFUSED
        request.decision = reason.strip()[:LONGEST]
        request.decided_by = actor if isinstance(actor, User) and actor.pk else None
        request.decided_at = timezone.now()
        request.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    if request.contact:
        transaction.on_commit(partial(_tell_now, request.pk), robust=True)
    publish(f"turnout:{request.election.cycle.slug}")
    publish(f"roll:{request.election.cycle.slug}")
    return request


@dataclass(frozen=True)
class DecidedMany:
    """`decided`: how many. `left`: numbers of requests that stay as they are, each with why."""

    decided: int
    left: list[tuple[int, str]]


@transaction.atomic
def decide_many(
    *, actor: Actor, election: Election, requests: Sequence[int], add: bool, reason: str
) -> DecidedMany:
    """Decide several requests alike, each person told by a mail of their own; what cannot be decided is left.

    Raises `NotAllowed`, `Invalid` without a reason, without a request or with more than `MOST_AT_ONCE`, `PhaseClosed`.
    """
    require(actor, rules.MANAGE_ROLL, election)
    wrong: dict[str, list[Any]] = {}
    if not reason.strip():
        wrong["reason"] = [_("Write the reason: each person is told.")]
    if not 0 < len(set(requests)) <= MOST_AT_ONCE:
        wrong["requests"] = [_("Choose at least one request, and at most %(most)s.") % {"most": MOST_AT_ONCE}]
    if wrong:
        raise Invalid(fields=wrong)
    found = {row.pk: row for row in RollRequest.objects.filter(election=election, pk__in=requests)}
    left = [(pk, _("There is no such request.")) for pk in sorted(set(requests) - set(found))]
    for pk, row in sorted(found.items()):
        row.election = election
        try:
            with transaction.atomic():
                decide(actor=actor, request=row, add=add, reason=reason)
        except (Conflict, OwnRequest) as refusal:
            left.append((pk, str(refusal)))
    return DecidedMany(len(found) - len(left) + len(set(requests) - set(found)), left)


def queue(*, actor: Actor, election: Election) -> QuerySet[RollRequest]:
    """The requests of a vote, those that wait first, the oldest in front. Raises `NotAllowed`.

    `on_roll`: the person is on the roll already.
    """
    require(actor, rules.MANAGE_ROLL, election)
    there = RollEntry.objects.filter(election=election, person_hash=OuterRef("person_hash"))
    return (
        RollRequest.objects.filter(election=election)
        .select_related("area", "decided_by")
        .annotate(on_roll=Exists(there))
        .order_by("-decided_at", "asked_at", "pk")
    )


def waiting(election: Election) -> int:
    """How many wait for a decision."""
    return RollRequest.objects.filter(election=election, state=RequestState.WAITING).count()


def forget_old() -> int:
    """Empty address, year and reason 30 days after the decision or the close; gives how many. For the daily task."""
    ago = StatementTimestamp() - KEPT
    closed = Phase.objects.filter(cycle=OuterRef("election__cycle"), kind=PhaseKind.VOTE, closes_at__lt=ago)
    old = RollRequest.objects.filter(Q(decided_at__lt=ago) | Exists(closed), forgotten_at=None)
    with transaction.atomic(), verb("voting.forget_requests"):
        return old.update(contact="", reason="", birth_year=None, forgotten_at=Now())


def _wrong(election: Election, wish: Wish) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not wish.person.strip():
        found["person"] = [_("Write your person id.")]
    if not _OLDEST <= wish.birth_year <= timezone.localdate().year:
        found["birth_year"] = [_("Write the year in which you were born, for example 1985.")]
    if not wish.area.path.startswith(election.cycle.area.path):
        found["area"] = [_("Choose an area of this town.")]
    if not wish.reason.strip():
        found["reason"] = [_("Tell in a few words why you should be on the roll.")]
    return found


def _is_own(actor: Actor, request: RollRequest) -> bool:
    if not isinstance(actor, User) or actor.pk is None:
        return False
    return actor.pk == request.asked_by_id or actor.email.lower() == request.contact.lower()


def _require_not_over(election: Election) -> None:
    if not election.cycle.is_published:
        raise NotOpenYet
    phase = Phase.objects.filter(cycle=election.cycle_id, kind=PhaseKind.VOTE).first()
    if phase is not None and phase.closes_at <= timezone.now():
        raise PhaseClosed(phase, PhaseKind.VOTE)


def _tell_now(pk: int) -> None:
    """Mail at once; where the mail server does not answer, a job goes on trying."""
    from voting.tasks import tell_of_request  # the job imports this module

    try:
        tell(pk)
    except (OSError, smtplib.SMTPException):
        log.exception("The answer to roll request %s waits for the mail server", pk)
        tell_of_request.defer(request_id=pk)


def tell(pk: int) -> bool:
    """Mail the person what was decided, while their address is kept. Whether a mail went out."""
    request = RollRequest.objects.select_related("election__cycle").filter(pk=pk).first()
    if request is None or not request.contact or request.state == RequestState.WAITING:
        return False
    with override(request.language):
        vote = {"vote": request.election.cycle}
        address = f"{settings.SITE_URL.rstrip('/')}/vote/{request.election.cycle.slug}/"
        if request.state == RequestState.ADDED:
            subject = _("You are on the roll: %(vote)s") % vote
            next_ = [
                _(
                    "You can vote now: go to a voting desk with a document, and you get a code or a ballot on paper."
                ),
                _("Where the town has an identity service, you can also vote without a code: %(address)s")
                % {"address": address},
            ]
        else:
            subject = _("You were not added to the roll: %(vote)s") % vote
            next_ = [
                _("If you think that this is wrong, send the request again and say why: %(address)s")
                % {"address": f"{address}ask/"},
            ]
        words = [subject + ".", _("The official's reason: %(reason)s") % {"reason": request.decision}, *next_]
        words.append(_("Your address and what you wrote are deleted after 30 days."))
        return post(vote_mails.mail(to=request.contact, subject=subject, paragraphs=words))
