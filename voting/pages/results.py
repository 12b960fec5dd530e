"""Pages of results: what was funded and why, who took part, the files to count it again."""

import csv
import io
import json
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commons.accounts.permissions import may
from commons.http.errors import Text
from commons.opendata.files import harmless
from commons.texts.amounts import number_text, share_text
from voting.domain import acts, explaining, findings, lot, recount_package, results
from voting.domain.council.accounts import account_of
from voting.domain.participation import Group, Participation, participation
from voting.domain.pb_export import as_pb
from voting.domain.turnout import closes_at
from voting.models import CountState, Verdict
from voting.pages import charts
from voting.pages.result_figures import shares_figure, whole_figures
from voting.rules import SIMULATE

HIDDEN = gettext_lazy("A dash stands where so few people are meant that one could be recognised.")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All years with a public result."""
    found: list[dict[str, Any]] = [
        {
            "election": election,
            "cycle": election.cycle,
            "results": results.envelope_results(election, public_only=True),
            "url": reverse("voting:result", args=[election.cycle.slug]),
        }
        for election in results.elections_with_results()[:24]
    ]
    for row in found:
        row["funded"] = sum(len(result.funded) for result in row["results"])
        row["spent"] = sum(result.spent for result in row["results"])
        row["budget"] = sum(result.budget for result in row["results"])
    return render(request, "voting/results.html", {"years": found})


@require_safe
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """The result of a year: its envelopes, or the only one at once, and who took part; or when it will come."""
    try:
        election = results.counted_election(request.user, slug)
    except Http404:
        return _awaited(request, slug)
    found = results.envelope_results(election)
    if len(found) == 1:
        return _one(request, found[0])
    return render(
        request,
        "voting/result_year.html",
        {
            "election": election,
            "cycle": election.cycle,
            "provisional": any(result.count.state != CountState.PUBLISHED for result in found),
            "envelopes": [
                {
                    "result": result,
                    "url": reverse("voting:result_envelope", args=[slug, result.envelope.slug]),
                }
                for result in found
            ],
            "figures": figures(participation(election)),
            "live_topic": f"result:{slug}",
            "package": recount_package.package_of(election),
            "may_plan": may(request.user, SIMULATE, election),
        },
    )


@require_safe
def envelope(request: HttpRequest, slug: str, envelope_slug: str) -> HttpResponse:
    """The result of one envelope of a year."""
    try:
        return _one(request, _found(request, slug, envelope_slug))
    except Http404:
        return _awaited(request, slug, envelope_slug)


def _awaited(request: HttpRequest, slug: str, envelope_slug: str = "") -> HttpResponse:
    """Says that there is no result yet, in the same words whether or not it has been counted."""
    election = results.awaited_election(request.user, slug)
    if envelope_slug and not election.projects.filter(envelope__slug=envelope_slug).exists():
        raise Http404
    closes = closes_at(election)
    content = {
        "cycle": election.cycle,
        "live_topic": f"result:{slug}",
        "closes_at": closes,
        "is_open": closes is not None and closes > timezone.now(),
    }
    return render(request, "voting/result_awaited.html", content)


def _found(request: HttpRequest, slug: str, envelope_slug: str) -> results.EnvelopeResult:
    election = results.counted_election(request.user, slug)
    found = results.envelope_results(election, envelope_slug=envelope_slug)
    if not found:
        raise Http404
    return found[0]


def _one(request: HttpRequest, result: results.EnvelopeResult) -> HttpResponse:
    cycle = result.election.cycle
    address = [cycle.slug, result.envelope.slug]
    took_part = participation(result.election)
    return render(
        request,
        "voting/result.html",
        {
            "result": result,
            "cycle": cycle,
            "pieces": grouped(bar_rows(result)),
            "line_words": line_words(result),
            "most": max((row.support for row in result.rows), default=0),
            "rule_name": explaining.rule_name(result.count.rule),
            "provisional": result.count.state != CountState.PUBLISHED,
            "figures": figures(took_part),
            "whole": whole_figures(result),
            "shares": shares_figure(result),
            "entitled": took_part.entitled if result.envelope.area_id in (None, cycle.area_id) else None,
            "may_plan": may(request.user, SIMULATE, result.election),
            "has_map": any(row.project.proposal.latitude is not None for row in result.rows),
            "csv_url": reverse("voting:result_csv", args=address),
            "json_url": reverse("voting:result_json", args=address),
            "pb_url": reverse("voting:result_pb", args=address),
            "points_url": reverse("voting:result_points", args=address),
            "live_topic": f"result:{cycle.slug}",
            "lot": lot.lot_of(result.election),
        }
        | _package(result)
        | {"account": account_of(result.election, result.envelope) if result.council else None},
    )


def _package(result: results.EnvelopeResult) -> dict[str, Any]:
    """What there is to check the result with: the published package, and the hashes of its files as JSON."""
    package = recount_package.package_of(result.election)
    hashes = package.hashes() if package else {}
    return {
        "package": package,
        "exclusions": findings.exclusions(result.election),
        "pb_sha256": hashes.get(recount_package.ballots_name(result.envelope.slug), ""),
        "known_files": json.dumps(hashes),
    }


def bar_rows(result: results.EnvelopeResult) -> list[dict[str, Any]]:
    """Rows for the piece `result_bar`: in the order of the count, with the line where the money ran out."""
    rows: list[dict[str, Any]] = []
    line = line_place(result)
    for place, row in enumerate(result.rows):
        rows.append(
            {
                "title": row.title,
                "lang": row.project.proposal.language,
                "url": row.project.proposal.get_absolute_url(),
                "votes": row.support,
                "votes_word": _("points") if result.points else "",
                "cost": row.project.cost,
                "currency": result.election.cycle.currency,
                "funded": row.funded,
                "why": " ".join([row.why, *row.missing]),
                "line_before": place == line,
                "verdict": row.verdict,
                "verdict_label": Verdict(row.verdict).label if row.verdict else "",
                "verdict_reason": row.verdict_reason,
            }
        )
    return rows


NO_MONEY = frozenset({"no_money_left", "after_stop", "after_stop_load", "shares_too_small", "not_optimal"})
MANY, RUN, SEEN = 40, 6, 2
"""A list longer than MANY folds every run of more than RUN projects that were not funded, but for the first SEEN."""


def line_place(result: results.EnvelopeResult) -> int | None:
    """Place of the first project that the money was not enough for, where some were funded before it."""
    for place, row in enumerate(result.rows):
        if row.status in NO_MONEY:
            return place if any(before.funded for before in result.rows[:place]) else None
    return None


def line_words(result: results.EnvelopeResult) -> str:
    """What the line says: the money ran out here, or from here on only smaller projects still fitted."""
    line = line_place(result)
    if line is not None and any(row.funded for row in result.rows[line:]):
        return _("From here on only what still fitted was funded")
    return _("Here the money ran out")


def grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list in pieces, `rows` and whether they are `folded`: of a long one long runs without a winner are folded."""
    if len(rows) <= MANY:
        return [{"rows": rows, "folded": False}]
    pieces: list[dict[str, Any]] = []
    for funded, found in groupby(rows, key=lambda row: bool(row["funded"])):
        run = list(found)
        cut = len(run) if funded or len(run) <= RUN else SEEN
        if pieces and not pieces[-1]["folded"]:
            pieces[-1]["rows"] += run[:cut]
        else:
            pieces.append({"rows": run[:cut], "folded": False})
        if run[cut:]:
            pieces.append({"rows": run[cut:], "folded": True})
    return pieces


