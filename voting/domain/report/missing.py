"""Who was missing, by area and age against the population and by language: the same measure as on officials' desk.

The desk knows every number; here everything is reckoned from numbers that the report tells anyway, so that nothing
more can follow from what is named: a group counts the bands of ages that are told, and where one is left out, the group
is named only if its voters are too few by every number that could stand there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commons.places.domain.small_groups import LEAST
from commons.places.models import Area
from commons.texts.amounts import number_text
from voting.domain.participation import Participation
from voting.domain.reach.languages import LanguageShare, languages_of
from voting.domain.reach.missing import FEW, MOST, WORTH, expected_of, label, register
from voting.domain.reach.roll import AGES
from voting.domain.report.tree import NUMBER, SHARE, TEXT, Row, Table
from voting.models import Election

NEWEST = 9999


@dataclass(frozen=True)
class Missing:
    """A group of an area. `persons`: of that age by the register, None where few. `voted`: None where it is not told;
    it is `at_most` so many."""

    area: str
    ages: str
    persons: int | None
    expected: int
    voted: int | None
    at_most: int

    @property
    def is_missing(self) -> bool:
        """Whether it is named."""
        return self.expected >= WORTH and self.at_most < FEW * self.expected

    @property
    def words(self) -> str:
        """“Hervanta 65+: 12 of 140 expected”."""
        said = {"group": f"{self.area} {self.ages}", "expected": number_text(self.expected)}
        if self.voted is None:
            return _("%(group)s: too few to tell, of %(expected)s expected") % said
        return _("%(group)s: %(voted)s of %(expected)s expected") % {**said, "voted": number_text(self.voted)}


def groups(election: Election, took_part: Participation, areas: Mapping[str, Area]) -> list[Missing]:
    """Every area by age band; empty where the roll or the register tells no ages. Two queries at most.

    `areas`: by name. Where the register tells of no year up to this one, its newest figures stand for it.
    """
    names = [name for name, _line in took_part.table]
    if len(took_part.bands) < 2 or not all(name in areas for name in names):
        return []
    places = [areas[name] for name in names]
    base, _year = register(places, election.cycle.year, took_part.youngest)
    if not base:
        base, _year = register(places, NEWEST, took_part.youngest)
    found = []
    for row, people in enumerate(base):
        for place, persons in enumerate(people):
            voted, at_most = _voted(took_part, row, place)
            found.append(
                Missing(
                    area=names[row],
                    ages=str(label(place)),
                    persons=persons if persons >= LEAST else None,
                    expected=expected_of(took_part.voted, persons, base),
                    voted=voted,
                    at_most=at_most,
                )
            )
    return found


def _voted(took_part: Participation, row: int, place: int) -> tuple[int | None, int]:
    """Voters of an area in a band of `AGES` as far as they are told, and how many they are at most."""
    low, high = AGES[place]
    inside = [
        column for column, band in enumerate(took_part.limits) if band and low <= band[0] and band[1] <= high
    ]
    line = took_part.table[row][1]
    told = sum(line[column] or 0 for column in inside)
    out = [column for column in inside if line[column] is None]
    if not out:
        return told, told
    in_row = _left(took_part.by_area[row].voted, line)
    in_columns = [
        _left(took_part.by_age[column].voted, [other[column] for _name, other in took_part.table])
        for column in out
    ]
    bounds = [in_row] if in_row is not None else []
    if all(number is not None for number in in_columns):
        bounds.append(sum(number or 0 for number in in_columns))
    return None, told + min(bounds, default=took_part.voted)


def _left(total: int | None, cells: Sequence[int | None]) -> int | None:
    """What the cells that are left out sum up to, where their sum is told."""
    return None if total is None else total - sum(cell or 0 for cell in cells)


def named(found: Sequence[Missing]) -> list[Missing]:
    """Those that are missing, the largest gap first."""
    return sorted((one for one in found if one.is_missing), key=lambda one: one.at_most - one.expected)[:MOST]


def sentence(found: Sequence[Missing]) -> str:
    """Who was missing in one sentence; empty where nobody is named."""
    words = "; ".join(one.words for one in named(found))
    return (
        _("Fewest voters against the people who live there: %(groups)s.") % {"groups": words} if words else ""
    )


def by_area_and_age(found: Sequence[Missing], url: str) -> Table:
    """Every group: people, voters expected, voters."""
    return Table(
        key="missing-area-age",
        title=_("Who was missing, by area and age"),
        head=_("Area and age"),
        columns=(
            _("People of that age"),
            _("Voters expected"),
            _("Voted"),
            _("Of those expected"),
            _("In words"),
        ),
        kinds=(NUMBER, NUMBER, NUMBER, SHARE, TEXT),
        rows=tuple(
            Row(
                f"{one.area}: {one.ages}",
                (
                    one.persons,
                    one.expected,
                    one.voted,
                    round(100 * one.voted / one.expected, 1)
                    if one.voted is not None and one.expected
                    else None,
                    one.words if one.is_missing else None,
                ),
            )
            for one in found
        ),
        note=_(
            "Expected is a group's part of the people of voting age, times everybody who voted. A group is missing "
            "where it has fewer than seven tenths of at least 20 expected. A dash: so few that one could be "
            "recognised, or a number from which such a group would follow."
        ),
        url=url,
    )


def by_language(election: Election, url: str) -> Table:
    """Languages of the proposals beside those of the town; no rows where the register tells none. Four queries at most.

    The roll knows no languages: how many voted in which is not known to anybody.
    """
    found = languages_of(election)
    if found.year is None:
        found = languages_of(election, until=NEWEST)
    shares = [one for one in found.shares if (one.persons or 0) >= LEAST]
    return Table(
        key="missing-languages",
        title=_("Who was missing among those who propose, by language"),
        head=_("Language"),
        columns=(_("People"), _("Proposals expected"), _("Proposals written"), _("In words")),
        kinds=(NUMBER, NUMBER, NUMBER, TEXT),
        rows=tuple(
            Row(one.label, (one.persons, one.expected, one.written, _in_words(one))) for one in shares
        ),
        note=_("The roll knows no languages; so it is told of the proposals, and not of the votes."),
        url=url,
    )


def _in_words(one: LanguageShare) -> str | None:
    if not one.is_missing:
        return None
    return _("%(group)s: %(voted)s of %(expected)s expected") % {
        "group": one.label,
        "voted": number_text(one.written),
        "expected": number_text(one.expected),
    }
