"""What can go wrong with cards and keyed papers."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid, NotAllowed, Refusal


class MistypedCard(Invalid):
    """What was typed is on no card: the letters do not fit the number."""

    code = "mistyped-card"
    title = _("This is on no card")
    detail = _("What you wrote is kept on this page.")


class UnknownCard(Refusal):
    """No card has this number."""

    status = 404
    code = "unknown-card"
    title = _("There is no such card")
    detail = _("Compare the number and the four letters with the ones on the card.")


class CardNotFree(Conflict):
    """A card is keyed a second time, or was set aside."""

    code = "card-not-free"
    title = _("This card cannot be keyed")
    detail = _("What you wrote is kept on this page.")


class OwnKeying(NotAllowed):
    """Who keyed a paper compares it too."""

    code = "own-keying"
    title = _("You keyed this paper yourself")
    detail = _("Somebody else compares it with the paper.")


class AlreadyChecked(Conflict):
    """Two people check the same paper."""

    code = "already-checked"
    title = _("Somebody else has just checked this paper")
    detail = _("Go on with the next one.")
