"""The stored report of a year: read in one query, made anew when what it is made of has changed.

A vote of usual size is gathered while the reader waits; for a big one the worker does it, and until then readers are
told how far it is. Old figures are never shown beside newer ones: a report is as everything is now, or is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Refusal
from commons.process.models import Cycle
from commons.texts.translated import LANGUAGES
from voting.domain.report.charts import charts_of
from voting.domain.report.gather import gather
from voting.domain.report.stamp import stamp
from voting.domain.report.tree import Report, plain, read
from voting.domain.results import elections_with_results
from voting.models import Election, ReportMaking, StoredReport

AT_ONCE = 20_000
"""Ballots up to which the figures are gathered while the reader waits."""
DEAD = timedelta(minutes=5)
"""After so long without a step the worker is asked again."""


class StillCounting(Conflict):
    """There is no report before the result is public."""

    code = "still-counting"
    title = _("There is no report of this year yet")
    detail = _(
        "The votes are not counted, or the result is not public. The report is made from the published result."
    )


class BeingMade(Refusal):
    """The worker gathers the figures now: `done` of `steps`."""

    status = 202
    code = "being-made"
    title = _("The report is being made")
    detail = _("Something has changed, so all figures are gathered anew. This takes some seconds.")

    def __init__(self, making: ReportMaking) -> None:
        super().__init__()
        self.done, self.steps = making.done, making.steps


@dataclass(frozen=True)
class Kept:
    """A stored report as it is now, with its charts (SVG by the key of their table)."""

    row: StoredReport
    report: Report

    @property
    def charts(self) -> Mapping[str, str]:
        """SVG by the key of the table."""
        charts: Mapping[str, str] = self.row.charts
        return charts


def kept(slug: str, language: str) -> Kept:
    """The report of a public year. Raises `StillCounting` without any figure, `BeingMade`, Http404 where there is no
    such year."""
    election = _public(slug)
    wanted = stamp(election)
    if found := _current(election, language, wanted):
        return found
    if _is_big(election):
        raise BeingMade(_asked(election, wanted))
    return _store(election, language, wanted)


def report(slug: str, language: str) -> Report:
    """The figures alone; as `kept`."""
    return kept(slug, language).report


def make_now(slug: str, language: str) -> Kept:
    """The report at once, however big the vote is; readers who ask at the same time wait for the first. As `kept`, but
    never raises `BeingMade`."""
    election = _public(slug)
    with transaction.atomic():
        Election.objects.select_for_update(of=("self",), no_key=True).get(pk=election.pk)
        wanted = stamp(election)
        return _current(election, language, wanted) or _store(election, language, wanted)


def refresh(election: Election) -> None:
    """Make what is stored as it is now, in every language; what is up to date stays. Says after each how far it is."""
    if not elections_with_results().filter(pk=election.pk).exists():
        return
    wanted = stamp(election)
    known = set(
        StoredReport.objects.filter(election=election, stamp=wanted).values_list("language", flat=True)
    )
    _told(election, wanted, 0)
    for done, language in enumerate(LANGUAGES, start=1):
        if language not in known:
            _store(election, language, wanted)
        _told(election, wanted, done)


def refresh_all() -> None:
    """Every year with a result, for the nightly job."""
    for election in elections_with_results():
        refresh(election)


def _public(slug: str) -> Election:
    election = elections_with_results().filter(cycle__slug=slug).first()
    if election is None:
        if Cycle.objects.filter(slug=slug, is_published=True).exists():
            raise StillCounting
        raise Http404
    return election


def _current(election: Election, language: str, wanted: str) -> Kept | None:
    row = StoredReport.objects.filter(election=election, language=language, stamp=wanted).first()
    return Kept(row, read(row.tree)) if row else None


def _is_big(election: Election) -> bool:
    counts = election.counts.filter(superseded=False, is_official=True).values_list(
        "outcome__ballots", flat=True
    )
    return sum(number or 0 for number in counts) > AT_ONCE


def _asked(election: Election, wanted: str) -> ReportMaking:
    """How far the worker is with it; asks it first where nobody has, or where it has gone quiet."""
    making = ReportMaking.objects.filter(election=election, stamp=wanted).first()
    if making and making.done < making.steps and making.touched_at > timezone.now() - DEAD:
        return making
    from voting.tasks import refresh_report  # the job imports this module

    made = _told(election, wanted, 0)
    refresh_report.defer(election_id=election.pk)
    return made


def _told(election: Election, wanted: str, done: int) -> ReportMaking:
    said = {"stamp": wanted, "done": done, "steps": len(LANGUAGES), "touched_at": Now()}
    made, _is_new = ReportMaking.objects.update_or_create(election=election, defaults=said)
    return made


def _store(election: Election, language: str, wanted: str) -> Kept:
    made = gather(election, language)
    row, _is_new = StoredReport.objects.update_or_create(
        election=election,
        language=language,
        defaults={"stamp": wanted, "tree": plain(made), "charts": charts_of(made)},
    )
    return Kept(row, made)