def figures(found: Participation) -> list[dict[str, Any]]:
    """Figures for the piece `figure`: a chart and its table each; groups too small to tell of say so."""
    made: list[dict[str, Any]] = []
    for title, groups in (
        (_("Who voted, by age"), found.by_age),
        (_("Who voted, by area"), found.by_area),
        (_("How people voted"), found.by_way),
    ):
        if groups:
            made.append(_figure(title, groups))
    if found.table and len(found.table) > 1 and len(found.bands) > 1:
        made.append(
            {
                "title": _("Voters by area and age"),
                "svg": "",
                "columns": [_("Area"), *found.bands],
                "rows": [[area, *(_told(count) for count in line)] for area, line in found.table],
                "note": HIDDEN,
                "open": True,
            }
        )
    return made


def _figure(title: str, groups: list[Group]) -> dict[str, Any]:
    with_share = any(group.entitled for group in groups)
    rows: list[list[Text]] = []
    for group in groups:
        cells: list[Text] = [group.label, _told(group.voted)]
        if with_share:
            cells += [
                number_text(group.entitled),
                "–" if group.percent is None else f"{share_text(group.percent)}\u00a0%",
            ]
        rows.append(cells)
    drawn = [(str(group.label), group.percent if with_share else group.voted) for group in groups]
    return {
        "title": title,
        "svg": charts.bars(drawn, unit=_("% of those entitled") if with_share else _("ballots")),
        "columns": [_("Group"), _("Voted"), *([_("Entitled"), _("Share")] if with_share else [])],
        "rows": rows,
        "note": HIDDEN if any(group.voted is None for group in groups) else "",
    }


