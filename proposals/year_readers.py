"""Who hears of a year's funded projects without an account: told to follow-up, which does not know why."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.followup import outside
from commons.followup.outside import Reader
from commons.places.models import Area
from proposals.domain.carrying_out import STATES
from proposals.models import Proposal, State, YearReader


def readers(track_ids: Collection[int]) -> Iterator[Reader]:
    """The addresses that want the year, or an area in which a project lies; projects of the whole town are everybody's.
    Three queries."""
    rows = Proposal.objects.filter(
        track__in=track_ids,
        cycle__is_published=True,
        state__in=(*STATES, State.DROPPED),
        hidden_at=None,
    ).values_list("track", "cycle", "area__path", "cycle__area__path")
    projects: dict[int, list[tuple[int, str]]] = {}
    for track, cycle, path, town in rows:
        projects.setdefault(cycle, []).append((track, path or town))
    paths = dict(Area.objects.values_list("pk", "path"))
    for one in YearReader.objects.filter(cycle__in=projects).select_related("cycle").order_by("pk"):
        wanted = [paths[area] for area in one.areas if area in paths]
        yield Reader(
            address=one.address,
            language=one.language,
            tracks=frozenset(
                track
                for track, lies in projects[one.cycle_id]
                # A project above the chosen areas, such as the whole town's, concerns them too.
                if not one.areas or any(lies.startswith(path) or path.startswith(lies) for path in wanted)
            ),
            why=format_lazy(_("You asked to hear how the projects of “{year}” go."), year=one.cycle),
            stop_path=reverse("proposals:year_news_stop", args=[one.stop_word]),
        )


def register() -> None:
    """Tell follow-up."""
    outside.register(readers)
