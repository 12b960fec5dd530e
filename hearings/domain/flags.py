"""Reports: anybody may ask to have something shown looked at; a moderator decides, and on asking again another one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import unnamed, verb
from commons.http import rate
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.domain.errors import DecidedAlready
from commons.moderation.models import Moderation, Reason
from commons.moderation.proof import Pace
from hearings.domain import comment_desk, moderation, queries, receipts, story_desk
from hearings.domain.doors import Writer
from hearings.domain.errors import NotKept, OwnDecision, UnknownReceipt
from hearings.models import (
    Appeal,
    CommentAppeal,
    Contribution,
    Flag,
    FlagOutcome,
    Hearing,
    Story,
    SynthesisComment,
)
from hearings.rules import MODERATE

Shown = Contribution | Story | SynthesisComment
KINDS: dict[str, str] = {"note": "contribution", "story": "story", "comment": "comment"}
"""What can be reported, and the column that holds it."""
BY_DEVICE = (20, 3600.0)
BY_NETWORK = Pace(proven=(300, 3600.0), unproven=(30, 3600.0))
RECEIPT = "hearings.flag-receipt"
MOST = 50

ON_SHOW = (
    Q(contribution__moderation=Moderation.SHOWN)
    | Q(comment__moderation=Moderation.SHOWN)
    | Q(story__published_at__isnull=False, story__withdrawn_at=None)
)
"""Reports of what is still shown."""


class NothingShown(Exception):
    """There is nothing of this kind and number that everybody sees."""


def shown(hearing: Hearing, kind: str, pk: int) -> Shown:
    """What everybody sees and may report. Raises `NothingShown`. One query."""
    found: Shown | None = None
    if 0 < pk < 2**63:
        if kind == "note":
            found = queries.shown_notes(hearing).filter(pk=pk).first()
        elif kind == "story":
            rows = Story.objects.filter(hearing=hearing, published_at__isnull=False, withdrawn_at=None)
            found = rows.select_related("hearing", "service_area").filter(pk=pk).first()
        elif kind == "comment":
            rows_of = SynthesisComment.objects.filter(synthesis__hearing=hearing, moderation=Moderation.SHOWN)
            found = rows_of.select_related("synthesis__hearing", "theme").filter(pk=pk).first()
    if found is None:
        raise NothingShown
    return found


def text_of(found: Shown) -> tuple[str, str]:
    """The words that everybody reads, and their language."""
    return (found.public_text if isinstance(found, Story) else found.text), found.language


def flag(*, actor: Writer, hearing: Hearing, kind: str, pk: int, reason: str, uuid: UUID) -> str:
    """Report something shown; the receipt. Sent again, or by the same device about the same thing, it is once.

    Raises `NothingShown`, `Invalid`, `TooOften`.
    """
    found = shown(hearing, kind, pk)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose why it should be looked at.")]})
    receipt = receipts.receipt_of(uuid, kind=RECEIPT)
    if Flag.objects.filter(uuid=uuid).exists():
        return receipt
    if actor.effort.trap:
        return receipt  # a machine is thanked and forgotten
    BY_NETWORK.take("hearing flag", actor.network, is_proven=actor.effort.proves("report", uuid))
    rate.take(f"hearing flag device {actor.network if actor.is_new else actor.device}", *BY_DEVICE)
    said = f"{kind} {found.pk} {actor.device}"
    echo = salted_hmac("hearings.flag-echo", said, algorithm="sha256").hexdigest() if actor.device else None
    return _stored(hearing, kind, found, reason, uuid, echo)


@transaction.atomic
def _stored(hearing: Hearing, kind: str, found: Shown, reason: str, uuid: UUID, echo: str | None) -> str:
    receipt = receipts.receipt_of(uuid, kind=RECEIPT)
    try:
        with unnamed("hearings.report"), transaction.atomic():
            Flag.objects.create(
                uuid=uuid,
                hearing=hearing,
                reason=reason,
                receipt_hash=receipts.hash_of(receipt),
                echo_hash=echo,
                **{KINDS[kind]: found},
            )
    except IntegrityError:
        first = Flag.objects.filter(Q(uuid=uuid) | Q(echo_hash=echo, echo_hash__isnull=False)).get()
        return receipts.receipt_of(first.uuid, kind=RECEIPT)
    publish(f"hearing-queue:{hearing.slug}")
    return receipt


def flag_of(typed: str) -> Flag:
    """The report with this receipt. Raises `MistypedReceipt`, `UnknownReceipt`. One query."""
    rows = Flag.objects.select_related("hearing", "contribution", "story", "comment")
    found = rows.filter(receipt_hash=receipts.hash_of(receipts.read(typed))).first()
    if found is None:
        raise UnknownReceipt
    return found


def is_there(typed: str) -> bool:
    """Whether what was typed is the receipt of a report."""
    try:
        return bool(flag_of(typed))
    except UnknownReceipt:
        return False


@transaction.atomic
def ask_again(*, actor: Writer, receipt: str) -> Flag:
    """Ask that somebody else decides, where it was kept; once. Asked again it is the first time.

    Raises `NotKept`, `MistypedReceipt`, `UnknownReceipt`, `TooOften`.
    """
    found = Flag.objects.select_for_update(of=("self",)).select_related("hearing").get(pk=flag_of(receipt).pk)
    if found.again_at is not None:
        return found
    if found.outcome != FlagOutcome.KEPT:
        raise NotKept
    BY_NETWORK.take("hearing flag", actor.network, is_proven=True)  # who has a receipt has worked for it
    found.again_at, found.outcome, found.settled_at = timezone.now(), "", None
    with unnamed("hearings.ask_again"):
        found.save(update_fields=["again_at", "outcome", "settled_at"])
    publish(f"hearing-queue:{found.hearing.slug}")
    return found


@dataclass(frozen=True)
class Flagged:
    """Something shown with its open reports. `flag`: the first of them, which the decision is on. `reasons`: with
    their numbers. `may_hide`, `may_keep`: what the reader may decide."""

    flag: Flag
    kind: str
    about: Shown
    reasons: list[tuple[str, int]]
    is_again: bool
    may_hide: bool
    may_keep: bool


def waiting(hearing: Hearing, actor: Actor, *, most: int = MOST) -> list[Flagged]:
    """What is shown and reported, longest ago first. Three queries."""
    rows = (
        open_flags(hearing)
        .select_related(
            "contribution__question",
            "contribution__service_area",
            "story__service_area",
            "comment__synthesis__hearing",
        )
        .order_by("pk")
    )
    groups: dict[tuple[str, int], list[Flag]] = {}
    for row in rows:
        key = next(
            (kind, getattr(row, f"{column}_id"))
            for kind, column in KINDS.items()
            if getattr(row, f"{column}_id")
        )
        groups.setdefault(key, []).append(row)
    own = queries.own_services(actor)
    criticised = {area.pk: area.service_id for area in hearing.service_areas.all()}
    return [
        _flagged(kind, flags, actor, own, criticised) for (kind, _pk), flags in list(groups.items())[:most]
    ]


def things_open(hearing: Hearing) -> int:
    """How many things are shown and reported. One query."""
    columns = [f"{column}_id" for column in KINDS.values()]
    found: int = open_flags(hearing).order_by().values(*columns).distinct().count()
    return found


def open_flags(hearing: Hearing) -> QuerySet[Flag]:
    """Reports that nobody has decided on, of what is still shown."""
    return Flag.objects.filter(ON_SHOW, hearing=hearing, outcome="")


def _flagged(
    kind: str, flags: Sequence[Flag], actor: Actor, own: set[int | None], criticised: dict[int, int | None]
) -> Flagged:
    about: Any = getattr(flags[0], KINDS[kind])
    numbers: dict[str, int] = {}
    for one in flags:
        numbers[str(one.get_reason_display())] = numbers.get(str(one.get_reason_display()), 0) + 1
    areas = [about.service_area_id] if kind != "comment" else list(criticised)
    services = {criticised.get(area) for area in areas} - {None}
    again = any(one.again_at is not None for one in flags)
    decided = any(one.again_at is not None and one.settled_by_id == actor.pk for one in flags)
    return Flagged(flags[0], kind, about, list(numbers.items()), again, not services & own, not decided)


@transaction.atomic
def keep(*, actor: Actor, flag: Flag, as_seen: bool = False) -> Flag:
    """Leave it as it is; all open reports of it are settled. Where somebody asked again, never by who decided before.

    `as_seen`: only where it still waits. Raises `DecidedAlready`, `OwnDecision`, `NotAllowed`, `SignInNeeded`.
    """
    found = _locked(actor, flag, as_seen=as_seen)
    same = _same(found)
    if isinstance(actor, User) and same.filter(again_at__isnull=False, settled_by=actor.pk).exists():
        raise OwnDecision(_("You decided on it yourself. Somebody else looks at it now."))
    _settle(actor, found, FlagOutcome.KEPT)
    return found


@transaction.atomic
def hide(*, actor: Actor, flag: Flag, reason: str, as_seen: bool = False) -> Flag:
    """Hide what is reported, by the verb for its kind, with that verb's permissions: nobody hides criticism of their
    own service. A story is taken down, and its teller sees that by receipt.

    `as_seen` as in `keep`. Raises `DecidedAlready`, `Invalid`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = _locked(actor, flag, as_seen=as_seen)
    if found.contribution is not None:
        moderation.hide(actor=actor, note=found.contribution, reason=reason)
    elif found.comment is not None:
        comment_desk.hide(actor=actor, comment=found.comment, reason=reason)
    elif found.story is not None:
        story_desk.take_down(actor=actor, story=found.story)
    _settle(actor, found, FlagOutcome.HIDDEN)
    return found


