"""Who hears what becomes of a proposal that grew out of a hearing: the addresses that asked to hear of its answers.
Told to follow-up, which does not know hearings."""

from collections.abc import Collection, Iterator

from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.followup import outside
from commons.followup.outside import Reader
from hearings.models import Contribution, DevelopmentProposal, HearingState, Subscriber


def readers(track_ids: Collection[int]) -> Iterator[Reader]:
    """The subscribers of hearings from whose themes those proposals came, also by way of a merging. A subscriber of
    some services is told where there are notes about them in the theme. Three queries."""
    themes = _themes(track_ids)
    services: dict[int, set[int]] = {}
    noted = Contribution.objects.filter(theme__in={theme for _hearing, theme, _track in themes}).order_by()
    for theme, service in noted.values_list("theme", "service_area").distinct():
        services.setdefault(theme, set()).add(service)
    rows = Subscriber.objects.filter(
        hearing__in={hearing for hearing, _theme, _track in themes}, is_confirmed=True
    )
    for one in rows.select_related("hearing").order_by("pk"):
        wanted = set(one.services)
        yield Reader(
            address=one.address,
            language=one.language,
            tracks=frozenset(
                track
                for hearing, theme, track in themes
                if hearing == one.hearing_id and (not wanted or wanted & services.get(theme, set()))
            ),
            why=format_lazy(
                _("You asked to hear of the hearing “{hearing}”, where the idea came from."),
                hearing=one.hearing,
            ),
            stop_path=reverse("hearings:mails", args=[one.token]),
        )


def _themes(track_ids: Collection[int]) -> set[tuple[int, int, int]]:
    """Hearing, theme and track of each. A merged development proposal, and a merged proposal, goes on in another."""
    ways = (
        "proposal",
        "proposal__merged_into",
        "merged_into__proposal",
        "merged_into__proposal__merged_into",
    )
    follows = Q()
    for way in ways:
        follows |= Q(**{f"{way}__track__in": track_ids})
    rows = DevelopmentProposal.objects.filter(follows).exclude(theme__hearing__state=HearingState.PREPARING)
    tracks = {f"track_{place}": F(f"{way}__track") for place, way in enumerate(ways)}
    found = rows.annotate(**tracks).values_list("theme__hearing", "theme", *tracks)
    wanted = set(track_ids)
    return {(hearing, theme, track) for hearing, theme, *to in found for track in to if track in wanted}


def register() -> None:
    """Tell follow-up."""
    outside.register(readers)
