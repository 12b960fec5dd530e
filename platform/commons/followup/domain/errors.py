"""Named errors of following."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal


class UnknownStopLink(Refusal):
    """The word in the link belongs to nobody (any more)."""

    status = 404
    code = "unknown-stop-link"
    title = _("This link is not known")
    detail = _("Perhaps only a part of it was copied. You can also stop the mails on My page.")
