"""Each part's words are those that readers see, whatever other parts and packages call the same English ones."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from portal import translations
from portal.translations import Part

WORDS = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Yes"
msgstr "Juu"

msgid "A word that nobody else has"
msgstr "A word that nobody else has"
"""


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_no_part_is_overruled_by_another(language: str) -> None:
    found = {
        part.folder.name: translations.overruled(part, language) for part in translations.parts(settings.ROOT)
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_text_that_another_app_translates_otherwise_is_told(tmp_path: Path) -> None:
    part = Part(tmp_path)
    part.catalogue("fi").parent.mkdir(parents=True)
    part.catalogue("fi").write_text(WORDS, "utf-8")
    assert translations.overruled(part, "fi") == ["shown as 'Kyllä' by another app, give it a context: 'Yes'"]


def test_words_with_two_meanings_are_told_apart() -> None:
    with translation.override("fi"):
        assert (gettext("Report"), pgettext("document", "Report")) == ("Ilmoita", "Raportti")
        assert (gettext("Place"), pgettext("in an order", "Place")) == ("Paikka", "Sija")
        assert pgettext("action", "Save") == "Tallenna"
