"""Reports: anybody may ask to have something looked at, once; also without an account."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http import rate
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation import proof
from commons.moderation.domain.deciding import QUEUE
from commons.moderation.domain.errors import NothingThere, NotReady, TooEarly
from commons.moderation.domain.intake import case_of
from commons.moderation.kinds import Kind, Thing, kind_of
from commons.moderation.models import Case, Moderation, Reason, Report

BY_PERSON = (20, 3600.0)
BY_BROWSER = (20, 3600.0)
BY_NETWORK = proof.Pace(proven=(120, 3600.0), unproven=(6, 3600.0))


@dataclass(frozen=True)
class Browser:
    """Who asks without an account: the browser's word (empty: a new one) and the network, both only for limits; what
    the trap of the form holds, and the proof of work."""

    word: str = ""
    network: str = ""
    trap: str = ""
    challenge: str = ""
    answer: str = ""


def reported_thing(actor: Actor, kind: str, target: int) -> tuple[Kind, Thing]:
    """What the actor sees and may report. Raises `NothingThere`. Two queries, and the owner's of what only some see."""
    try:
        owner = kind_of(kind)
    except KeyError:
        raise NothingThere from None
    if not 0 < target < 2**63 or owner.facts(target) is None:
        raise NothingThere
    if owner.seen_by is not None and not owner.seen_by(actor, target):
        raise NothingThere
    return owner, owner.things([target])[target]


def report(*, actor: Actor, kind: str, target: int, reason: str, browser: Browser | None = None) -> Case:
    """Ask a moderator to look at something shown. Again by the same person or browser it is once.

    Raises `NothingThere`, `Invalid`, `TooOften`, `TooEarly`, `NotReady`.
    """
    asks = browser or Browser()
    reported_thing(actor, kind, target)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose why it should be looked at.")]})
    if asks.trap:
        raise NotReady
    effort = proof.Effort(challenge=asks.challenge, answer=asks.answer)
    is_proven = isinstance(actor, User) or effort.spends()
    if not is_proven and not proof.has_waited(asks.challenge):
        if (told := _told_before(kind, target, asks)) is not None:
            return told  # a double click: the word was used by the first one
        raise TooEarly
    _take(actor, asks, is_proven=is_proven)
    case = case_of(kind, target)
    if case is None or case.state != Moderation.SHOWN:
        raise NothingThere
    _store(case, actor, reason, asks, is_proven=is_proven)
    return case


def _echo(case: Case, asks: Browser) -> str:
    said = f"{case.pk} {asks.word or asks.network}"
    return salted_hmac("moderation.echo", said, algorithm="sha256").hexdigest()


def _told_before(kind: str, target: int, asks: Browser) -> Case | None:
    case = Case.objects.filter(kind=kind, target=target).first()
    return case if case and Report.objects.filter(case=case, echo=_echo(case, asks)).exists() else None


def _take(actor: Actor, asks: Browser, *, is_proven: bool) -> None:
    if isinstance(actor, User):
        rate.take(f"moderation report {actor.pk}", *BY_PERSON)
        return
    BY_NETWORK.take("moderation report", asks.network, is_proven=is_proven)
    if asks.word:
        rate.take(f"moderation report browser {asks.word}", *BY_BROWSER)


@transaction.atomic
def _store(case: Case, actor: Actor, reason: str, asks: Browser, *, is_proven: bool) -> None:
    echo = None if isinstance(actor, User) else _echo(case, asks)
    try:
        with transaction.atomic():
            Report.objects.create(
                case=case,
                reason=reason,
                reporter=actor if isinstance(actor, User) else None,
                echo=echo,
                is_proven=is_proven,
            )
    except IntegrityError:
        return  # the same person once more
    publish(QUEUE)
