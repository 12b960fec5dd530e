"""Results and turnout as plain lines, for open data: the figures of the pages, nothing reckoned anew."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from commons.texts.translated import LANGUAGES
from voting.domain import recount_package
from voting.domain.paper.reconciliation import latest
from voting.domain.participation import WAYS, Participation, participation
from voting.domain.results import elections_with_results, envelope_results
from voting.domain.turnout import live_totals, totals_are_public, turnout_of
from voting.models import BallotProject, Election, Quarantine

Line = tuple[Any, ...]


def votes() -> QuerySet[Any, Any]:
    """Votes of public years whose rules are published."""
    rows = Election.objects.filter(cycle__is_published=True, frozen_at__isnull=False)
    return rows.order_by("cycle__year", "pk")


def ballot_projects() -> QuerySet[Any, Any]:
    """What stands on the ballots of these votes."""
    return BallotProject.objects.filter(election__in=votes().order_by()).order_by("election", "position")


def results() -> Iterator[Line]:
    """Every project of every published result. The number of queries grows with years, not with projects."""
    for election in elections_with_results().order_by("cycle__year", "pk"):
        for result in envelope_results(election, public_only=True):
            for row in result.rows:
                yield (
                    election.cycle.slug,
                    result.envelope.slug,
                    row.project.project_id,
                    row.project.proposal_id,
                    row.project.cost,
                    row.support,
                    row.rank,
                    row.funded,
                    row.status,
                    row.verdict,
                    row.verdict_reason,
                    result.count.rule,
                    f"/results/{election.cycle.slug}/{result.envelope.slug}/",
                )


def turnout() -> Iterator[Line]:
    """Who took part, of published results: small groups empty. `(cycle, area, age, way, voted, entitled)`."""
    for election in elections_with_results().order_by("cycle__year", "pk"):
        yield from _turnout(election, participation(election))


def _turnout(election: Election, found: Participation) -> Iterator[Line]:
    slug = election.cycle.slug
    yield slug, "", "", "", found.ballots if found.entitled is None else sum_voted(election), found.entitled
    areas = [line.area.path for line in turnout_of(election).areas] if found.entitled is not None else []
    paths = areas or [str(group.label) for group in found.by_area]
    for path, group in zip(paths, found.by_area, strict=True):
        yield slug, path, "", "", group.voted, group.entitled
    for group in found.by_age:
        yield slug, "", _age(group.label), "", group.voted, group.entitled
    for group in found.by_way:
        yield slug, "", "", _way(group.label), group.voted, None
    for path, (_name, cells) in zip(areas, found.table, strict=False):
        for band, voted in zip(found.bands, cells, strict=True):
            yield slug, path, _age(band), "", voted, None


def sum_voted(election: Election) -> int:
    """People marked as having voted."""
    return turnout_of(election).voted


def _age(label: Any) -> str:
    """Bands are figures; what is words means that the age is not known."""
    if not isinstance(label, str):
        return "unknown"
    return f"0-{label[1:]}" if label.startswith("–") else label.replace("–", "-")


def _way(label: Any) -> str:
    return next((way for way, words in WAYS.items() if words is label), str(label))


def ballot_files() -> Iterator[Line]:
    """Where the ballots without names are, pot by pot, with the hash of the file where a package was published."""
    for election in elections_with_results().order_by("cycle__year", "pk"):
        package = recount_package.package_of(election)
        hashes = package.hashes() if package else {}
        for result in envelope_results(election, public_only=True):
            page = f"/results/{election.cycle.slug}/{result.envelope.slug}/"
            yield (
                election.cycle.slug,
                result.envelope.slug,
                result.ballots,
                f"{page}result.pb",
                hashes.get(recount_package.ballots_name(result.envelope.slug), ""),
                f"{page}result.csv",
                f"{page}result.json",
                f"/results/{election.cycle.slug}/package.zip" if package else "",
            )


def turnout_now() -> Iterator[Line]:
    """How many have voted in each vote, as on its page of turnout, also while it is open: `(cycle, area, way, voted,
    entitled)`. The number of queries grows with years."""
    for election in votes().select_related("cycle"):
        found, slug = turnout_of(election), election.cycle.slug
        if found.eligible:
            yield slug, "", "", found.voted, found.eligible
            for line in found.areas:
                yield slug, line.area.path, "", line.voted, line.eligible
            for way, number in found.ways.items():
                yield slug, "", way.value, number, None


def votes_so_far() -> Iterator[Line]:
    """Votes by project where they are shown before the result: `(cycle, project, proposal, votes)`."""
    counted = elections_with_results().order_by().values("pk")
    for election in votes().exclude(pk__in=counted).select_related("cycle"):
        if totals_are_public(election):
            totals = live_totals(election)
            projects = election.projects.order_by("position").values_list("pk", "project_id", "proposal")
            for pk, number, proposal in projects:
                yield election.cycle.slug, number, proposal, totals.get(pk, 0)


def paper() -> Iterator[Line]:
    """The newest public account of the sheets, day by day and station by station."""
    for election in votes().select_related("cycle"):
        if (found := latest(election)) is not None:
            for line in found.lines:
                names = tuple(line.station.get(language, "") for language in LANGUAGES)
                sheets = (
                    line.issued,
                    line.counted,
                    line.set_aside,
                    line.void,
                    line.waiting,
                    line.spoilt,
                    line.unused,
                )
                ends = (line.given_out, line.closed, line.missing, line.not_in_box)
                yield election.cycle.slug, line.day, *names, *sheets, *ends


def set_aside() -> QuerySet[Any, Any]:
    """Batches of paper ballots that are or were set aside."""
    rows = Quarantine.objects.filter(batch__election__in=votes().order_by().values("pk"))
    return rows.annotate(begun_on=TruncDate("begun_at"), released_on=TruncDate("released_at")).order_by("pk")


def reports() -> Iterator[Line]:
    """Where the report of each year is, by language: `(cycle, language, page, pdf, xlsx, json)`."""
    for slug in elections_with_results().order_by("cycle__year", "pk").values_list("cycle__slug", flat=True):
        page, json = f"/reports/{slug}/", f"/api/v1/results/{slug}/report/"
        for language in LANGUAGES:
            files = (f"{page}report.pdf", f"{page}report.xlsx", json)
            yield slug, language, page, *(f"{file}?language={language}" for file in files)
