"""What "My page" shows of proposals: my drafts and proposals, what I support and what I follow."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commons.accounts import sections
from commons.accounts.models import User
from proposals.domain import reading
from proposals.domain.delegates import group
from proposals.domain.delegates import reading as delegates
from proposals.models import DelegateState


def content(user: User, _request: HttpRequest) -> dict[str, Any]:
    """Three queries."""
    return {
        "own": reading.told_states(reading.own_rows(user)),
        "supported": reading.told_states(reading.supported_rows(user)),
        "followed": reading.told_states(reading.followed_rows(user)),
    }


def group_content(user: User, _request: HttpRequest) -> dict[str, Any] | None:
    """Invitations into follow-up groups, and the groups that the person is in. One query."""
    found = delegates.of_person(user)
    if not found:
        return None
    return {
        "invitations": [
            {"cycle": str(one.cycle), "word": group.word_of(one), "from": one.term_from, "to": one.term_to}
            for one in found
            if one.state == DelegateState.INVITED
        ],
        "memberships": [
            {"cycle": str(one.cycle), "slug": one.cycle.slug, "from": one.term_from, "to": one.term_to}
            for one in found
            if one.state == DelegateState.ACCEPTED
        ],
    }


def register() -> None:
    """Add the parts to "My page"."""
    sections.register(
        sections.Section("proposals", _("My proposals"), "proposals/my_page.html", content, order=10)
    )
    sections.register(
        sections.Section(
            "follow-up", _("Follow-up group"), "proposals/delegates/my_page.html", group_content, order=15
        )
    )
