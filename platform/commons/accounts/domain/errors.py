"""What can go wrong with people and roles."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, NotAllowed


class LastCoordinator(Conflict):
    """The town would be left without anybody who can give roles."""

    code = "last-coordinator"
    title = _("This is the only coordinator of the whole town")
    detail = _("Nothing was changed. Give the coordinator's role to somebody else first.")


class NotToOneself(NotAllowed):
    """A coordinator gives themselves another role."""

    code = "not-to-oneself"
    title = _("You cannot give yourself a role")
    detail = _("Ask another coordinator to do it: so nobody collects powers alone.")
