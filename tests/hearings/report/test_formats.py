"""One report, four formats: the same figures in each, the same bytes again, and no small number in any."""

import io
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import openpyxl
import pypdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from commons.texts.amounts import number_text
from hearings.domain.report.gather import report
from hearings.domain.report.tree import Figure, Report
from hearings.models import Hearing
from tests.hearings.report import voices
from tests.pdf_structure import Document, problems

pytestmark = pytest.mark.django_db

BASE = "/hearings/marraskuu/report"
API = "/api/v1/hearings/marraskuu/report/"
LANGUAGES = ("fi", "sv", "en")


def got(path: str, language: str = "fi") -> bytes:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content


def spaced(text: str) -> str:
    return " ".join(text.split())


def cell_text(cell: int | None) -> str:
    return "–" if cell is None else spaced(number_text(cell))


def rows_of(figure: Figure) -> list[list[str]]:
    """The figure as every format writes it."""
    return [[row.label, *(cell_text(cell) for cell in row.cells)] for row in figure.rows]


def in_page(html: str, figure: Figure) -> list[list[str]]:
    part = html.partition(f'id="{figure.key}"')[2].partition("</figure>")[0].partition("<tbody>")[2]
    return [
        [
            spaced(unescape(re.sub(r"<[^>]*>", "", cell)))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in part.split("</tr>")[:-1]
    ]


def in_workbook(book: Any, figure: Figure) -> list[list[str]]:
    # Two votes on one theme have the same title: the sheets stand in the order of the figures.
    sheet = next(one for one in book if one["A1"].value == figure.title and one["A2"].value == figure.caution)
    most = len(figure.columns) + 1
    return [
        [spaced(number_text(cell)) if isinstance(cell, int) else str(cell) for cell in row[:most]]
        for row in sheet.iter_rows(min_row=5, values_only=True)
    ]


def every_in(data: dict[str, Any]) -> list[dict[str, Any]]:
    votes = [vote for plenary in data["plenaries"] for vote in plenary["votes"]]
    return [*data["figures"], *data["people"], *data["voices"], *votes]


def in_json(data: dict[str, Any], figure: Figure) -> list[list[str]]:
    found = next(one for one in every_in(data) if one["key"] == figure.key)
    return [[row["label"], *(cell_text(cell) for cell in row["cells"])] for row in found["rows"]]


def follows(text: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows stand in the text one after the other."""
    return " ".join(cell for row in rows for cell in row) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_the_same_in_all_formats(told: Hearing, language: str) -> None:
    tree: Report = report(told, language)
    html = got(f"{BASE}/", language).decode()
    book = openpyxl.load_workbook(io.BytesIO(got(f"{BASE}.xlsx?language={language}")))
    pdf = pypdf.PdfReader(io.BytesIO(got(f"{BASE}.pdf?language={language}")))
    words = spaced(" ".join(page.extract_text() for page in pdf.pages))
    data = Client().get(f"{API}?language={language}").json()

    figures = list(tree.every_figure())
    assert [figure.key.partition("-")[0] for figure in figures[10:]] == [
        "survey", "smileys", "organisations", "vote", "vote", "vote",
    ]  # fmt: skip
    with override(language):
        for figure in figures:
            rows = rows_of(figure)
            assert in_page(html, figure) == rows, figure.key
            assert in_workbook(book, figure) == rows, figure.key
            assert in_json(data, figure) == rows, figure.key
            assert follows(words, rows), figure.key
            for text in (
                spaced(unescape(html)),
                words,
                str([found["caution"] for found in every_in(data)]),
            ):
                assert figure.unit == "people" or spaced(figure.caution) in spaced(
                    text.replace("\\u00a0", " ")
                )


@pytest.mark.parametrize("language", LANGUAGES)
def test_stories_and_comments_are_the_same_in_all_formats_and_only_those_that_are_allowed(
    told: Hearing, language: str
) -> None:
    tree = report(told, language)
    html = spaced(unescape(re.sub(r"<[^>]*>", " ", got(f"{BASE}/", language).decode())))
    book = openpyxl.load_workbook(io.BytesIO(got(f"{BASE}.xlsx?language={language}")))
    cells = spaced(" ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row))
    pdf = pypdf.PdfReader(io.BytesIO(got(f"{BASE}.pdf?language={language}")))
    words = spaced(" ".join(page.extract_text() for page in pdf.pages))
    data = Client().get(f"{API}?language={language}").json()

    assert {(one.consent, one.text) for one in tree.stories} == {
        ("quote", voices.QUOTED), ("anonymised", voices.WHOLE), ("as_written", voices.OWN),
    }  # fmt: skip
    assert [one["text"] for one in data["stories"]] == [one.text for one in tree.stories]
    assert tree.synthesis is not None
    assert [(one.text, one.reply, one.has_changed) for one in tree.synthesis.comments] == [
        ("Yöt puuttuvat", "Lisätty", True)
    ]
    said = (
        [one.text for one in tree.stories]
        + [one.label for one in tree.stories]
        + ["Yöt puuttuvat", "Lisätty"]
    )
    for text in (html, cells, words):
        assert [one for one in said if spaced(one) not in text] == []
        assert [one for one in (*voices.NEVER, "Odottaa lukijaa") if one in text] == []
    assert not set(voices.NEVER) & set(re.split(r"(?<=\.) |\n", str(data)))


def test_small_numbers_of_survey_smileys_and_votes_are_left_out_as_on_their_own_pages(told: Hearing) -> None:
    tree = report(told, "en")
    found = {figure.key.partition("-")[0]: figure for figure in (*tree.voices,)}
    votes = [vote for plenary in tree.plenaries for vote in plenary.votes]

    assert [row.cells for row in found["survey"].rows] == [(0, 0, 0, 0, 8, 4, 12), (None,) * 7]
    # Added up from the two days that are told: the third is in no number.
    assert [row.cells for row in found["smileys"].rows] == [(7, 0, 0, 6, 13, 2)]
    assert [row.cells for row in found["organisations"].rows] == [(6,), (0,), (1,), (0,)]
    assert [[row.cells for row in vote.rows] for vote in votes] == [[(14, 8), (9, 5)], [(5, 4, 0)], []]
    assert "Opinions differ on: Yöbussi." in votes[1].caution
    assert "the result is not told" in votes[2].caution


@pytest.mark.parametrize("ending", [".pdf", ".xlsx"])
def test_the_same_report_is_the_same_file(told: Hearing, ending: str) -> None:
    path = f"{BASE}{ending}?language=sv"
    first = got(path)
    cache.clear()

    assert got(path) == first


@pytest.mark.parametrize("path", [f"{BASE}/", API])
def test_the_same_report_is_the_same_page_and_the_same_data(told: Hearing, path: str) -> None:
    def body(content: bytes) -> str:
        return re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken"[^>]*', "", content.decode()).partition(
            "<main"
        )[2]

    first = got(path)
    assert body(got(path)) == body(first)
    assert path != API or got(path) == first


@pytest.mark.parametrize(
    ("language", "kind"),
    [("fi", "Kuulemisen raportti"), ("sv", "Rapport om ett hörande"), ("en", "Report of a hearing")],
)
def test_the_pdf_is_whole_for_who_hears_it(told: Hearing, language: str, kind: str) -> None:
    data = got(f"{BASE}.pdf?language={language}")
    title = f"{report(told, language).title} – {kind}"

    assert problems(data, language=language, title=title) == []
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure", "/Link", "/L"} <= Document(data).kinds


def test_words_of_residents_never_become_formulas(told: Hearing) -> None:
    book = openpyxl.load_workbook(io.BytesIO(got(f"{BASE}.xlsx")))
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }

    assert kinds == {"s", "n"}
    assert any("=1+1" in str(row[4]) for row in book["Lainaukset"].iter_rows(values_only=True))


def test_a_lonely_note_is_put_together_with_others(told: Hearing) -> None:
    tree = report(told, "fi")
    by_town = next(figure for figure in tree.figures if figure.key == "by-town")

    assert tree.n == 121
    assert "Alhola" not in [row.label for row in by_town.rows]
    assert not any("Alhola" in (row.town,) for row in tree.combinations)
    for figure in tree.figures:
        for row in figure.rows[:-1]:
            cells = row.cells if figure.key == "by-theme" else (*row.cells, row.cells[-1])
            assert all(cell is None or cell == 0 or cell >= 5 for cell in cells[:-1]), (figure.key, row)
    assert sum(one.notes for one in tree.combinations) + tree.uncombined == by_town.n == tree.n - 1
