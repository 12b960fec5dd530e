"""Letters that did not reach the author because the address takes no mail: sent on paper instead, by an official.

A letter is *refused* when the mail server refuses the address for good, at once or by a later report; it waits until
somebody notes the day on which it was sent on paper. Noting can be undone.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.domain import posting
from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict, Invalid
from commons.live import publish
from proposals.domain.letters import ONLY_FOR_THE_FILE, WAITING
from proposals.domain.review_reading import reviewable_by
from proposals.models import Letter, Proposal
from proposals.rules import REVIEW
from proposals.topics import REVIEW_QUEUE


class NotRefused(Conflict):
    """The letter is on its way by mail, or came there."""

    code = "letter-not-refused"
    title = _("This letter went by mail")
    detail = _("Only a letter that could not be delivered is sent on paper.")


def lost(letter_id: int) -> None:
    """A mail server further on reports that this letter never came."""
    if Letter.objects.filter(pk=letter_id, refused_at=None).update(refused_at=Now()):
        publish(REVIEW_QUEUE)


def waiting(actor: Actor) -> QuerySet[Letter]:
    """Letters to send on paper, of proposals that the actor may review, the oldest first.

    Raises `SignInNeeded`, `NotAllowed`. One query.
    """
    require(actor, REVIEW)
    mine = Proposal.objects.filter(reviewable_by(actor))
    rows = Letter.objects.filter(WAITING, proposal__in=mine).select_related("proposal", "paper_by")
    return rows.order_by("refused_at", "pk")


def one(actor: Actor, pk: int) -> Letter:
    """A letter of a proposal that the actor may review. Raises `Letter.DoesNotExist`, `SignInNeeded`, `NotAllowed`."""
    require(actor, REVIEW)
    found = Letter.objects.select_related("proposal__area", "proposal__cycle", "paper_by").get(pk=pk)
    require(actor, REVIEW, found.proposal)
    return found


def waits(letter: Letter) -> bool:
    """Whether the letter is to be sent on paper."""
    return letter.refused_at is not None and not letter.paper_on and letter.kind not in ONLY_FOR_THE_FILE


def refused_since(proposal: Proposal) -> dt.datetime | None:
    """Since when the author's address takes no mail; None where it does, or where there is no author. One query."""
    return posting.refused_since(proposal.author.email) if proposal.author else None


@transaction.atomic
def send_on_paper(*, actor: Actor, letter: Letter, day: dt.date | None = None) -> Letter:
    """Note that the letter was sent on paper, today or on an earlier day; again, the newer day holds.

    Raises `SignInNeeded`, `NotAllowed`, `NotRefused`, `Invalid` for a day to come or before the letter.
    """
    require(actor, REVIEW, letter.proposal)
    found = _locked(letter)
    when = day or timezone.localdate()
    if when > timezone.localdate():
        raise Invalid(fields={"day": [_("This day is still to come.")]})
    if when < timezone.localtime(found.created_at).date():
        raise Invalid(fields={"day": [_("The letter was written later than that.")]})
    return _note(actor, found, when, "proposals.send_on_paper")


@transaction.atomic
def undo(*, actor: Actor, letter: Letter) -> Letter:
    """The letter was not sent on paper after all; again changes nothing.

    Raises `SignInNeeded`, `NotAllowed`, `NotRefused`.
    """
    require(actor, REVIEW, letter.proposal)
    return _note(actor, _locked(letter), None, "proposals.undo_sent_on_paper")


def _locked(letter: Letter) -> Letter:
    rows = Letter.objects.select_for_update(of=("self",)).select_related("proposal__cycle", "paper_by")
    found = rows.get(pk=letter.pk)
    if found.refused_at is None:
        raise NotRefused
    return found


def _note(actor: Actor, found: Letter, day: dt.date | None, name: str) -> Letter:
    if found.paper_on != day:
        with verb(name, actor):
            found.paper_on = day
            found.paper_by = actor if day and isinstance(actor, User) and actor.pk else None
            found.save(update_fields=["paper_on", "paper_by"])
        publish(REVIEW_QUEUE)
    return found
