"""What screening marks, and what it leaves alone."""

import pytest

from commons.moderation.screening import Mark, blacked_out, is_identity_code, pieces, screen


def marked(text: str) -> list[tuple[str, str]]:
    """The marked words with their kinds."""
    return [(text[mark.start : mark.end], str(mark.kind)) for mark in screen(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Soita 040 123 4567 iltaisin", [("040 123 4567", "phone")]),
        ("Ring +358 40 1234567.", [("+358 40 1234567", "phone")]),
        ("aino@example.fi vastaa", [("aino@example.fi", "mail")]),
        ("Hoitaja Virtanen huusi", [("Virtanen", "name")]),
        ("Matti Meikäläinen ei auttanut", [("Matti Meikäläinen", "name")]),
        ("Kiitos Pekalle!", [("Pekalle", "name")]),
        ("Tack till doktor Ström för hjälpen", [("Ström", "name")]),
        ("Sain masennuksen hoitoa", [("masennuksen", "health")]),
        ("My mother waited a year", [("My mother", "third")]),
        ("Äitini odotti vuoden", [("Äitini", "third")]),
        ("Köerna är långa", []),
        ("Jono on pitkä, 12 viikkoa. Klo 8.00–16.00, 01.02.2026.", []),
        ("Keskustassa 15 bussia", []),
        ("", []),
        ("😀", []),
    ],
)
def test_words_are_marked_by_kind(text: str, found: list[tuple[str, str]]) -> None:
    assert marked(text) == found


@pytest.mark.parametrize("code", ["131052-308T", "131052+308t", "131052A308T", "010594Y9032"])
def test_a_personal_identity_code_is_found_by_its_check_character(code: str) -> None:
    first, number, check = code[:6], code[7:10], code[10]
    if not is_identity_code(first, number, check):
        pytest.fail(f"{code} is meant to be right")

    assert marked(f"Tunnus {code}.") == [(code, "identity")]


@pytest.mark.parametrize("wrong", ["131052-308A", "131052-308", "1131052-308T", "131052-308TX"])
def test_what_only_looks_like_one_is_left_alone(wrong: str) -> None:
    assert not [kind for _word, kind in marked(f"Numero {wrong}") if kind == "identity"]


def test_a_text_is_cut_up_at_its_marks_and_blacked_out_without_other_change() -> None:
    text = "Soita Matti Meikäläinen 040 123 4567"
    marks = screen(text)

    assert "".join(piece.text for piece in pieces(text, marks)) == text
    assert [piece.kind for piece in pieces(text, marks)] == ["", "name", "", "phone"]
    assert blacked_out(text, marks[:1]) == "Soita ▇▇▇ 040 123 4567"


def test_marks_that_do_not_fit_the_text_are_left_out() -> None:
    assert [piece.text for piece in pieces("abc", [Mark(1, 99, "name"), Mark(2, 1, "name")])] == ["abc"]
