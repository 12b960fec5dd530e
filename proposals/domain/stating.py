"""Agreeing and disagreeing with short statements about a proposal, while residents talk about it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.deliberation.domain.statements import answering, writing
from commons.deliberation.models import Stance, Statement
from commons.http.errors import SignInNeeded
from commons.moderation.domain.intake import received
from commons.process.domain.gate import open_kinds
from proposals.domain.errors import WrongState
from proposals.domain.gates import TALKING, require_any, require_before_voting
from proposals.models import SILENT, Proposal
from proposals.moderated_statements import STATEMENT, facts_of_statement
from proposals.rules import COMMENT, REVIEW


@transaction.atomic
def write(
    *,
    actor: Actor,
    proposal: Proposal,
    text: str,
    language: str,
    key: UUID | None = None,
    although_similar: bool = False,
    is_official: bool = False,
) -> Statement:
    """Write a statement that others agree or disagree with, while residents may talk.

    `is_official`: in office, marked as the town's; for who may review the proposal, also before residents may talk.
    Raises `SignInNeeded`, `NotAllowed`, `WrongState`, `PhaseClosed` and what
    `commons.deliberation.domain.statements.writing.write` raises.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, COMMENT, proposal)
    if proposal.state in SILENT:
        raise WrongState
    if is_official:
        require(actor, REVIEW, proposal)
        require_before_voting(proposal.cycle)
    else:
        require_any(proposal.cycle, TALKING)
    made = writing.write(
        actor=actor,
        thread=proposal.thread,
        text=text,
        language=language,
        key=key,
        although_similar=although_similar,
        is_official=is_official,
    )
    if not is_official and received(STATEMENT, made.pk, facts_of_statement(made, proposal)):
        made.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    return made


@transaction.atomic
def answer(*, actor: Actor, proposal: Proposal, statement: Statement, value: str) -> Stance:
    """Agree, disagree or pass, while residents may talk. Raises `PhaseClosed`, `WrongState` and what
    `commons.deliberation.domain.statements.answering.answer` raises."""
    _answering(actor, proposal)
    return answering.answer(actor=actor, statement=statement, value=value, talk=proposal.thread_id)


@transaction.atomic
def take_back(*, actor: Actor, proposal: Proposal, statement: Statement) -> None:
    """Take one's answer back; as `answer`."""
    _answering(actor, proposal)
    answering.take_back(actor=actor, statement=statement, talk=proposal.thread_id)


def _answering(actor: Actor, proposal: Proposal) -> None:
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, COMMENT, proposal)
    if proposal.state in SILENT:
        raise WrongState
    require_any(proposal.cycle, TALKING)


def takes_answers(proposal: Proposal) -> bool:
    """Whether residents may write and answer statements now. One query."""
    return proposal.state not in SILENT and not open_kinds(proposal.cycle).isdisjoint(TALKING)


def may_seed(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor may add the town's statements, as far as it is theirs to do; the gate decides when."""
    return actor.is_authenticated and proposal.state not in SILENT and may(actor, REVIEW, proposal)


def statement_of(proposal: Proposal, pk: int) -> Statement:
    """A statement about the proposal or one merged into it. `Statement.DoesNotExist` for any other. One query."""
    here = Q(thread=proposal.thread_id) | Q(thread__proposal__merged_into=proposal.pk)
    rows: Any = Statement.objects.filter(here)
    found: Statement = rows.get(pk=pk) if pk < 2**63 else rows.none().get()
    return found