def _locked(actor: Actor, flag: Flag, *, as_seen: bool) -> Flag:
    rows = Flag.objects.select_for_update(of=("self",)).select_related(
        "hearing__area", "contribution", "story", "comment"
    )
    found = rows.get(pk=flag.pk)
    require(actor, MODERATE, found.hearing)
    if as_seen and found.outcome:
        raise DecidedAlready
    return found


def _same(found: Flag) -> QuerySet[Flag]:
    """The open reports of the same thing."""
    about = {f"{column}_id": getattr(found, f"{column}_id") for column in KINDS.values()}
    return Flag.objects.filter(**about, outcome="")


def _settle(actor: Actor, found: Flag, outcome: FlagOutcome) -> None:
    by = actor if isinstance(actor, User) and actor.pk is not None else None
    now = timezone.now()
    same = _same(found)
    with verb("hearings.settle_reports", by):
        same.filter(again_at=None).update(settled_by=by)
        same.update(outcome=outcome, settled_at=now)
    found.refresh_from_db()
    publish(f"hearing-queue:{found.hearing.slug}", f"hearing:{found.hearing.slug}")


@dataclass(frozen=True)
class Account:
    """How moderation went: notes by what became of them, hidden ones by reason, appeals and reports."""

    received: int
    shown: int
    held: int
    hidden: int
    redacted: int
    reasons: list[tuple[str, str, int]]
    appealed: int
    restored: int
    refused: int
    reported: int
    kept: int
    hidden_after_report: int