def _told(count: int | None) -> str:
    return "–" if count is None else number_text(count)


COLUMNS = (
    "project_id",
    "title",
    "cost",
    "support",
    "rank",
    "funded",
    "council",
    "council_reason",
    "area",
    "why",
)


@require_safe
def result_csv(request: HttpRequest, slug: str, envelope_slug: str) -> HttpResponse:
    """One line a project, UTF-8 with a mark so that spreadsheets read it right."""
    result = _found(request, slug, envelope_slug)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in result.rows:
        proposal = row.project.proposal
        writer.writerow(
            map(
                harmless,
                (
                    row.project.project_id, proposal.title, row.project.cost, row.support, row.rank or "",
                    int(row.funded), row.verdict, row.verdict_reason, proposal.area or "", row.why,
                ),
            )
        )  # fmt: skip
    return _file(result, "csv", "text/csv; charset=utf-8", ("\ufeff" + text.getvalue()).encode())


@require_safe
def result_json(request: HttpRequest, slug: str, envelope_slug: str) -> HttpResponse:
    """The stored outcome: rule, version, seed, hash of the input, every project."""
    result = _found(request, slug, envelope_slug)
    data = {"cycle": slug, "envelope": envelope_slug, "state": result.count.state, **result.count.outcome}
    data["log"] = vars(acts.head_of(result.election))
    return _file(result, "json", "application/json", json.dumps(data, ensure_ascii=False, indent=1).encode())


@require_safe
def result_pb(request: HttpRequest, slug: str, envelope_slug: str) -> HttpResponse:
    """The ballots and projects as `.pb`: whoever counts this file counts what we counted."""
    result = _found(request, slug, envelope_slug)
    if result.count.state != CountState.PUBLISHED:
        raise Http404
    if recount_package.package_of(result.election):
        data = recount_package.file_of(request.user, slug, recount_package.ballots_name(envelope_slug))
    else:
        data = as_pb(result.election, result.envelope, selected=frozenset(result.count.outcome["selected"]))
    return _file(result, "pb", "text/plain; charset=utf-8", data)


@require_safe
def result_points(request: HttpRequest, slug: str, envelope_slug: str) -> HttpResponse:
    """Projects with a place as GeoJSON, for the map."""
    result = _found(request, slug, envelope_slug)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [proposal.longitude, proposal.latitude]},
            "properties": {
                "id": proposal.pk,
                "title": proposal.title,
                "url": proposal.get_absolute_url(),
                "state": "funded" if row.funded else "not_funded",
            },
        }
        for row in result.rows
        if (proposal := row.project.proposal).latitude is not None
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/geo+json")


def _file(result: results.EnvelopeResult, kind: str, content_type: str, data: bytes) -> HttpResponse:
    name = f"{slugify(result.election.cycle.slug)}-{result.envelope.slug}.{kind}"
    return HttpResponse(
        data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
