"""What "My page" shows of moderation: what of mine waits or was hidden."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commons.accounts import sections
from commons.accounts.models import User
from commons.moderation.kinds import kind_of, things_of
from commons.moderation.models import Case, Moderation, Reason

MOST = 20


def content(user: User, _request: HttpRequest) -> dict[str, Any] | None:
    """Nothing where nothing is held or hidden. One query, and those of the kinds."""
    cases = list(Case.objects.filter(author=user).exclude(state=Moderation.SHOWN).order_by("-pk")[:MOST])
    if not cases:
        return None
    things = things_of([(case.kind, case.target) for case in cases])
    return {
        "rows": [
            {
                "pk": case.pk,
                "kind": kind_of(case.kind).label,
                "is_hidden": case.state == Moderation.HIDDEN,
                "reason": Reason(case.reason).label if case.reason else "",
                "text": things[case.kind, case.target].text,
                "language": things[case.kind, case.target].language,
            }
            for case in cases
            if (case.kind, case.target) in things
        ]
    }


def register() -> None:
    """Add the part to "My page"."""
    sections.register(
        sections.Section("moderation", _("Waiting or hidden"), "moderation/my_page.html", content, order=15)
    )
