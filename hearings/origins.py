"""Which budget proposals grew out of a hearing: told to proposals, which do not know hearings."""

from collections.abc import Collection

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hearings.models import DevelopmentProposal, HearingState
from proposals.lineage import Origin, register_origin


def of_proposals(proposal_ids: Collection[int]) -> dict[int, Origin]:
    """The origins of those proposals that came from a hearing. One query."""
    rows = (
        DevelopmentProposal.objects.filter(proposal__in=proposal_ids)
        .exclude(theme__hearing__state=HearingState.PREPARING)
        .select_related("theme__hearing")
    )
    return {
        row.proposal_id: Origin(
            words=format_lazy(
                _("“{theme}” in the hearing “{hearing}”"), theme=row.theme, hearing=row.theme.hearing
            ),
            url=f"{row.theme.hearing.get_absolute_url()}themes/{row.theme_id}/",
        )
        for row in rows
        if row.proposal_id is not None
    }


def register() -> None:
    """Tell proposals."""
    register_origin(of_proposals)
