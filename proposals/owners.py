"""How threads and tracks find the proposal that they belong to."""

from collections.abc import Collection
from functools import partial

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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
        .annotate(
            joined=ArrayAgg("merged__thread", filter=Q(merged__isnull=False), order_by="merged", default=[]),
            lead_title=F("merged_into__title"),
            lead_language=F("merged_into__language"),
            lead_thread=F("merged_into__thread"),
        )
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
            joined=tuple(one.joined),
            further=further_of(one, one.lead_title, one.lead_language, one.lead_thread),
        )
        for one in found
    }


def further_of(
    proposal: Proposal, title: str | None, language: str | None, thread: int | None
) -> talk.Further | None:
    """Where the talk about a merged proposal goes on, by what is known of the leading one; about a split one."""
    if proposal.state == State.MERGED:
        return talk.Further(title or "", f"/proposals/{proposal.merged_into_id}/", language or "", thread)
    if proposal.state == State.SPLIT:
        return talk.Further(_("The parts of the proposal"), f"/proposals/{proposal.pk}/")
    return None


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
