"""What can go wrong when something is moderated."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid, Refusal


class OwnMatter(Refusal):
    """The actor wrote it, reported it, or it is about them."""

    status = 403
    code = "own-matter"
    title = _("This concerns you")
    detail = _("You wrote or reported it, or it answers you. Somebody else decides.")


class OwnDecision(Refusal):
    """The appeal is against the actor's own decision."""

    status = 403
    code = "own-decision"
    title = _("You decided on it yourself")
    detail = _("An appeal is decided by another person.")


class DecidedAlready(Conflict):
    """Somebody else was faster."""

    code = "decided-already"
    title = _("Somebody has decided on it already")
    detail = _("Load the page again to see what was decided.")


class NothingSealed(Conflict):
    """No blacking out that can be taken back, or its text was changed since."""

    code = "nothing-sealed"
    title = _("There is nothing to take back")
    detail = _("The words were changed since, were shown again already, or are not kept any longer.")


class NotHidden(Conflict):
    """Only what is hidden can be appealed, once."""

    code = "not-hidden"
    title = _("There is nothing to appeal")
    detail = _("It is shown, or somebody has looked at your appeal already.")


class NothingThere(Refusal):
    """No such thing that everybody sees."""

    status = 404
    code = "nothing-there"
    title = _("This is not shown any more")
    detail = _("Perhaps somebody has hidden or removed it already.")


class CannotRedact(Invalid):
    """This kind of thing is hidden as a whole."""

    code = "cannot-redact"
    title = _("Words cannot be blacked out here")
    detail = _("Hide it as a whole, with a reason.")


class TooEarly(Refusal):
    """An anonymous form without proof of work came back faster than a person writes."""

    status = 429
    code = "too-early"
    title = _("Please wait a moment")
    detail = _("What you chose is kept. Wait ten seconds and send it again; so we keep machines out.")


class NotReady(Refusal):
    """The trap was filled."""

    code = "not-ready"
    title = _("This could not be sent")
    detail = _("Leave the field that is not for people empty, and send it again.")


class UndoneAlready(Conflict):
    """The wave was taken back."""

    code = "undone-already"
    title = _("This was taken back already")


class CannotHide(Conflict):
    """It may not be hidden where it stands now."""

    code = "cannot-hide"
    title = _("This cannot be hidden now")
    detail = _("It is on the ballot or decided by the residents. Write to the coordinator of the vote.")
