"""Whoever looks over documents finds what is wrong in one."""

import pytest
import typst

from tests.pdf_structure import Document, problems

GOOD = """
#set document(title: "Title")
#set text(lang: "en")
= One
== Two
#table(columns: 2, table.header([a], [b]), [1], [2])
- an item
#link("https://kuvala.example/")[words] #text(lang: "sv")[ord]
"""
PICTURE = """#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"))"""


def made(source: str, **options: object) -> bytes:
    return bytes(typst.compile(source.encode(), format="pdf", timestamp=0, **options))


def test_nothing_is_found_in_a_good_document() -> None:
    data = made(GOOD, pdf_standards=["ua-1"])

    assert problems(data, language="en", title="Title") == []
    assert Document(data).languages() == {"sv"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("== Two", "=== Three", "a heading of level 3 follows one of level 1"),
        ("== Two", "= Two", "headings of the first level: 2; the first is of level [1]"),
        ("table.header([a], [b]), ", "", "table 1 has no headers"),
        ('lang: "en"', 'lang: "fi"', "the language is fi"),
        ('title: "Title"', 'title: "Other"', "the title is 'Other'"),
        ("- an item", PICTURE, "a picture without a text in its place"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str) -> None:
    data = made(GOOD.replace(old, new))

    assert said in problems(data, language="en", title="Title")
    assert "does not say that it is PDF/UA" in problems(data, language="en", title="Title")


def test_a_document_without_tags_is_bare() -> None:
    with pytest.raises(KeyError, match="StructTreeRoot"):
        problems(made(GOOD, pdf_tags=False), language="en", title="Title")
