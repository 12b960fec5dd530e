"""How threads and tracks find the proposal that they belong to."""

from collections.abc import Collection
from functools import partial

from commons.deliberation import owners as talk
from commons.followup import owners as followup
from proposals.domain.errors import WrongState
from proposals.domain.gates import TALKING, require_any
from proposals.models import SILENT, Proposal, State


def of_threads(thread_ids: Collection[int]) -> dict[int, talk.Owner]:
    """The proposals that are talked about, by thread. One query."""
    found = (
        Proposal.objects.filter(thread__in=thread_ids)
        .exclude(state=State.DRAFT)
        .select_related("area", "cycle")
        .without_texts()
        .defer("area__outline", "area__outline_shown")
    )
    return {
        one.thread_id: talk.Owner(
            one.title,
            one.get_absolute_url(),
            one.area,
            one.language,
            is_public=one.cycle.is_published and one.hidden_at is None,
            concerns=frozenset([one.author_id] if one.author_id else []),
            topic=f"proposal:{one.pk}",
            require_talking=partial(_require_talking, one),
        )
        for one in found
    }


def _require_talking(proposal: Proposal) -> None:
    """Pass while residents may talk about it. Raises `WrongState`, `PhaseClosed`. At most one query."""
    if proposal.state in SILENT:
        raise WrongState
    require_any(proposal.cycle, TALKING)


def of_tracks(track_ids: Collection[int]) -> dict[int, followup.Owner]:
    """The proposals that are followed, by track. One query."""
    rows = Proposal.objects.filter(track__in=track_ids).values_list(
        "track", "pk", "title", "language", "cycle__currency"
    )
    return {
        track: followup.Owner(title=title, url=f"/proposals/{pk}/", language=language, currency=currency)
        for track, pk, title, language, currency in rows
    }


def register() -> None:
    """Make proposals known to the commons."""
    talk.register(of_threads)
    followup.register_owner(of_tracks)
