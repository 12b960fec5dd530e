"""What a keyer types for one sheet: numbers of projects, read back into choices.

Choosing: `12 45 78`. Points: `12:3 45:2` (or `12*3`, for a number pad). Ranking: `45 12 78`, the best first.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from voting.domain.ballot_form import Choice, Form, form_of, in_order, problems
from voting.models import BallotKind, BallotProject, Election

_POINTS = re.compile(r"(.+?)[:=*](\d{1,9})")


@dataclass(frozen=True)
class Shelf:
    """The projects of a ballot by their number as printed (`BallotProject.pk` each), and the form they stand on."""

    form: Form
    numbers: Mapping[str, int]

    @property
    def names(self) -> dict[int, str]:
        """The printed number by `BallotProject.pk`."""
        return {pk: number for number, pk in self.numbers.items()}


def shelf_of(election: Election) -> Shelf:
    """The shelf of an election. One query."""
    rows = BallotProject.objects.filter(election=election).values_list("project_id", "pk")
    return Shelf(form_of(election), {number.upper(): pk for number, pk in rows})


def read(shelf: Shelf, area_path: str, line: str) -> dict[str, int]:
    """The choices of a line as `KeyedSheet.choices`; raises `Invalid` with everything that is wrong at `line`."""
    chosen: list[Choice] = []
    wrong: list[object] = []
    for place, token in enumerate(re.split(r"[\s,;]+", line.strip()), start=1):
        number, value, problem = _token(shelf, token, place)
        if problem:
            wrong.append(problem)
        elif number is not None:
            chosen.append(Choice(number, value))
    twice = [pk for pk, times in Counter(one.project for one in chosen).items() if times > 1]
    wrong += [format_lazy(_("{number} stands here twice."), number=shelf.names[pk]) for pk in twice]
    if not wrong:
        wrong = [
            text
            for found in problems(shelf.form, area_path, chosen)
            for texts in found.fields.values()
            for text in texts
        ]
    if wrong:
        raise Invalid(
            _("The sheet is not keyed yet. What you typed is still there."),
            fields={"line": wrong},  # type: ignore[dict-item]
        )
    return _stored(shelf.form, chosen)


def _token(shelf: Shelf, token: str, place: int) -> tuple[int | None, int, object]:
    if not token:
        return None, 0, _("Type the numbers of the marked projects, or say why the sheet is void.")
    value = place if shelf.form.kind == BallotKind.RANKING else 1
    if shelf.form.kind == BallotKind.POINTS:
        pair = _POINTS.fullmatch(token)
        if pair is None:
            text = _("{token}: type the number of the project, a colon and the points, like 12:3.")
            return None, 0, format_lazy(text, token=token[:20])
        token, value = pair[1], int(pair[2])
    pk = shelf.numbers.get(token.upper())
    if pk is None:
        return None, 0, format_lazy(_("There is no project {number} on this ballot."), number=token[:20])
    return pk, value, None


def _stored(form: Form, chosen: list[Choice]) -> dict[str, int]:
    """In the order of the ballot; places of a ranking from 1 in each envelope, so that two readings compare."""
    places: Counter[int] = Counter()
    stored: dict[str, int] = {}
    for choice in in_order(form, chosen):
        pot = form.projects[choice.project][0]
        places[pot] += 1
        stored[str(choice.project)] = places[pot] if form.kind == BallotKind.RANKING else choice.value
    return stored


def as_line(shelf: Shelf, choices: Mapping[str, int]) -> str:
    """The line that `read` would take for these choices."""
    listed = in_order(shelf.form, [Choice(int(pk), value) for pk, value in choices.items()])
    names = shelf.names
    if shelf.form.kind == BallotKind.POINTS:
        return " ".join(f"{names[one.project]}:{one.value}" for one in listed)
    return " ".join(names[one.project] for one in listed)


def as_choices(choices: Mapping[str, int]) -> list[Choice]:
    """Stored choices as the ballot's rules take them."""
    return [Choice(int(pk), value) for pk, value in choices.items()]
