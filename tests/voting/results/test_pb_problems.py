"""Every problem of a `.pb` file is said in the reader's language, with the same values as in English."""

import re

import pytest
from django.utils import translation

from voting.counting import CODES, Problem
from voting.domain.pb_problems import MESSAGES, told

NAMED = re.compile(r"\{(\w+)")


def test_every_code_has_a_message_with_the_same_places() -> None:
    with translation.override("en"):
        ours = {code: set(NAMED.findall(str(text))) for code, text in MESSAGES.items()}

    assert ours == {code: set(NAMED.findall(text)) for code, (_severity, text) in CODES.items()}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Line 12 (PROJECTS, cost): Project “7” costs 0, which is not above zero; it is left out."),
        (
            "fi",
            "Rivi 12 (PROJECTS, cost): Hankkeen ”7” hinta 0 ei ole suurempi kuin nolla; hanke jätetään pois.",
        ),
        ("sv", "Rad 12 (PROJECTS, cost): Projektet ”7” kostar 0, som inte är större än noll; det utelämnas."),
    ],
)
def test_a_problem_is_told_with_its_place(language: str, words: str) -> None:
    problem = Problem(
        "cost_not_positive", line=12, section="PROJECTS", field="cost", params={"project": "7", "value": "0"}
    )

    with translation.override(language):
        assert str(told(problem)) == words
