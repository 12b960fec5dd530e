"""What can go wrong in a thread."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid, Refusal


class NotToBeAnswered(Invalid):
    """Replies go one level deep, in the same thread, to comments that are shown."""

    code = "not-to-be-answered"
    detail = _(
        "This comment cannot be replied to. Reply to the comment above it, or write a comment of your own."
    )


class TooLateToEdit(Conflict):
    """The time for correcting a comment is over, or it was hidden."""

    code = "too-late-to-edit"
    title = _("This comment can no longer be changed")
    detail = _(
        "A comment can be changed for 15 minutes, so that replies keep their meaning. Write a new one."
    )


class HiddenAlready(Conflict):
    """Hiding what is hidden, or showing what is shown."""

    code = "hidden-already"


class NotAnArgument(Invalid):
    """Only shown arguments for and against convince somebody; questions, improvements and replies do not."""

    code = "not-an-argument"
    detail = _("Only arguments for and against can convince, as long as they are shown.")


class OwnArgument(Refusal):
    """Somebody is convinced by their own words."""

    status = 403
    code = "own-argument"
    title = _("This is your own argument")
    detail = _("Others decide whether it convinces them.")
