"""Lists as people paste them."""

import pytest

from hearings.domain.rounds.lists import Wanted, read

LANGUAGES = ("fi", "sv")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "Eläkeläiset ry; toimisto@elakkeet.example; fi",
            ("Eläkeläiset ry", "toimisto@elakkeet.example", "fi"),
        ),
        ("info@foreningen.example,Föreningen,SV", ("Föreningen", "info@foreningen.example", "sv")),
        ("Martat\tmartat@example.org", ("Martat", "martat@example.org", "fi")),
        ("yksin@example.org", ("example.org", "yksin@example.org", "fi")),
        ('"Nimi; kaksi osaa";nimi@example.org', ("Nimi; kaksi osaa", "nimi@example.org", "fi")),
        ("<muoto@example.org>", ("example.org", "muoto@example.org", "fi")),
    ],
)
def test_a_line_is_read_however_it_was_copied(line: str, wanted: tuple[str, str, str]) -> None:
    found = read(line, languages=LANGUAGES, known=())

    assert (found.good, found.bad) == ([Wanted(*wanted)], [])


@pytest.mark.parametrize(
    "line",
    [
        "Nimi ilman osoitetta",
        "a@b",
        "kaksi@example.org; osoitetta@example.org",
        "Nimi; nimi@example.org; en",
        "Nimi; nimi@example.org; xx",
        "x" * 200 + "; pitka@example.org",
        "=cmd|' /C calc'!A0",
        "ä@@example.org",
    ],
)
def test_a_line_that_cannot_be_used_is_kept_with_its_number(line: str) -> None:
    found = read(f"hyva@example.org\n\n{line}", languages=LANGUAGES, known=())

    assert [one.email for one in found.good] == ["hyva@example.org"]
    assert [(one.number, one.text) for one in found.bad] == [(3, line[:300])]
    assert found.rest == line[:300]


def test_heads_doubles_and_known_ones_are_told_apart() -> None:
    text = "Nimi;Sähköposti\nA;a@example.org\nB;A@Example.org\nC;on@example.org"
    found = read(text, languages=LANGUAGES, known={"on@example.org"})

    assert [one.name for one in found.good] == ["A"]
    assert [one.number for one in found.bad] == [3]
    assert found.known == ["on@example.org"]


def test_at_most_two_thousand_lines() -> None:
    found = read("\n".join(f"a{n}@example.org" for n in range(2003)), languages=LANGUAGES, known=())

    assert (len(found.good), [one.number for one in found.bad]) == (2000, [2001])
