"""Cards as an accessible PDF that is ready to print: sticky notes eight to a sheet (A7), postcards four (A6).

Made anew each time from the run, so that a run can be printed again with the same numbers.
"""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hearings.domain.paper import codes
from hearings.models import AgeBand, CardKind, CardRun, Gender, Hearing

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "hearings" / "cards.typ"
ON_A_SHEET = {CardKind.STICKY: 8, CardKind.POSTCARD: 4}


def address_of(number: int) -> str:
    """Where the picture code of a card leads."""
    return settings.SITE_URL.rstrip("/") + reverse("hearings:card", args=[codes.code_of(number)])


def cards_pdf(run: CardRun) -> bytes:
    """All cards of a run, PDF/UA-1, in the languages of the hearing."""
    hearing = run.hearing
    data = {
        "kind": run.kind,
        "on-a-sheet": ON_A_SHEET[CardKind(run.kind)],
        "language": hearing.languages[0],
        "title": " · ".join(words for _language, words in words_of(hearing, "title", hearing)),
        "town": str(hearing.area),
        "hosts": hearing.hosts,
        "site": settings.SITE_URL.rstrip("/").partition("://")[2] + reverse("hearings:enter"),
        "headings": words_of(hearing, "title", hearing),
        "area": words_of(run.service_area, "name", hearing),
        "question": words_of(run.question, "text", hearing) or spoken(hearing, _what_to_say),
        "boxes": _boxes(run),
        "about": _about(hearing) if run.kind == CardKind.POSTCARD else [],
        "help": spoken(hearing, _how_handled),
        "number-words": spoken(hearing, _number_words),
        "qr-alt": " / ".join(words for _language, words in spoken(hearing, _picture_words)),
        "cards": [_card(number) for number in range(run.first, run.last + 1)],
    }
    return printed(TEMPLATE, data)


def printed(template: Path, data: dict[str, Any]) -> bytes:
    """A Typst template filled in, as PDF/UA-1."""
    pdf: Any = typst.compile(
        template.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return bytes(pdf)


def _card(number: int) -> dict[str, str]:
    return {"code": codes.code_of(number), "qr": picture_of(address_of(number))}


def picture_of(address: str) -> str:
    """An address as a picture code, SVG."""
    qr = io.BytesIO()
    segno.make(address, error="m", micro=False).save(qr, kind="svg", border=1, xmldecl=False)
    return qr.getvalue().decode()


def words_of(row: Model | None, name: str, hearing: Hearing) -> list[tuple[str, str]]:
    """A text in each language of the hearing, without those that are missing."""
    if row is None:
        return []
    found = [(language, str(getattr(row, f"{name}_{language}"))) for language in hearing.languages]
    return [(language, text) for language, text in found if text]


def _boxes(run: CardRun) -> list[str]:
    """What is ticked where the card itself asks no single question: each question in all languages."""
    if run.question is not None:
        return []
    questions = run.hearing.questions.all()
    return [" / ".join(words for _language, words in words_of(one, "text", run.hearing)) for one in questions]


def _about(hearing: Hearing) -> list[dict[str, Any]]:
    """What a postcard asks about its writer, each with boxes to tick: age, gender and home town."""

    def each(words: Any) -> str:
        return " / ".join(dict.fromkeys(text for _language, text in spoken(hearing, words)))

    asked = [
        {"label": each(_age), "boxes": [age.value.replace("-", "–") for age in AgeBand]},
        {"label": each(_gender), "boxes": [each(lambda one=one: one.label) for one in Gender]},
    ]
    towns = {"label": each(_home_town), "boxes": list(hearing.home_towns)}
    return [{"label": each(_optional), "boxes": []}, *asked, *([towns] if hearing.home_towns else [])]


def spoken(hearing: Hearing, words: Any) -> list[tuple[str, str]]:
    """What `words()` says in each language of the hearing."""
    found = []
    for language in hearing.languages:
        with override(language):
            found.append((language, str(words())))
    return found


def _what_to_say() -> str:
    return _("What works, what does not, what should be done?")


def _how_handled() -> str:
    return _(
        "No name, please, and nothing about somebody’s health. What you write is read before it is shown. Keep the "
        "number: with it you see what became of your card."
    )


def _number_words() -> str:
    return _("Number of the card")


def _picture_words() -> str:
    return _("Picture code that leads to what became of this card")


def _optional() -> str:
    return _("If you like (kept apart from what you wrote):")


def _age() -> str:
    return _("Age")


def _gender() -> str:
    return _("Gender")


def _home_town() -> str:
    return _("Home town")
