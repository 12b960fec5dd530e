"""What can go wrong with stories, statements and smileys, in words for the person it happens to."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Refusal
from hearings.domain.errors import UnknownReceipt


class UnknownStory(UnknownReceipt):
    """No story has this receipt."""

    code = "unknown-story"
    title = _("No story has this receipt")
    detail = _("Compare the ten characters with what you wrote down. Your story is safe in any case.")


class ConsentRaised(Conflict):
    """A teller lets a story go further than before."""

    code = "consent-raised"
    title = _("The permission can only be made smaller here")
    detail = _("Nothing was changed. If your story may go further after all, send it again.")


class NoConsent(Conflict):
    """Something is published that its teller did not allow."""

    code = "no-consent"
    title = _("The teller has not allowed this")
    detail = _("The story stays with those who prepare the answers.")


class NothingOffered(Conflict):
    """There is no version for others yet, or not any more."""

    code = "nothing-offered"
    title = _("There is no version for others")
    detail = _("Load the page again to see how it is now.")


class TellerIsAsked(Conflict):
    """The teller has not answered yet, or has said no."""

    code = "teller-is-asked"
    title = _("The teller has not said yes")
    detail = _(
        "It can be published when the teller accepts it, or two weeks after it was shown without a no."
    )


class NoSuchPart(Refusal):
    """A part of a hearing that is not there, or not any more."""

    status = 404
    code = "no-such-part"
    title = _("This is not there any more")
    detail = _("Load the page again to see how it is now.")
