"""Receipts: the voter's own, and sending one home. What a receipt says of the ballot's content: nothing."""

from django.utils.translation import gettext as _

from commons.accounts.domain.posting import post_now
from commons.http.rate import take
from voting.domain import drafts, vote_mails
from voting.domain.ballots import Receipt
from voting.domain.errors import NoReceipt
from voting.domain.voters import Voter
from voting.models import Election

MAILS = (5, 3600.0)
"""So many receipts may be sent for one voter within so many seconds."""


def own_receipt(*, actor: Voter, election: Election) -> Receipt:
    """The receipt of the voter's ballot in the box. Raises `VoterNeeded`, or `NoReceipt` where nothing was cast."""
    receipt = drafts.own(actor=actor, election=election).receipt
    if receipt is None:
        raise NoReceipt
    return receipt


def mail_receipt(*, actor: Voter, election: Election, address: str) -> None:
    """Send the receipt to `address`, in the reader's language; the address is stored nowhere.

    Raises `VoterNeeded`, `NoReceipt`, `AddressTakesNoMail`, or `TooOften` after five mails within an hour.
    """
    receipt = own_receipt(actor=actor, election=election)
    take(f"receipt mail {actor.mark}", *MAILS)
    message = vote_mails.mail(
        to=address,
        subject=_("Your ballot is in the box: %(vote)s") % {"vote": election.cycle},
        code=receipt.code,
        paragraphs=[
            _("This is the receipt of your ballot."),
            *_left_out(receipt),
            _(
                "When the count is published, you find it in the list of receipts: that is how you know that your "
                "ballot was counted. It does not show what you chose."
            ),
            _(
                "You can change your vote until it closes, with the code of your letter. You then get a new receipt, "
                "and this one is struck."
            ),
        ],
    )
    post_now(message)


def _left_out(receipt: Receipt) -> list[str]:
    if not receipt.is_excluded:
        return []
    return [
        _(
            "The ballot is left out of the count by a written decision of two officials. Their reason: %(reason)s"
        )
        % {"reason": receipt.excluded_because}
    ]
