"""Who took part and who was missing, against the roll and the population; small groups are left out everywhere."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from commons.places.domain.queries import AgeBand, populations
from commons.places.domain.small_groups import LEAST
from commons.places.models import Area
from voting.domain.participation import Group, Participation
from voting.domain.report import missing
from voting.domain.report.tree import NUMBER, SHARE, Row, Section, Table
from voting.models import Election


def section(election: Election, took_part: Participation) -> Section:
    """By age, area, way of voting, area and age; against the population; who was missing. Five queries. The second of
    its sentences, if there is one, names who was missing."""
    url = reverse("voting:result", args=[election.cycle.slug])
    areas = {str(area): area for area in Area.objects.filter(path__startswith=election.cycle.area.path)}
    groups = missing.groups(election, took_part, areas)
    tables = [
        _table("by-age", _("Who voted, by age"), took_part.by_age, url),
        _table("by-area", _("Who voted, by area"), took_part.by_area, url),
        _table("by-way", _("How people voted"), took_part.by_way, url),
        _crossed("by-area-age", _("Voters by area and age"), took_part.bands, took_part.table, url),
        _crossed(
            "by-area-way", _("Voters by area and way of voting"), took_part.ways, took_part.by_area_way, url
        ),
        *_against_population(took_part, areas, url),
        missing.by_area_and_age(groups, url),
        _missing(took_part, url),
        missing.by_language(election, reverse("proposals:list") + f"?cycle={election.cycle.slug}"),
    ]
    said = missing.sentence(groups)
    return Section(
        "participation",
        _("Who took part"),
        words=(
            _("A dash stands where so few people are meant that one could be recognised."),
            *((said,) if said else ()),
        ),
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


def _against_population(took_part: Participation, areas: Mapping[str, Area], url: str) -> list[Table | None]:
    """Voters of an area against everybody who lives there; then its ages, each by way of voting. One query."""
    known = populations([areas[str(group.label)] for group in took_part.by_area if str(group.label) in areas])
    lives = {name: known.get(area.pk, []) for name, area in areas.items()}
    return [_population(took_part, lives, url), _three_ways(took_part, lives, url)]


def _population(took_part: Participation, lives: Mapping[str, list[AgeBand]], url: str) -> Table | None:
    rows = [
        Row(str(group.label), (persons, group.voted, _percent(group.voted, persons)))
        for group in took_part.by_area
        if (persons := sum(band.persons for band in lives.get(str(group.label), [])))
    ]
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


def _three_ways(took_part: Participation, lives: Mapping[str, list[AgeBand]], url: str) -> Table | None:
    """Voters by area, age and way of voting, beside the people of that age who live there."""
    if len(took_part.bands) < 2 or len(took_part.ways) < 2:
        return None
    rows = []
    for (name, by_age), (_name, by_all) in zip(took_part.table, took_part.by_all, strict=True):
        for place, label in enumerate(took_part.bands):
            band = took_part.limits[place]
            persons = _of_band(lives.get(name, []), band, took_part.youngest or 0) if band else None
            share = _percent(by_age[place], persons)
            rows.append(Row(f"{name}: {label}", (persons, by_age[place], share, *by_all[place])))
    return Table(
        key="by-area-age-way",
        title=_("Voters by area, age and way of voting, against the population"),
        head=_("Area and age"),
        columns=(_("People of that age"), _("Voted"), _("Share"), *(str(way) for way in took_part.ways)),
        kinds=(NUMBER, NUMBER, SHARE, *(NUMBER,) * len(took_part.ways)),
        rows=tuple(rows),
        note=_(
            "People by the population register, from the youngest age that could vote. A dash: so few that one could "
            "be recognised, a number from which such a group would follow, or not known."
        ),
        url=url,
    )


def _of_band(lives: Sequence[AgeBand], band: tuple[int, int], youngest: int) -> int | None:
    """People of a band; a band of the register that crosses it is cut by years of age. None: few, or not known."""
    persons = 0.0
    for one in lives:
        years = min(one.age_max, band[1]) - max(one.age_min, band[0], youngest) + 1
        persons += one.persons * max(years, 0) / (one.age_max - one.age_min + 1)
    return round(persons) if persons >= LEAST else None


def _percent(voted: int | None, persons: int | None) -> float | None:
    return None if voted is None or not persons else round(100 * voted / persons, 1)


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
        title=_("Who was missing, against the roll"),
        head=_("Group"),
        columns=(_("Voted"), _("At the share of all"), _("Missing")),
        kinds=(NUMBER,) * 3,
        rows=tuple(rows[:12]),
        note=_("Groups that are too small to tell of are not in this list."),
        url=url,
    )