def account(hearing: Hearing) -> Account:
    """The public account of moderation. Four queries."""
    notes = Contribution.objects.filter(hearing=hearing).order_by()
    states: dict[str, int] = dict.fromkeys(Moderation.values, 0)
    reasons: dict[str, int] = {}
    redacted = 0
    for row in notes.values("moderation", "hidden_reason", "is_redacted").annotate(n=Count("pk")):
        states[row["moderation"]] += row["n"]
        redacted += row["n"] if row["is_redacted"] else 0
        if row["hidden_reason"]:
            reasons[row["hidden_reason"]] = reasons.get(row["hidden_reason"], 0) + row["n"]
    asked = [
        rows.aggregate(
            all=Count("pk"),
            granted=Count("pk", filter=Q(is_granted=True)),
            refused=Count("pk", filter=Q(is_granted=False)),
        )
        for rows in (
            Appeal.objects.filter(contribution__hearing=hearing),
            CommentAppeal.objects.filter(comment__synthesis__hearing=hearing),
        )
    ]
    told = Flag.objects.filter(hearing=hearing).aggregate(
        all=Count("pk"),
        kept=Count("pk", filter=Q(outcome=FlagOutcome.KEPT)),
        hidden=Count("pk", filter=Q(outcome=FlagOutcome.HIDDEN)),
    )
    return Account(
        received=sum(states.values()),
        shown=states[Moderation.SHOWN],
        held=states[Moderation.HELD],
        hidden=states[Moderation.HIDDEN],
        redacted=redacted,
        reasons=[(value, str(label), reasons[value]) for value, label in Reason.choices if value in reasons],
        appealed=sum(row["all"] for row in asked),
        restored=sum(row["granted"] for row in asked),
        refused=sum(row["refused"] for row in asked),
        reported=told["all"],
        kept=told["kept"],
        hidden_after_report=told["hidden"],
    )
