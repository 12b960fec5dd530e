"""Rolls as they really come: each fault is told with its line, and nothing is taken in before all is well."""

import pytest

from commons.accounts.models import Role
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory
from tests.factories.voting import ElectionFactory
from tests.voting.desk.making import signed_in
from voting.domain import roll, roll_files
from voting.domain.errors import RollRefused
from voting.models import Election, RollEntry, RollFileState

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    town = AreaFactory(slug="kuvala", name_fi="Kuvala", name_sv="Bildby", name_en="Kuvala")
    AreaFactory(parent=town, slug="harjula", name_fi="Harjula", name_sv="Åsen", name_en="Ridge")
    made: Election = ElectionFactory(cycle=CycleFactory(area=town))
    return made


def told(election: Election, text: str | bytes) -> tuple[list[tuple[int, str, bool]], int]:
    """Line, column and whether it keeps the file out, of each problem; and people that would be new."""
    data = text if isinstance(text, bytes) else text.encode()
    report = roll.check(actor=official(Role.VOTE_CLERK), election=election, data=data)
    return [(found.line, found.column, found.is_error) for found in report.problems], report.added


HEAD = "person_id;birth_year;area\n"
BAD: dict[str, tuple[str | bytes, list[tuple[int, str, bool]]]] = {
    "the same person twice": (
        HEAD + "A1;1980;Harjula\nB2;1990;Harjula\nA1;1980;Harjula\n",
        [(4, "person_id", True)],
    ),
    "twice in another spelling": (HEAD + "a 1;1980;Harjula\nA1;1980;Harjula\n", [(3, "person_id", True)]),
    "twice with another year": (HEAD + "A1;1980;Harjula\nA1;1981;Harjula\n", [(3, "person_id", True)]),
    "an area that is misspelt": (HEAD + "A1;1980;Harjla\n", [(2, "area", True)]),
    "no area": (HEAD + "A1;1980;\n", [(2, "area", True)]),
    "no person id": (HEAD + ";1980;Harjula\n", [(2, "person_id", True)]),
    "a year that is none": (HEAD + "A1;80;Harjula\n", [(2, "birth_year", True)]),
    "a date for a year": (HEAD + "A1;1.1.1980;Harjula\n", [(2, "birth_year", True)]),
    "a year to come": (HEAD + "A1;2100;Harjula\n", [(2, "birth_year", True)]),
    "everything wrong in one line": (
        HEAD + ";x;nowhere\n",
        [(2, "person_id", True), (2, "birth_year", True), (2, "area", True)],
    ),
    "a cell too many": (HEAD + "A1;1980;Harjula;x\n", [(2, "", True)]),
    "an open quotation mark": (HEAD + 'A1;1980;"Harjula\n', [(2, "", True)]),
    "Latin-1": ((HEAD + "A1;1980;Harjula\nB2;1980;Åsen\n").encode("latin-1"), [(3, "", True)]),
    "UTF-16": ((HEAD + "A1;1980;Harjula\n").encode("utf-16"), [(1, "", True)]),
    "a picture": (b"\x00\x01\x02", [(1, "", True)]),
    "empty": ("", [(1, "", True)]),
    "a mark of order and nothing else": ("\ufeff", [(1, "", True)]),
    "blank lines only": ("\n\n\n", [(1, "", True)]),
    "a header and nobody": (HEAD, [(1, "", True)]),
    "no header": ("A1;1980;Harjula\n", [(1, "", True)]),
    "a column missing": ("person_id;area\nA1;Harjula\n", [(1, "", True)]),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_is_told_line_by_line_and_keeps_everybody_out(election: Election, fault: str) -> None:
    text, problems = BAD[fault]
    data = text if isinstance(text, bytes) else text.encode()

    assert told(election, text)[0] == problems
    with pytest.raises(RollRefused):
        roll.take_in(actor=official(Role.VOTE_CLERK), election=election, data=data)
    file = roll_files.look_at(
        actor=official(Role.VOTE_CLERK), election=election, data=data, file_name="r.csv"
    )
    assert (file.state, bytes(file.people)) == (RollFileState.REFUSED, b"")
    assert not RollEntry.objects.exists()


def test_two_spellings_of_one_area_are_one_area_and_shown_as_one(election: Election) -> None:
    text = HEAD + "A1;1980;Harjula\nB2;1981;HARJULA \nC3;1982;Åsen\nD4;1983;harjula\nE5;1984;Ridge\n"
    report = roll.check(actor=official(Role.VOTE_CLERK), election=election, data=text.encode())

    assert report.problems == []
    assert list(report.by_area.values()) == [5]


def test_a_name_that_two_areas_have_is_asked_about(election: Election) -> None:
    AreaFactory(parent=election.cycle.area, slug="harjula-2", name_fi="Harjula", name_sv="", name_en="")

    assert told(election, HEAD + "A1;1980;Harjula\n")[0] == [(2, "area", True)]
    assert told(election, HEAD + "A1;1980;harjula-2\n") == ([], 1)


def test_missing_years_are_warned_of_and_taken_in(election: Election) -> None:
    assert told(election, HEAD + "A1;;Harjula\nB2;1980;Harjula\n") == ([(2, "birth_year", False)], 2)


def test_the_page_and_the_api_name_the_lines(election: Election) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(Role.VOTE_CLERK)
    client.cookies["django_language"] = "en"
    slug = election.cycle.slug
    text = (HEAD + "A1;1980;Harjula\nA1;1980;Harjla\n").encode()

    page = client.post(f"/desk/votes/{slug}/roll/", {"file": SimpleUploadedFile("r.csv", text)}, follow=True)
    answer = client.post(
        f"/api/v1/desk/votes/{slug}/roll/",
        {"file": SimpleUploadedFile("r.csv", text)},
        headers={"Accept-Language": "en"},
    ).json()

    assert "the same person is in line 2 already" in page.content.decode()
    assert "Harjla is no area of this town" in page.content.decode()
    assert [(row["line"], row["column"]) for row in answer["report"]["errors"]] == [
        (3, "person_id"),
        (3, "area"),
    ]
    empty = client.post(f"/desk/votes/{slug}/roll/", {"file": SimpleUploadedFile("r.csv", b"")})
    assert empty.status_code == 400
