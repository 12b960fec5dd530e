"""What a report was made of, as one short mark: it changes whenever something does that stands in the report."""

import hashlib
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, Max, Model
from django.utils import timezone

from commons.audit.models import Book
from commons.followup.models import Milestone
from commons.texts.translated import LANGUAGES
from proposals.models import Finding
from voting.domain.acts import book_of
from voting.domain.report.parts import registered
from voting.models import Election

FORMAT = "5"
"""Changes when the tree does, so that no report of an older shape is read."""
EVENTS = (
    ("followup", "MilestoneEvent"),
    ("proposals", "WorkPlanEvent"),
    ("proposals", "BookingEvent"),
    ("proposals", "FindingEvent"),
    ("proposals", "ReviewTaskEvent"),
    ("proposals", "ReviewStepEvent"),
    ("proposals", "CategoryEvent"),
    ("proposals", "VerdictProposalOutcomeDecidedByEvent"),
)
"""Histories whose last line tells that something happened to a review, or to a project that is carried out."""
ROWS = (
    ("places", "Population"),
    ("places", "LanguageGroup"),
    ("proposals", "Appeal"),
)
"""Tables whose rows are only added, or exchanged as a whole."""


def stamp(election: Election) -> str:
    """SHA-256 (hex) of short marks of everything that the report is made of: some cheap queries. The day is one of
    them, since what is late or stuck today was not yet so yesterday."""
    cycle = election.cycle
    years = {"cycle__area": cycle.area_id, "cycle__year__lte": cycle.year}
    proposals = _events("proposals", "ProposalEvent").filter(
        **{f"pgh_obj__{key}": on for key, on in years.items()}
    )
    milestones = Milestone.objects.filter(
        **{f"track__proposal__{key}": on for key, on in years.items()}
    ).aggregate(Max("pk"), Count("pk"))
    head = Book.objects.filter(pk=book_of(election)).values_list("head", flat=True).first() or ""
    marks = [
        FORMAT,
        head,
        timezone.localdate().isoformat(),
        *(getattr(cycle, f"name_{language}") for language in LANGUAGES),
        _last(proposals),
        f"{milestones['pk__max']}/{milestones['pk__count']}",
        *_lasts(),
        str(Finding.objects.public().count()),
        *(f"{part.key}:{part.stamp(cycle)}" for part in registered()),
    ]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


def _last(events: Any) -> str:
    return str(events.aggregate(last=Max("pgh_id"))["last"])


def _lasts() -> list[str]:
    """The last line of each of `EVENTS`; the last row of each of `ROWS` and how many there are; the names of the
    departments. One query."""
    names = ", ".join(f"name_{language}" for language in LANGUAGES)
    looked = [("max(pgh_id)::text", app, name) for app, name in EVENTS]
    looked += [("concat(max(id), '/', count(*))", app, name) for app, name in ROWS]
    looked += [(f"md5(string_agg(concat_ws('/', id, {names}), ',' ORDER BY id))", "accounts", "Service")]
    # Made of the names of our own tables alone.
    parts = [f"(SELECT {what} FROM {_table(app, name)})" for what, app, name in looked]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}")
        return [str(mark) for mark in cursor.fetchone()]


def _table(app: str, name: str) -> str:
    return connection.ops.quote_name(apps.get_model(app, name)._meta.db_table)


def _events(app: str, name: str) -> Any:
    model: type[Model] = apps.get_model(app, name)
    return model._default_manager.all()
