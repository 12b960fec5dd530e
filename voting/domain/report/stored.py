"""The stored report of a year: read in one query, made anew when what it is made of has changed."""

import hashlib
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, Model
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from commons.audit.models import Book
from commons.followup.models import Milestone
from commons.http.errors import Conflict
from commons.process.models import Cycle
from commons.texts.translated import LANGUAGES
from voting.domain.acts import book_of
from voting.domain.report.gather import gather
from voting.domain.report.parts import registered
from voting.domain.report.tree import Report, plain, read
from voting.domain.results import elections_with_results
from voting.models import Election, StoredReport

FORMAT = "1"
"""Changes when the tree does, so that no report of an older shape is read."""


class StillCounting(Conflict):
    """There is no report before the result is public."""

    code = "still-counting"
    title = _("There is no report of this year yet")
    detail = _(
        "The votes are not counted, or the result is not public. The report is made from the published result."
    )


def report(slug: str, language: str) -> Report:
    """The report of a public year. Raises `StillCounting` without any figure, Http404 where there is no such year."""
    election = elections_with_results().filter(cycle__slug=slug).first()
    if election is None:
        if Cycle.objects.filter(slug=slug, is_published=True).exists():
            raise StillCounting
        raise Http404
    wanted = stamp(election)
    found = StoredReport.objects.filter(election=election, language=language, stamp=wanted).first()
    return read(found.tree) if found else _store(election, language, wanted)


def refresh(election: Election) -> None:
    """Make what is stored as it is now, in every language; what is up to date stays."""
    if not elections_with_results().filter(pk=election.pk).exists():
        return
    wanted = stamp(election)
    known = set(
        StoredReport.objects.filter(election=election, stamp=wanted).values_list("language", flat=True)
    )
    for language in LANGUAGES:
        if language not in known:
            _store(election, language, wanted)


def refresh_all() -> None:
    """Every year with a result, for the nightly job."""
    for election in elections_with_results():
        refresh(election)


def _store(election: Election, language: str, wanted: str) -> Report:
    made = gather(election, language)
    StoredReport.objects.update_or_create(
        election=election, language=language, defaults={"stamp": wanted, "tree": plain(made)}
    )
    return made


def stamp(election: Election) -> str:
    """SHA-256 (hex) of short marks of everything that the report is made of: some cheap queries."""
    cycle = election.cycle
    years = {"cycle__area": cycle.area_id, "cycle__year__lte": cycle.year}
    events = _events("proposals", "ProposalEvent").filter(
        **{f"pgh_obj__{key}": on for key, on in years.items()}
    )
    milestones = Milestone.objects.filter(
        **{f"track__proposal__{key}": on for key, on in years.items()}
    ).aggregate(Max("pk"), Count("pk"))
    written = _events("followup", "MilestoneEvent").aggregate(last=Max("pgh_id"))["last"]
    head = Book.objects.filter(pk=book_of(election)).values_list("head", flat=True).first() or ""
    marks = [
        FORMAT,
        head,
        *(getattr(cycle, f"name_{language}") for language in LANGUAGES),
        str(events.aggregate(last=Max("pgh_id"))["last"]),
        f"{milestones['pk__max']}/{milestones['pk__count']}/{written}",
        *(f"{part.key}:{part.stamp(cycle)}" for part in registered()),
    ]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


def _events(app: str, name: str) -> Any:
    model: type[Model] = apps.get_model(app, name)
    return model._default_manager.all()
