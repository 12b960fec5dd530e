"""Reminders for people who have chosen something and not cast it: once, to an address that lives with the draft."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commons.accounts.domain.posting import post
from commons.http.errors import Invalid
from commons.process.domain.gate import StatementTimestamp, require_open
from commons.process.models import Phase, PhaseKind
from commons.texts.translated import LANGUAGES
from voting.domain import vote_mails
from voting.domain.errors import NoDraft
from voting.domain.voters import Voter, entry_of
from voting.models import BallotDraft, Election

log = logging.getLogger(__name__)

BEFORE_CLOSE = timedelta(hours=48)
"""So long before the close the mail is sent; to whoever asks later, at the next run."""
AT_ONCE = 200


@transaction.atomic
def remind_me(*, actor: Voter, election: Election, address: str, language: str) -> None:
    """Keep an address with the voter's draft for one mail before the close; an empty one takes it away.

    Raises `VoterNeeded`, `PhaseClosed`, `NoDraft` where nothing waits to be cast, `Invalid` for no mail address.
    """
    entry = entry_of(actor, election, lock=True)
    require_open(election.cycle, PhaseKind.VOTE)
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise Invalid(fields={"email": list(error.messages)}) from None
    kept = BallotDraft.objects.filter(pk=entry.pk).update(
        remind_at_address=address,
        remind_language=language if language in LANGUAGES else LANGUAGES[0],
        reminded_at=None,
    )
    if not kept:
        raise NoDraft


def is_asked(voter: Voter) -> bool:
    """Whether a reminder will be sent to this voter. One query."""
    return (
        BallotDraft.objects.filter(pk=voter.entry_id, reminded_at=None).exclude(remind_at_address="").exists()
    )


def send_due() -> int:
    """Send what is due, each once; gives how many. For the periodic task, which may run twice at a time."""
    sent = 0
    seen: list[int] = []
    while batch := list(_due().exclude(pk__in=seen).values_list("pk", flat=True)[:AT_ONCE]):
        seen += batch
        for pk in batch:
            try:
                sent += int(_send_one(pk))
            except Exception:
                log.exception(
                    "A reminder failed"
                )  # the address stays, and the next hour tries again until the close
    return sent


def _due() -> QuerySet[BallotDraft]:
    closing = Phase.objects.filter(
        kind=PhaseKind.VOTE,
        cycle=OuterRef("entry__election__cycle"),
        opens_at__lte=StatementTimestamp(),
        closes_at__gt=StatementTimestamp(),
        closes_at__lte=StatementTimestamp() + BEFORE_CLOSE,
    )
    return (
        BallotDraft.objects.filter(Exists(closing), reminded_at=None, entry__paper_since=None)
        .filter(entry__channel__in=["", "web", "desk"])
        .exclude(remind_at_address="")
    )


@transaction.atomic
def _send_one(pk: int) -> bool:
    """The mark and the mail in one: what fails for now is not marked. An address that takes no mail is, and erased."""
    rows = _due().select_related("entry__election__cycle__area")
    draft = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if draft is None:
        return False  # cast meanwhile, or another run has it
    BallotDraft.objects.filter(pk=pk).update(reminded_at=Now(), remind_at_address="")
    # Handed over last: when the mail server does not answer, the mark is rolled back.
    return post(_mail(draft))


def forget_after_close() -> int:
    """Empty addresses of votes that are over; gives how many."""
    over = Phase.objects.filter(
        kind=PhaseKind.VOTE, cycle=OuterRef("entry__election__cycle"), closes_at__lte=StatementTimestamp()
    )
    return BallotDraft.objects.filter(Exists(over)).exclude(remind_at_address="").update(remind_at_address="")


def _mail(draft: BallotDraft) -> EmailMessage:
    election = draft.entry.election
    phase = Phase.objects.get(cycle=election.cycle_id, kind=PhaseKind.VOTE)
    with override(draft.remind_language):
        closes = date_format(timezone.localtime(phase.closes_at), "l j.n.Y H.i")
        return vote_mails.mail(
            to=draft.remind_at_address,
            subject=_("Your ballot is not cast yet: %(vote)s") % {"vote": election.cycle},
            paragraphs=[
                _("You have chosen projects, but your ballot is not cast yet. It does not count so far."),
                _("The vote closes on %(time)s.") % {"time": closes},
                _("Enter your code and press “Cast my ballot”: %(address)s")
                % {"address": f"{settings.SITE_URL.rstrip('/')}/vote/{election.cycle.slug}/"},
                _("You asked for this mail, and it is the only one. Your address has been deleted."),
            ],
        )
