"""Reminders for people who have chosen something and not cast it: once, to an address that lives with the draft."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commons.http.errors import Invalid
from commons.process.domain.gate import StatementTimestamp, require_open
from commons.process.models import Phase, PhaseKind
from commons.texts.translated import LANGUAGES
from voting.domain import vote_mails
from voting.domain.errors import NoDraft
from voting.domain.voters import Voter, entry_of
from voting.models import BallotDraft, Election

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
    while (batch := _some()) > 0:
        sent += batch
    return sent


@transaction.atomic
def _some() -> int:
    closing = Phase.objects.filter(
        kind=PhaseKind.VOTE,
        cycle=OuterRef("entry__election__cycle"),
        opens_at__lte=StatementTimestamp(),
        closes_at__gt=StatementTimestamp(),
        closes_at__lte=StatementTimestamp() + BEFORE_CLOSE,
    )
    due = (
        BallotDraft.objects.filter(Exists(closing), reminded_at=None, entry__paper_since=None)
        .filter(entry__channel__in=["", "web", "desk"])
        .exclude(remind_at_address="")
        .select_related("entry__election__cycle__area")
        .select_for_update(of=("self",), skip_locked=True)
    )
    drafts = list(due[:AT_ONCE])
    # Marked first: a mail that is lost is lost once, and nobody is reminded twice.
    told = [(draft, draft.remind_at_address) for draft in drafts]
    BallotDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        reminded_at=Now(), remind_at_address=""
    )
    transaction.on_commit(partial(_mail_all, told))
    return len(drafts)


def forget_after_close() -> int:
    """Empty addresses of votes that are over; gives how many."""
    over = Phase.objects.filter(
        kind=PhaseKind.VOTE, cycle=OuterRef("entry__election__cycle"), closes_at__lte=StatementTimestamp()
    )
    return BallotDraft.objects.filter(Exists(over)).exclude(remind_at_address="").update(remind_at_address="")


def _mail_all(told: Sequence[tuple[BallotDraft, str]]) -> None:
    for draft, address in told:
        _mail(draft, address)


def _mail(draft: BallotDraft, address: str) -> None:
    election = draft.entry.election
    phase = Phase.objects.get(cycle=election.cycle_id, kind=PhaseKind.VOTE)
    with override(draft.remind_language):
        closes = date_format(timezone.localtime(phase.closes_at), "l j.n.Y H.i")
        vote_mails.send(
            to=address,
            subject=_("Your ballot is not cast yet: %(vote)s") % {"vote": election.cycle},
            paragraphs=[
                _("You have chosen projects, but your ballot is not cast yet. It does not count so far."),
                _("The vote closes on %(time)s.") % {"time": closes},
                _("Enter your code and press “Cast my ballot”: %(address)s")
                % {"address": f"{settings.SITE_URL.rstrip('/')}/vote/{election.cycle.slug}/"},
                _("You asked for this mail, and it is the only one. Your address has been deleted."),
            ],
        )
