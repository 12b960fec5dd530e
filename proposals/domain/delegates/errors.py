"""What can go wrong in the follow-up group."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Refusal


class InvitationOver(Conflict):
    """The invitation was answered, taken back or lapsed."""

    code = "delegate-invitation-over"
    title = _("This invitation is over")
    detail = _(
        "It was answered already, taken back, or is older than 14 days. Ask the town for a new one if you want to join."
    )


class GroupFull(Conflict):
    """More people than a group holds."""

    code = "group-full"
    title = _("The group is full")
    detail = _("A follow-up group has at most 15 people. End a membership or take an invitation back first.")


class OfficialDelegate(Refusal):
    """An official would follow up their own work."""

    status = 403
    code = "official-delegate"
    title = _("Officials cannot be in the follow-up group")
    detail = _("The group is for residents: it looks at what officials do.")


class NotInTerm(Conflict):
    """The delegate's term is over, has not begun, or the membership was ended."""

    code = "not-in-term"
    title = _("Your term in the follow-up group does not go on now")
    detail = _(
        "Nothing was stored. What you wrote is still on this page: copy it, and send it to the town by mail if it is "
        "important."
    )


class NotVisited(Conflict):
    """The project is not carried out, or is cancelled."""

    code = "not-visited"
    title = _("Findings are noted of projects that are carried out or done")
    detail = _("What you wrote is still on this page.")


class FindingMovedOn(Conflict):
    """The finding is in a state that this does not start from."""

    code = "finding-moved-on"
    title = _("The finding has moved on")
    detail = _(
        "Nothing was changed. What you wrote is still on this page; load it again to see how it is now."
    )


class AnsweredMeanwhile(FindingMovedOn):
    """Somebody else answered since the page was opened."""

    code = "answered-meanwhile"
    title = _("Somebody answered this in the meantime")
    detail = _(
        "What you wrote is still on this page and was not sent. Read their answer above, then send yours again."
    )


class DisputedOnce(Conflict):
    """A second "not fixed" of the same finding."""

    code = "disputed-once"
    title = _("You have said once already that it is not fixed")
    detail = _("The second answer stands. If something else is wrong, note a new finding.")
