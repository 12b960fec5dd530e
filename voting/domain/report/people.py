"""Who took part and who was missing, against the roll and the population; small groups are left out everywhere."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from commons.places.domain.queries import populations
from commons.places.models import Area
from voting.domain.participation import Group, Participation
from voting.domain.report.tree import NUMBER, SHARE, Row, Section, Table
from voting.models import Election


def section(election: Election, took_part: Participation) -> Section:
    """By age, area, way of voting, area and age; against the population; who was missing."""
    url = reverse("voting:result", args=[election.cycle.slug])
    tables = [
        _table("by-age", _("Who voted, by age"), took_part.by_age, url),
        _table("by-area", _("Who voted, by area"), took_part.by_area, url),
        _table("by-way", _("How people voted"), took_part.by_way, url),
        _crossed("by-area-age", _("Voters by area and age"), took_part.bands, took_part.table, url),
        _crossed(
            "by-area-way", _("Voters by area and way of voting"), took_part.ways, took_part.by_area_way, url
        ),
        _population(election, took_part, url),
        _missing(took_part, url),
    ]
    return Section(
        "participation",
        _("Who took part"),
        words=(_("A dash stands where so few people are meant that one could be recognised."),),
        tables=tuple(table for table in tables if table is not None and table.rows),
    )


def _table(key: str, title: str, groups: Sequence[Group], url: str) -> Table:
    with_share = any(group.entitled for group in groups)
    return Table(
        key=key,
        title=title,
        head=_("Group"),
        columns=(_("Voted"), *((_("Entitled"), _("Share")) if with_share else ())),
        kinds=(NUMBER, *((NUMBER, SHARE) if with_share else ())),
        rows=tuple(
            Row(str(group.label), (group.voted, *((group.entitled, group.percent) if with_share else ())))
            for group in groups
        ),
        url=url,
        chart=2 if with_share else 0,
    )


def _crossed(
    key: str,
    title: str,
    columns: Sequence[object],
    table: Sequence[tuple[str, Sequence[int | None]]],
    url: str,
) -> Table | None:
    if len(table) < 2 or len(columns) < 2:
        return None
    return Table(
        key=key,
        title=title,
        head=_("Area"),
        columns=tuple(str(column) for column in columns),
        kinds=(NUMBER,) * len(columns),
        rows=tuple(Row(area, tuple(line)) for area, line in table),
        url=url,
    )


def _population(election: Election, took_part: Participation, url: str) -> Table | None:
    """Voters of an area against everybody who lives there, of any age."""
    areas = {str(area): area for area in Area.objects.filter(path__startswith=election.cycle.area.path)}
    known = populations([areas[str(group.label)] for group in took_part.by_area if str(group.label) in areas])
    rows = []
    for group in took_part.by_area:
        area = areas.get(str(group.label))
        lives = sum(band.persons for band in known.get(area.pk, [])) if area else 0
        if lives:
            share = None if group.voted is None else round(100 * group.voted / lives, 1)
            rows.append(Row(str(group.label), (lives, group.voted, share)))
    if not rows:
        return None
    return Table(
        key="population",
        title=_("Voters against the population"),
        head=_("Area"),
        columns=(_("People of all ages"), _("Voted"), _("Share")),
        kinds=(NUMBER, NUMBER, SHARE),
        rows=tuple(rows),
        url=url,
        chart=2,
    )


def _missing(took_part: Participation, url: str) -> Table | None:
    """Groups that voted less than all together: how many more votes the same share would have been."""
    if not took_part.entitled:
        return None
    share = took_part.voted / took_part.entitled
    rows = []
    for group in (*took_part.by_age, *took_part.by_area):
        if group.voted is not None and group.entitled:
            expected = round(share * group.entitled)
            if group.voted < expected:
                rows.append(Row(str(group.label), (group.voted, expected, expected - group.voted)))
    rows.sort(key=lambda row: (-int(row.cells[2] or 0), row.label))
    return Table(
        key="missing",
        title=_("Who was missing"),
        head=_("Group"),
        columns=(_("Voted"), _("At the share of all"), _("Missing")),
        kinds=(NUMBER,) * 3,
        rows=tuple(rows[:12]),
        note=_("Groups that are too small to tell of are not in this list."),
        url=url,
    )
