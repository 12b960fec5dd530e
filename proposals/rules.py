"""Who may do what with a proposal. When it may be done, the verbs' gate decides."""

from dataclasses import dataclass

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.process.models import Cycle
from proposals.models import CoAuthor, CoAuthorState, Delegate, DelegateState, Finding, Proposal, State

EDIT = "proposals.edit"
"""Write, complete, submit and illustrate a proposal: its authors, or the browser that holds the draft."""
LEAD = "proposals.lead"
"""Withdraw one's proposal and choose who writes it together: its author alone, not the co-authors."""
SUPPORT = "proposals.support"
COMMENT = "proposals.comment"
FOLLOW = "proposals.follow"
REVIEW = "proposals.review"
"""See the internal side of a proposal, take its review, record findings, return it, decide."""
ASSIGN = "proposals.assign"
"""Give a review to another official."""
OUTCOME = "proposals.outcome"
"""Write down what the vote and the council decided."""
MERGE = "proposals.merge"
"""Ask authors whether proposals may be merged or split, do it, undo it."""
CARRY_OUT = "proposals.carry_out"
"""Plan, start, finish or cancel the work, and tell about it."""
FORM_GROUP = "proposals.form_group"
"""Invite residents into the follow-up group of a year, and end memberships: who reviews for the year's whole area."""
NOTE = "proposals.note_finding"
"""Note what one saw at a project: delegates of its year's group."""
ANSWER = "proposals.answer_finding"
"""Answer a finding: who carries out there, never on one of their own."""


@dataclass(frozen=True)
class Held:
    """A proposal together with what the browser holds: `owner` as `proposals.domain.drafts.owner_of` gives it."""

    proposal: Proposal
    owner: str = ""

    def is_authors(self, actor: Actor) -> bool:
        """Whether the actor is its author or one of its co-authors. At most one query."""
        if not actor.is_authenticated:
            return False
        return self.proposal.author_id == actor.pk or co_authors(actor, self.proposal)


def co_authors(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor writes it together with its author. One query."""
    return CoAuthor.objects.filter(proposal=proposal.pk, user=actor.pk, state=CoAuthorState.ACCEPTED).exists()


@rules.predicate
def is_its_own(actor: Actor, held: Held | None) -> bool:
    """One of its authors; for a draft begun without signing in, whoever holds its key."""
    if held is None:
        return False
    proposal = held.proposal
    if proposal.author_id is not None:
        return held.is_authors(actor)
    return proposal.state == State.DRAFT and bool(held.owner) and proposal.draft_owner == held.owner


@rules.predicate
def is_signed_in(actor: Actor, _target: object = None) -> bool:
    """Somebody who signed in and may."""
    return bool(actor.is_authenticated and actor.is_active)


@rules.predicate
def reviews_there(actor: Actor, proposal: Proposal | None) -> bool:
    """A reviewer or coordinator for the proposal's area. None: for some area."""
    return has_role(actor, Role.REVIEWER, Role.COORDINATOR, area=proposal.area if proposal else None)


@rules.predicate
def reviews_year(actor: Actor, cycle: Cycle | None) -> bool:
    """A reviewer or coordinator for the whole area of a year. None: for some area."""
    return has_role(actor, Role.REVIEWER, Role.COORDINATOR, area=cycle.area if cycle else None)


@rules.predicate
def coordinates_there(actor: Actor, proposal: Proposal | None) -> bool:
    """A coordinator for the proposal's area. None: for some area."""
    return has_role(actor, Role.COORDINATOR, area=proposal.area if proposal else None)


@rules.predicate
def certifies_there(actor: Actor, proposal: Proposal | None) -> bool:
    """A certifier of counts for the proposal's area. None: for some area."""
    return has_role(actor, Role.CERTIFIER, area=proposal.area if proposal else None)


@rules.predicate
def wrote_it(actor: Actor, proposal: Proposal | None) -> bool:
    """The actor is its author or one of its co-authors. At most one query."""
    return proposal is not None and Held(proposal).is_authors(actor)


@rules.predicate
def wrote_it_first(actor: Actor, proposal: Proposal | None) -> bool:
    """The actor is the author, not a co-author."""
    return proposal is not None and proposal.author_id is not None and proposal.author_id == actor.pk


@rules.predicate
def follows_it_up(actor: Actor, proposal: Proposal | None) -> bool:
    """A delegate of the group of the project's year; whether the term goes on, the verb says. One query."""
    if proposal is None or not actor.is_authenticated:
        return False
    memberships = Delegate.objects.filter(cycle=proposal.cycle_id, user=actor.pk, number__isnull=False)
    return memberships.filter(state__in=(DelegateState.ACCEPTED, DelegateState.ENDED)).exists()


@rules.predicate
def answers_it(actor: Actor, finding: Finding | None) -> bool:
    """Carries out where the project of the finding is, and did not note it."""
    if finding is None or finding.delegate.user_id == actor.pk:
        return False
    return bool(reviews_there(actor, finding.proposal))


rules.add_perm(EDIT, is_its_own)
rules.add_perm(LEAD, wrote_it_first)
rules.add_perm(SUPPORT, is_signed_in & ~wrote_it)
rules.add_perm(COMMENT, is_signed_in)
rules.add_perm(FOLLOW, is_signed_in)
# Nobody decides about a proposal of their own.
rules.add_perm(REVIEW, reviews_there & ~wrote_it)
rules.add_perm(ASSIGN, coordinates_there)
rules.add_perm(MERGE, coordinates_there & ~wrote_it)
rules.add_perm(OUTCOME, coordinates_there | certifies_there)
rules.add_perm(CARRY_OUT, reviews_there)
rules.add_perm(FORM_GROUP, reviews_year)
rules.add_perm(NOTE, follows_it_up)
rules.add_perm(ANSWER, answers_it)
