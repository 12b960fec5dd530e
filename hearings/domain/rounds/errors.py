"""What can go wrong with rounds of organisations."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Refusal


class UnknownRound(Refusal):
    """No organisation has this link."""

    status = 404
    code = "unknown-round"
    title = _("This link does not lead anywhere")
    detail = _("Perhaps a part of it was lost on the way. You can write in the hearing all the same.")


class Withdrawn(Conflict):
    """An organisation that was withdrawn is to be changed."""

    code = "organisation-withdrawn"
    title = _("This organisation was withdrawn")
    detail = _("Add it again if it is to be asked.")


class NothingToSend(Conflict):
    """Nobody is left to ask or to remind."""

    code = "nothing-to-send"
    title = _("There is nobody to write to")
    detail = _("Everybody on the list has had this mail, has answered, or does not want any.")
