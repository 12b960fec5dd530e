"""An attacker who knows the program by heart combines everything that is public to single out one person, and fails."""

import itertools
import random
from collections.abc import Iterator, Sequence
from uuid import uuid4

import pytest
from django.test import Client

from hearings.domain import who_spoke
from hearings.domain.notes import Writer, receive
from hearings.domain.who_spoke import line_of
from hearings.models import AgeBand, Background, Hearing, HearingState, ServiceArea
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at

CODES = ("a", "b", "c", "d")


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways in which `total` people can be spread over `parts` cells."""
    for bars in itertools.combinations(range(total + parts - 1), parts - 1):
        ends = (-1, *bars, total + parts - 1)
        yield tuple(ends[i + 1] - ends[i] - 1 for i in range(parts))


def published(counts: Sequence[int], *, sensitive: bool) -> tuple[int | None, tuple[int | None, ...]]:
    """What everybody reads of a line."""
    answers = [code for code, number in zip(CODES, counts, strict=True) for _one in range(number)]
    line = line_of(ServiceArea(is_sensitive=sensitive), answers, CODES)
    return line.people, tuple(line.cells)


@pytest.mark.parametrize(("sensitive", "least", "most"), [(False, 5, 20), (True, 10, 24)])
def test_no_small_group_can_be_worked_out_from_any_line(sensitive: bool, least: int, most: int) -> None:
    """For every possible line: of all the lines that would be published the same way, each hidden small group could
    have at least two different sizes."""
    for total in range(most + 1):
        same: dict[tuple[int | None, tuple[int | None, ...]], list[tuple[int, ...]]] = {}
        for counts in splits(total, len(CODES)):
            same.setdefault(published(counts, sensitive=sensitive), []).append(counts)
        for (people, cells), possible in same.items():
            if people is None:
                assert set(cells) == {None}
                continue
            for place, cell in enumerate(cells):
                assert cell is None or cell == 0 or cell >= least
                values = {counts[place] for counts in possible}
                if cell is None:
                    assert len(values) > 1, (total, cells, possible)


@pytest.mark.django_db
def test_a_person_who_writes_thirty_notes_is_one_person(hall: Hall) -> None:
    for number in range(30):
        receive(
            actor=Writer("phone", "192.0.2.1"),
            hearing=hall.hearing,
            wording=hall.wording(f"Viesti {number}", background={"age_band": "18-29"}),
        )
    hearing = at(hall.hearing, HearingState.ANSWERING)

    assert Background.objects.count() == 1
    assert [line.people for line in who_spoke.tables(hearing)[0].lines] == [None, None]


def fill(hall: Hall, seed: int) -> None:
    """People of all kinds, one of them alone of hers everywhere."""
    rng = random.Random(seed)
    rows = []
    for area in (hall.elderly, hall.child):
        rows += [
            Background(
                service_area=area,
                respondent=uuid4().hex,
                age_band=rng.choice(AgeBand.values[1:5]),
                gender=rng.choice(["woman", "man", ""]),
                home_town=rng.choice(["Kuvala", "Tyynelä"]),
            )
            for _one in range(40)
        ]
        rows.append(
            Background(
                service_area=area,
                respondent="target",
                age_band="0-17",
                gender="other",
                home_town="Korpiranta",
            )
        )
    Background.objects.bulk_create(rows)


@pytest.mark.django_db
def test_nothing_is_told_while_somebody_can_still_be_added(hall: Hall) -> None:
    fill(hall, 1)
    for state in (HearingState.OPEN, HearingState.CLOSED):
        at(hall.hearing, state)
        assert who_spoke.tables(hall.hearing) == []
        answer = Client().get(f"/api/v1/hearings/{hall.hearing.slug}/numbers/").json()
        assert answer == {"tables": []}
        assert not Client().get(hall.hearing.get_absolute_url()).context["tables"]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_filters_towns_totals_and_times_tell_nothing_more(hall: Hall, seed: int) -> None:
    fill(hall, seed)
    at(hall.hearing, HearingState.ANSWERING)
    address = f"/api/v1/hearings/{hall.hearing.slug}/numbers/"
    plain = Client().get(address).json()
    tries = (
        "age_band=0-17",
        "gender=other&home_town=Korpiranta",
        "service_area=1",
        "polarity=works",
        "until=2026-11-01",
        "least=1",
        "format=json",
    )

    assert {str(Client().get(f"{address}?{one}").json()) for one in tries} == {str(plain)}
    for table in plain["tables"]:
        for line in table["lines"]:
            hidden = [code for code, cell in line["cells"].items() if cell is None]
            shown = sum(cell for cell in line["cells"].values() if cell is not None)
            assert len(hidden) != 1
            if hidden:
                assert line["people"] - shown >= line["least"]
            assert line["cells"].get("0-17") is None or table["name"] != "age_band"
            assert line["cells"].get("Korpiranta") is None or table["name"] != "home_town"
    # Once told it never changes: nobody can be added, so two looks cannot be compared.
    Hearing.objects.filter(pk=hall.hearing.pk).update(state=HearingState.ARCHIVED)
    assert Client().get(address).json() == plain


@pytest.mark.django_db
def test_notes_tell_nothing_of_backgrounds(hall: Hall, writer: Writer) -> None:
    receive(
        actor=writer,
        hearing=hall.hearing,
        wording=hall.wording(background={"age_band": "0-17", "gender": "other", "home_town": "Korpiranta"}),
    )
    for path in ("", "notes/", "themes/", "numbers/"):
        text = Client().get(f"/api/v1/hearings/{hall.hearing.slug}/{path}").content.decode()
        assert "0-17" not in text
        assert "Korpiranta" not in text.replace('"home_towns"', "")
