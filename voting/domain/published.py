"""Results and turnout as plain lines, for open data: the figures of the pages, nothing reckoned anew."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from voting.domain import recount_package
from voting.domain.participation import WAYS, Participation, participation
from voting.domain.results import elections_with_results, envelope_results
from voting.domain.turnout import turnout_of
from voting.models import BallotProject, Election

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
