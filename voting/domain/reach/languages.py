"""In which languages people propose, beside the languages that are spoken in the town. The roll knows none."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.db.models import Count, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commons.places.models import LanguageGroup
from proposals.models import Proposal, State
from voting.models import Election

OTHER = "other"
FEW = 0.7
WORTH = 3
"""A language is missing where fewer than seven tenths of the proposals expected are written in it, from 3 expected."""


@dataclass(frozen=True)
class LanguageShare:
    """A language: people and their part of the town in percent; proposals in it (each of which everybody can
    read); how many were expected if everybody proposed alike."""

    code: str
    label: str
    persons: int | None
    persons_percent: float | None
    written: int
    expected: int | None
    is_missing: bool


@dataclass(frozen=True)
class Languages:
    """All languages, the largest first. `year` of the register's figures; None where it tells none."""

    shares: list[LanguageShare]
    year: int | None

    @property
    def missing(self) -> list[LanguageShare]:
        """Languages in which far fewer proposals are written than expected."""
        return [share for share in self.shares if share.is_missing]


def languages_of(election: Election, *, until: int | None = None) -> Languages:
    """Spoken and written languages of a year. Two queries. `until`: the newest year of figures, else the vote's own."""
    persons, year = _spoken(election, until or election.cycle.year)
    rows = Proposal.objects.filter(cycle=election.cycle_id).exclude(state=State.DRAFT).order_by()
    written = dict(rows.values_list("language").annotate(n=Count("pk")))
    named = sorted(persons, key=lambda code: (code == OTHER, -persons[code], code)) or sorted(
        written, key=lambda code: (-written[code], code)
    )
    folded = {code: written.get(code, 0) for code in named}
    for code, number in written.items():
        if code not in folded:
            folded[OTHER] = folded.get(OTHER, 0) + number
    total, all_persons = sum(written.values()), sum(persons.values())
    return Languages(
        [_share(code, persons.get(code), all_persons, number, total) for code, number in folded.items()],
        year,
    )


def _spoken(election: Election, until: int) -> tuple[dict[str, int], int | None]:
    """People by language of the town: its own figures, or the sum of its areas'; the newest up to a year."""
    town = election.cycle.area
    rows = list(
        LanguageGroup.objects.filter(area__path__startswith=town.path, year__lte=until)
        .order_by()
        .values_list("year", "area", "language")
        .annotate(n=Sum("persons"))
    )
    year = max((row[0] for row in rows), default=None)
    newest = [row for row in rows if row[0] == year]
    own = [row for row in newest if row[1] == town.pk]
    found: dict[str, int] = {}
    for _year, _area, language, persons in own or newest:
        found[language] = found.get(language, 0) + persons
    return found, year


def _share(code: str, persons: int | None, all_persons: int, written: int, total: int) -> LanguageShare:
    expected = round(total * persons / all_persons) if persons is not None and all_persons else None
    return LanguageShare(
        code=code,
        label=_name(code),
        persons=persons,
        persons_percent=round(100 * persons / all_persons, 1)
        if persons is not None and all_persons
        else None,
        written=written,
        expected=expected,
        is_missing=expected is not None and expected >= WORTH and written < FEW * expected,
    )


def _name(code: str) -> str:
    """The language in words of the reader's language; its code where nobody knows it."""
    if code == OTHER:
        return _("Other languages")
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name((get_language() or "fi")[:2])
    except (UnknownLocaleError, ValueError):
        return code
    return name or code
