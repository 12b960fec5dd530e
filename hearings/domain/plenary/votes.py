"""Secret votes from phones: opened, cast, closed. Totals are known to nobody, the program included, until the close."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor
from commons.http import rate
from commons.http.errors import Invalid
from hearings.domain.errors import EmptyBallot, NoDevice, VoteClosed, VotedAlready
from hearings.domain.notes import BY_NETWORK, Writer
from hearings.domain.plenary.ground import running, tell, write_down
from hearings.models import (
    Ballot,
    DevelopmentProposal,
    LineKind,
    Plenary,
    Round,
    RoundKind,
    Screen,
    Ticket,
)

FEWEST = 3
"""Ballots below which a result is not told: it would tell who voted how."""
STANCES = ("agree", "disagree", "unsure")


@transaction.atomic
def open_round(*, actor: Actor, plenary: Plenary, kind: str, options: Collection[int], cap: int = 3) -> Round:
    """Open a vote on shown proposals of the theme that is taken up. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    found = running(actor, plenary)
    rows = DevelopmentProposal.objects.public().filter(theme=found.theme_id, pk__in=options)
    chosen = sorted(rows.values_list("pk", flat=True))
    wrong: dict[str, list[str | Promise]] = {}
    if kind not in RoundKind.values:
        wrong["kind"] = [_("Choose one of these.")]
    if not chosen or (kind == RoundKind.DOTS and len(chosen) < 2):
        wrong["options"] = [_("Choose proposals that are shown; for dots at least two.")]
    if not 1 <= cap <= 20:
        wrong["cap"] = [_("Give 1 to 20 dots.")]
    if wrong:
        raise Invalid(fields=wrong)
    try:
        with transaction.atomic():
            made = Round.objects.create(plenary=found, theme=found.theme, kind=kind, options=chosen, cap=cap)
    except IntegrityError:
        raise Invalid(fields={"kind": [_("A vote is open already. Close it first.")]}) from None
    found.screen = Screen.VOTE
    found.save(update_fields=["screen"])
    tell(found)
    return made


def cast(
    *, actor: Writer, vote: Round, uuid: UUID, choices: Mapping[int, Any], is_empty: bool = False
) -> Ballot:
    """Cast a ballot, or (the same id again) change it while the vote is open. One phone has one ballot.

    `choices`: number of the proposal → dots, or `agree` | `disagree` | `unsure`; nothing for those left out.
    `is_empty`: the voter says that choosing nothing is meant; a form that was only looked at is no ballot. Raises
    `Invalid`, `EmptyBallot`, `NoDevice`, `VotedAlready`, `VoteClosed`, `TooOften`.
    """
    if actor.is_new or not actor.device:
        raise NoDevice
    cleaned = _cleaned(vote, choices)
    if not cleaned and not is_empty:
        raise EmptyBallot
    rate.take(f"hearing network {actor.network}", *BY_NETWORK)
    handle = salted_hmac("hearings.ballot", f"{vote.pk}/{uuid.hex}", algorithm="sha256").hexdigest()
    device = salted_hmac("hearings.ticket", f"{vote.pk}/{actor.device}", algorithm="sha256").hexdigest()
    return _stored(vote, handle, device, cleaned)


@transaction.atomic
def _stored(vote: Round, handle: str, device: str, choices: dict[str, Any]) -> Ballot:
    # Locked against the close: it waits for ballots under way, and whoever comes after it is refused.
    now = Round.objects.select_for_update(of=("self",), no_key=True).select_related("plenary").get(pk=vote.pk)
    if now.closed_at is not None:
        raise VoteClosed
    known = Ballot.objects.filter(round=now, handle=handle).first()
    if known is None:
        try:
            with transaction.atomic():
                Ticket.objects.create(round=now, device_hash=device)
        except IntegrityError:
            raise VotedAlready from None
        known = Ballot(round=now, handle=handle)
    known.choices = choices
    try:
        with transaction.atomic():
            known.save()
    except DatabaseError:
        raise Invalid(fields={"choices": [_("This ballot does not fit the vote.")]}) from None
    tell(now.plenary)
    return known


def _cleaned(vote: Round, choices: Mapping[int, Any]) -> dict[str, Any]:
    wrong: list[str | Promise] = []
    found: dict[str, Any] = {}
    for option, choice in choices.items():
        if option not in vote.options:
            wrong = [_("Vote on the proposals that are on the screen.")]
        elif vote.kind == RoundKind.STANCE:
            if choice not in STANCES:
                wrong = [_("Choose agree, disagree or unsure.")]
            found[str(option)] = choice
        elif not isinstance(choice, int) or isinstance(choice, bool) or not 0 <= choice <= vote.cap:
            wrong = [format_lazy(_("Give 0 to {cap} dots."), cap=vote.cap)]
        elif choice:
            found[str(option)] = choice
    if not wrong and vote.kind == RoundKind.DOTS and sum(found.values()) > vote.cap:
        given = sum(found.values())
        wrong = [format_lazy(_("You gave {given} dots; you have {cap}."), given=given, cap=vote.cap)]
    if wrong:
        raise Invalid(fields={"choices": wrong})
    return found


@transaction.atomic
def close_round(*, actor: Actor, plenary: Plenary) -> Round:
    """Close the open vote and count it. What led from a ballot to a phone is destroyed first.

    Raises `VoteClosed`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = running(actor, plenary)
    vote = Round.objects.select_for_update().filter(plenary=found, closed_at=None).first()
    if vote is None:
        raise VoteClosed
    vote.tickets.all().delete()
    vote.ballots.update(handle=None)
    vote.result, vote.closed_at = counted(vote), timezone.now()
    vote.save(update_fields=["result", "closed_at"])
    write_down(found, LineKind.VOTE, vote.pk)
    found.screen = Screen.VOTE
    found.save(update_fields=["screen"])
    tell(found)
    return vote


def counted(vote: Round) -> dict[str, Any]:
    """The result: `ballots`, and by option `dots` and `givers`, or how many `agree`, `disagree`, are `unsure`."""
    ballots = list(vote.ballots.values_list("choices", flat=True))
    options: dict[str, dict[str, int]] = {}
    for option in vote.options:
        given = [ballot[str(option)] for ballot in ballots if str(option) in ballot]
        if vote.kind == RoundKind.DOTS:
            options[str(option)] = {"dots": sum(given), "givers": len(given)}
        else:
            options[str(option)] = {stance: given.count(stance) for stance in STANCES}
    return {"ballots": len(ballots), "options": options if len(ballots) >= FEWEST else {}}
