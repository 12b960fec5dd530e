"""What "My page" shows of proposals: what I am asked, my drafts and proposals, what I support and what I follow."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.accounts import sections
from commons.accounts.models import User
from proposals.domain import asked, reading
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


def asked_content(user: User, request: HttpRequest) -> dict[str, Any] | None:
    """Questions about merging and splitting that wait for the person's answer. Two queries."""
    found = asked.asked_of(user)
    if not found:
        return None
    told = [vars(one) | {"url": reverse(f"proposals:{one.what}", args=[one.plan])} for one in found]
    return {"questions": told, "csrf": get_token(request)}


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
        sections.Section(
            "asked", _("Questions to you"), "proposals/asked_on_my_page.html", asked_content, order=5
        )
    )
    sections.register(
        sections.Section("proposals", _("My proposals"), "proposals/my_page.html", content, order=10)
    )
    sections.register(
        sections.Section(
            "follow-up", _("Follow-up group"), "proposals/delegates/my_page.html", group_content, order=15
        )
    )
