"""What can go wrong when people work on one text."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid


class InvitationOver(Conflict):
    """The invitation was answered, taken back or lapsed."""

    code = "invitation-over"
    title = _("This invitation is over")
    detail = _("It was answered already, taken back, or is older than 14 days. Ask the author for a new one.")


class TooManyAuthors(Conflict):
    """A sixth co-author."""

    code = "too-many-authors"
    title = _("A proposal can have five co-authors")
    detail = _("Take back an invitation or let somebody go first.")


class AnsweredAlready(Conflict):
    """The suggestion is not open any more."""

    code = "answered-already"
    title = _("This suggestion was answered already")


class TextMovedOn(Conflict):
    """The part of the text is not what the suggestion began from."""

    code = "text-moved-on"
    title = _("The text has changed since this was suggested")
    detail = _("Compare the two, and write what you want to keep into the text yourself.")


class NothingSuggested(Invalid):
    """The suggested text is the present one, or nothing."""

    code = "nothing-suggested"
