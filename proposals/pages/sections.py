"""What "My page" shows of proposals: my drafts and proposals, what I support and what I follow."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commons.accounts import sections
from commons.accounts.models import User
from proposals.domain import reading


def content(user: User, _request: HttpRequest) -> dict[str, Any]:
    """Three queries."""
    return {
        "own": reading.told_states(reading.own_rows(user)),
        "supported": reading.told_states(reading.supported_rows(user)),
        "followed": reading.told_states(reading.followed_rows(user)),
    }


def register() -> None:
    """Add the part to "My page"."""
    sections.register(
        sections.Section("proposals", _("My proposals"), "proposals/my_page.html", content, order=10)
    )
