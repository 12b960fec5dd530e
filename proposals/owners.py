"""How threads and tracks find the proposal that they belong to."""

from collections.abc import Collection

from commons.deliberation import owners as talk
from commons.followup import owners as followup
from proposals.models import Proposal, State


def of_threads(thread_ids: Collection[int]) -> dict[int, talk.Owner]:
    """The proposals that are talked about, by thread. One query."""
    found = (
        Proposal.objects.filter(thread__in=thread_ids)
        .exclude(state=State.DRAFT)
        .select_related("area")
        .without_texts()
        .defer("area__outline", "area__outline_shown")
    )
    return {
        one.thread_id: talk.Owner(one.title, one.get_absolute_url(), one.area, one.language) for one in found
    }


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
