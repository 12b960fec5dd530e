"""Gathering a report: the same data give the same tree. Figures count the shown notes, as every public number does."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from commons.moderation.models import Moderation, Reason
from commons.texts.amounts import number_text
from hearings.domain import queries, who_spoke
from hearings.domain.report import voices
from hearings.domain.report.crossing import (
    CHANNEL,
    KIND,
    LEAST,
    LEAST_SENSITIVE,
    NOWHERE,
    REST,
    SERVICE,
    TOWN,
    Cell,
    Crossed,
    Cube,
    crossed,
    cube,
)
from hearings.domain.report.parts import answer_part, follow_ups, not_representative, quotes
from hearings.domain.report.tree import (
    Combination,
    Development,
    Figure,
    FollowUp,
    Quote,
    Report,
    Row,
    Tally,
    ThemePart,
)
from hearings.models import AnswerKind, Channel, Contribution, DevelopmentProposal, Hearing, Polarity
from proposals.models import State

NO_THEME = "none"


def report(hearing: Hearing, language: str) -> Report:
    """The report in a language. The number of queries grows with plenaries alone, not with notes, themes, stories."""
    with override(language):
        return _Gathering(hearing, language).report()


class _Gathering:
    """One gathering; its values are read once and used by several figures."""

    def __init__(self, hearing: Hearing, language: str) -> None:
        self.hearing, self.language = hearing, language
        self.areas = list(hearing.service_areas.all())
        self.rows = list(_grouped(hearing))
        self.themes = queries.themes_of(hearing)
        towns = hearing.events.order_by("starts_at", "pk").values_list("town", flat=True)
        self.town_keys = [*dict.fromkeys(towns), NOWHERE]
        self.names: list[dict[str, str]] = [
            {str(area.pk): str(area.name) for area in self.areas} | {REST: _("Other services")},
            {value: str(label) for value, label in Polarity.choices},
            {town: town for town in self.town_keys} | {NOWHERE: _("Elsewhere"), REST: _("Other towns")},
            {value: str(label) for value, label in Channel.choices} | {REST: _("Other ways")},
        ]
        self.shown = [row for row in self.rows if row["moderation"] == Moderation.SHOWN]
        self.cube = self._cube(self.shown)
        self.unshown = self._cube(row for row in self.rows if row["moderation"] != Moderation.SHOWN)

    def report(self) -> Report:
        told = self.cube.largest()
        return Report(
            language=self.language,
            slug=self.hearing.slug,
            title=str(self.hearing.title),
            purpose=str(self.hearing.purpose),
            hosts=self.hearing.hosts,
            area=str(self.hearing.area.name),
            state=str(self.hearing.get_state_display()),
            opens_on=timezone.localdate(self.hearing.opens_at),
            closes_on=timezone.localdate(self.hearing.closes_at),
            n=self.cube.total + self.unshown.total,
            caution=not_representative(),
            tallies=self._tallies(),
            answers=self._answers(),
            figures=self._figures(),
            people=self._people(),
            combinations=self._combinations(told),
            uncombined=self.cube.total - sum(told.values()),
            combinations_caution=self._combinations_caution(told),
            themes=self._themes(),
            stories=voices.stories_of(self.hearing),
            synthesis=voices.synthesis_of(self.hearing, self.language),
            plenaries=voices.plenaries_of(self.hearing),
            voices=voices.figures(self.hearing),
        )

    def _cube(self, rows: Iterable[Any]) -> Cube:
        counts: Counter[Cell] = Counter()
        for row in rows:
            cell = (str(row["area"]), row["polarity"], row["town"] or NOWHERE, row["channel"])
            counts[cell] += row["n"]
        used = {cell[CHANNEL] for cell in counts}
        towns = [
            town for town in self.town_keys if town != NOWHERE or any(c[TOWN] == NOWHERE for c in counts)
        ]
        keys = (
            [str(area.pk) for area in self.areas],
            list(Polarity.values),
            towns,
            [channel for channel in Channel.values if channel in used],
        )
        return cube(counts, keys, frozenset(str(area.pk) for area in self.areas if area.is_sensitive))

    def _tallies(self) -> tuple[Tally, ...]:
        by_state: Counter[str] = Counter()
        by_reason: Counter[str] = Counter()
        for row in self.rows:
            by_state[row["moderation"]] += row["n"]
            by_reason[row["hidden_reason"]] += row["n"]
        states = [Tally(value, str(label), by_state[value]) for value, label in Moderation.choices]
        reasons = [
            Tally(f"hidden_{value}", _("Hidden: %(reason)s") % {"reason": label}, by_reason[value])
            for value, label in Reason.choices
            if by_reason[value]
        ]
        return (*states, *reasons)

    def _answers(self) -> tuple[Tally, ...]:
        given = Counter(row.answer.kind for row in self.themes if row.answer is not None)
        kinds = [Tally(value, str(label), given[value]) for value, label in AnswerKind.choices]
        waits = sum(row.answer is None and not row.is_late for row in self.themes)
        late = sum(row.is_late for row in self.themes)
        return (
            *kinds,
            Tally("waits", _("Not answered yet"), waits),
            Tally("late", _("The answer is late"), late),
        )

    # -- figures of notes ------------------------------------------------------------------------------------------

    def _figures(self) -> tuple[Figure, ...]:
        crossings = (
            ("by-service", _("By service"), _("Service"), SERVICE, KIND),
            ("by-town", _("By town"), pgettext("home town", "Town"), TOWN, KIND),
            ("by-channel", _("By the way they came"), _("How it came"), CHANNEL, KIND),
            ("service-by-town", _("Services in each town"), _("Service"), SERVICE, TOWN),
            ("service-by-channel", _("Services by the way they came"), _("Service"), SERVICE, CHANNEL),
            (
                "town-by-channel",
                _("Towns by the way they came"),
                pgettext("home town", "Town"),
                TOWN,
                CHANNEL,
            ),
        )
        made = [
            self._figure(
                key, title, head, self.cube.crossed(down, across), self.names[down], self.names[across]
            )
            for key, title, head, down, across in crossings
        ]
        return (*made, self._by_theme(), *self._unshown())

    def _unshown(self) -> list[Figure]:
        """Where the notes belong that are not shown. They are counted apart, so that nothing follows from taking what
        everybody can read out of a sum of both; nothing is told where there are few of them."""
        n = self.unshown.total
        if n < self.unshown.strictest:
            return []
        found = self.unshown.crossed(SERVICE, KIND)
        rows = [
            Row(self.names[SERVICE][name], (*cells, total))
            for name, cells, total in zip(found.rows, found.cells, found.row_sums, strict=True)
        ]
        rows.append(Row(_("Together"), (*found.column_sums, n)))
        columns = (*(self.names[KIND][name] for name in found.columns), _("Together"))
        caution = self._caution(n, rows)
        title = _("Notes that are not shown, by service")
        return [Figure("unshown", title, _("Service"), columns, tuple(rows), n, "notes", caution)]

    def _figure(
        self,
        key: str,
        title: str,
        head: str,
        found: Crossed,
        down: Mapping[str, str],
        across: Mapping[str, str],
    ) -> Figure:
        links = _LINKS.get(key, "")
        rows = [
            Row(down[name], (*cells, total), self._notes_url(links, name))
            for name, cells, total in zip(found.rows, found.cells, found.row_sums, strict=True)
        ]
        rows.append(Row(_("Together"), (*found.column_sums, self.cube.total), self._notes_url("all", "")))
        columns = (*(across[name] for name in found.columns), _("Together"))
        caution = self._caution(self.cube.total, rows)
        return Figure(key, title, head, columns, tuple(rows), self.cube.total, "notes", caution)

    def _by_theme(self) -> Figure:
        kinds = list(Polarity.values)
        sensitive = {area.pk for area in self.areas if area.is_sensitive}
        counts: Counter[tuple[str, str]] = Counter()
        least: dict[str, int] = {}
        for row in self.shown:
            name = str(row["theme"] or NO_THEME)
            counts[name, row["polarity"]] += row["n"]
            least[name] = max(least.get(name, LEAST), LEAST_SENSITIVE if row["area"] in sensitive else LEAST)
        names = {str(row.theme.pk): str(row.theme) for row in self.themes} | {NO_THEME: _("No theme")}
        table = [[counts[name, kind] for kind in kinds] for name in names]
        leasts = [least.get(name, LEAST) for name in names]
        found = crossed(list(names), kinds, table, leasts, self.cube.hidden_kinds)
        return self._figure("by-theme", _("By theme"), _("Theme"), found, names, self.names[KIND])

    def _notes_url(self, name: str, value: str) -> str:
        """The page of the notes behind a row; empty for what was put together."""
        if not name or value in (REST, NOWHERE, NO_THEME):
            return ""
        if name == "theme":
            return reverse("hearings:theme", args=[self.hearing.slug, int(value)])
        base = reverse("hearings:notes", args=[self.hearing.slug])
        return base if name == "all" else f"{base}?{urlencode({name: value})}"

    def _caution(self, n: int, rows: Sequence[Row]) -> str:
        words = [
            ngettext("n = %(number)s note.", "n = %(number)s notes.", n) % {"number": number_text(n)},
            not_representative(),
        ]
        if any(cell is None for row in rows for cell in row.cells):
            words.append(self._dash())
        return " ".join(words)

    def _dash(self) -> str:
        if self.cube.strictest > LEAST:
            return _(
                "A dash: fewer than %(least)d notes (%(more)d in sensitive services), or a number that would tell "
                "such a one."
            ) % {"least": LEAST, "more": LEAST_SENSITIVE}
        return _("A dash: fewer than %(least)d notes, or a number that would tell such a one.") % {
            "least": LEAST
        }

    # -- by all four -----------------------------------------------------------------------------------------------

    def _combinations(self, told: Mapping[Cell, int]) -> tuple[Combination, ...]:
        order = [{key: place for place, key in enumerate(keys)} for keys in self.cube.keys]
        cells = sorted(told, key=lambda cell: [order[axis][cell[axis]] for axis in range(4)])
        return tuple(
            Combination(
                service=self.names[SERVICE][cell[SERVICE]],
                kind=self.names[KIND][cell[KIND]],
                town=self.names[TOWN][cell[TOWN]],
                channel=self.names[CHANNEL][cell[CHANNEL]],
                notes=told[cell],
                url=self._cell_url(cell),
            )
            for cell in cells
        )

    def _cell_url(self, cell: Cell) -> str:
        """The notes of one combination; empty where some of it was put together."""
        if REST in cell or cell[TOWN] == NOWHERE:
            return ""
        words = {
            "service": cell[SERVICE],
            "kind": cell[KIND],
            "town": cell[TOWN],
            "channel": cell[CHANNEL],
        }
        return f"{reverse('hearings:notes', args=[self.hearing.slug])}?{urlencode(words)}"

    def _combinations_caution(self, told: Mapping[Cell, int]) -> str:
        n, rest = self.cube.total, self.cube.total - sum(told.values())
        words = ngettext("n = %(number)s note.", "n = %(number)s notes.", n) % {"number": number_text(n)}
        left = _("%(number)s of them are in combinations that are too small to tell.") % {
            "number": number_text(rest)
        }
        return f"{words} {left} {not_representative()}" if rest else f"{words} {not_representative()}"

    # -- people ----------------------------------------------------------------------------------------------------

    def _people(self) -> tuple[Figure, ...]:
        return tuple(self._people_figure(table) for table in who_spoke.tables(self.hearing))

    def _people_figure(self, table: who_spoke.BackgroundTable) -> Figure:
        rows = tuple(Row(str(line.service_area.name), (line.people, *line.cells)) for line in table.lines)
        columns = (pgettext("how many", "People"), *(str(label) for _code, label in table.columns))
        words = _(
            "People who told something about themselves, each counted once for a service: there is no sum of all. "
            "A dash: a group so small that somebody could be recognised, or a number that would give such a group away."
        )
        caution = f"{words} {not_representative()}"
        title = _("Who spoke: %(what)s") % {"what": table.title}
        return Figure(f"who-{table.name}", title, _("Service"), columns, rows, None, "people", caution)

    # -- themes ----------------------------------------------------------------------------------------------------

    def _themes(self) -> tuple[ThemePart, ...]:
        said = quotes(self.hearing, self.language)
        developments: dict[int, list[Development]] = {}
        for one in (
            DevelopmentProposal.objects.public()
            .filter(theme__hearing=self.hearing)
            .select_related("proposal")
        ):
            made = one.proposal if one.proposal is not None and one.proposal.state != State.DRAFT else None
            part = Development(one.title, one.text, one.language, made.get_absolute_url() if made else "")
            developments.setdefault(one.theme_id, []).append(part)
        counts: Counter[int | None] = Counter()
        for row in self.shown:
            counts[row["theme"]] += row["n"]
        told = follow_ups(self.hearing)
        return tuple(
            self._theme(
                row,
                counts[row.theme.pk],
                tuple(said.get(row.theme.pk, ())),
                tuple(developments.get(row.theme.pk, ())),
                tuple(told.get(row.theme.pk, ())),
            )
            for row in self.themes
        )

    def _theme(
        self,
        row: queries.ThemeRow,
        notes: int,
        quotes: tuple[Quote, ...],
        developments: tuple[Development, ...],
        follow_ups: tuple[FollowUp, ...],
    ) -> ThemePart:
        theme = row.theme
        return ThemePart(
            number=theme.pk,
            anchor=f"theme-{theme.pk}",
            title=str(theme.title),
            summary=str(theme.summary),
            notes=notes,
            url=reverse("hearings:theme", args=[self.hearing.slug, theme.pk]),
            quotes=quotes,
            developments=developments,
            responsible=theme.responsible,
            level=str(theme.get_level_display()),
            due=theme.due,
            is_late=row.is_late,
            answer=answer_part(row.answer),
            follow_ups=follow_ups,
        )


_LINKS = {
    "by-service": "service",
    "by-town": "town",
    "by-channel": "channel",
    "service-by-town": "service",
    "service-by-channel": "service",
    "town-by-channel": "town",
    "by-theme": "theme",
}
"""By which word of the address the notes behind a row of a figure are found."""


def _grouped(hearing: Hearing) -> QuerySet[Any, Any]:
    """Numbers of notes by everything that is counted. One query."""
    return (
        Contribution.objects.filter(hearing=hearing)
        .order_by()
        .values("channel", "moderation", "hidden_reason", "theme")
        .annotate(
            area=F("service_area"), polarity=F("question__polarity"), town=F("event__town"), n=Count("pk")
        )
    )
