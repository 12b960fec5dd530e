"""The pieces of the pages: readable colours, small styles, honest forms, words for money and time."""

import datetime as dt
import gzip
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from portal.templatetags import raati

STYLES = Path(settings.ROOT) / "frontend" / "styles"
PIECES = Path(settings.ROOT) / "platform" / "portal" / "templates" / "pieces"
TEXT_PAIRS = [
    (ink, paper)
    for ink in ("ink", "ink-soft", "accent", "accent-strong", "works", "works-not", "for", "against", "success",
                "warning", "danger")
    for paper in ("paper", "raised", "sunken", "accent-soft")
] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper", "ink"),
    ("paper", "danger"),
    ("paper", "success"),
    *[(ink, f"{kind}-soft") for kind in ("success", "warning", "danger") for ink in ("ink", kind)],
]  # fmt: skip
EDGE_PAIRS = [
    (edge, paper) for edge in ("edge", "focus", "accent") for paper in ("paper", "raised", "sunken")
]


def themes() -> list[dict[str, str]]:
    """The colours of the light, the system's dark and the chosen dark theme."""
    blocks = re.findall(r"\{([^{}]*)\}", (STYLES / "tokens.css").read_text())
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, success criterion 1.4.3."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_in_every_theme() -> None:
    weak = [
        (number, ink, paper, round(contrast(theme[ink], theme[paper]), 2))
        for number, theme in enumerate(themes())
        for pairs, least in ((TEXT_PAIRS, 4.5), (EDGE_PAIRS, 3.0))
        for ink, paper in pairs
        if contrast(theme[ink], theme[paper]) < least
    ]
    assert weak == []


def test_the_chosen_dark_is_the_systems_dark() -> None:
    _light, system, chosen = themes()
    assert system == chosen


def test_the_styles_of_every_page_are_small() -> None:
    base = (PIECES.parent / "base.html").read_text()
    names = re.findall(r"styles/([\w-]+\.css)", base)
    packed = sum(len(gzip.compress((STYLES / name).read_bytes(), 9)) for name in names)
    assert len(names) > 5
    assert packed <= 14_000


def test_a_style_uses_only_tokens_that_exist() -> None:
    def given(name: str) -> set[str]:
        return set(re.findall(r"^\s*(--[\w-]+):", (STYLES / name).read_text(), re.MULTILINE))

    unknown = {
        f"{path.name}: {name}"
        for path in STYLES.glob("*.css")
        for name in re.findall(r"var\((--[\w-]+)", path.read_text())
        if name not in given("tokens.css") | given(path.name)
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("fi", Decimal("12500.00"), "EUR", "12 500 €"),
        ("fi", Decimal("12500.50"), "EUR", "12 500,50 €"),
        ("sv", 1234567, "EUR", "1 234 567 €"),
        ("en", Decimal("-0.5"), "EUR", "\N{MINUS SIGN}0.50 €"),
        ("fi", 100, "PLN", "100 PLN"),
        ("fi", None, "EUR", ""),
    ],
)
def test_money_is_written_as_people_write_it(language: str, amount: Any, currency: str, text: str) -> None:
    with translation.override(language):
        written = Template("{% load raati %}{{ amount|money:currency }}").render(
            Context({"amount": amount, "currency": currency})
        )
    assert written == text.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "sunnuntaihin 15. maaliskuuta 2099 klo 23.59 asti (vielä 3 päivää)"),
        ("sv", "till söndag 15 mars 2099 kl. 23.59 (3 dagar kvar)"),
        ("en", "until Sunday 15 March 2099 at 23.59 (in 3 days)"),
    ],
)
def test_a_deadline_says_weekday_hour_and_what_is_left(
    monkeypatch: pytest.MonkeyPatch, language: str, text: str
) -> None:
    closes = dt.datetime(2099, 3, 15, 21, 59, tzinfo=dt.UTC)
    monkeypatch.setattr(raati.timezone, "now", lambda: closes - dt.timedelta(days=3, hours=4))
    monkeypatch.setattr(raati.timezone, "localdate", lambda: dt.date(2098, 12, 1))
    with translation.override(language):
        assert raati.deadline(closes) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (dt.timedelta(hours=47), "in 47 hours"),
        (dt.timedelta(hours=1, minutes=1), "in 1 hour"),
        (dt.timedelta(minutes=59), "in 59 minutes"),
        (dt.timedelta(seconds=5), "in 1 minute"),
    ],
)
def test_a_near_deadline_counts_hours_and_minutes(left: dt.timedelta, text: str) -> None:
    with translation.override("en"):
        assert raati.deadline(timezone.now() + left + dt.timedelta(seconds=30)).endswith(f"({text})")


def test_a_passed_deadline_is_closed() -> None:
    with translation.override("en"):
        assert (
            raati.deadline(dt.datetime(2020, 3, 15, 21, 59, tzinfo=dt.UTC))
            == "closed Sunday 15 March 2020 at 23.59"
        )


@pytest.mark.parametrize(
    ("language", "part", "whole", "text"),
    [
        ("en", 304, 1000, "30.4 %"),
        ("fi", 3, 8, "37,5 %"),
        ("sv", 1, 2, "50 %"),
        ("en", 2, 3, "66.7 %"),
        ("fi", 1, 0, "0 %"),
    ],
)
def test_a_share_has_one_digit_where_it_needs_one(language: str, part: int, whole: int, text: str) -> None:
    with translation.override(language):
        assert raati.percent(part, whole) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("part", "whole", "width"),
    [(1, 3, "33.33%"), (5, 4, "100%"), (-1, 4, "0%"), (1, 0, "0%"), ("", "", "0%")],
)
def test_a_bar_never_leaves_its_box_and_has_a_point_in_every_language(
    part: Any, whole: Any, width: str
) -> None:
    with translation.override("fi"):
        assert raati.share(part, whole) == width


class Form(forms.Form):
    """A form with a field of each kind that is drawn differently."""

    title = forms.CharField(label="Title", help_text="One line.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")


def test_the_error_summary_leads_to_each_field_and_what_was_typed_stays() -> None:
    with translation.override("en"):
        html = str(Form({"title": "", "kind": "nonsense"}))
        kept = str(Form({"title": "Lit <hill>", "kind": "b"}))
    anchors = re.findall(r'<li><a href="#([^"]+)">', html)
    assert len(anchors) == 3
    assert all(f'id="{anchor}"' in html for anchor in anchors)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'value="Lit &lt;hill&gt;"' in kept
    assert re.search(r'value="b"[^>]*checked', kept)


def test_a_fresh_form_shows_no_summary() -> None:
    assert "error-summary" not in str(Form())


def test_every_piece_is_described() -> None:
    described = (PIECES / "README.md").read_text()
    parts_of_the_frame = {"footer", "form", "formset", "language_switch", "mark", "masthead", "messages", "nav_links",
                          "theme_switch"}  # fmt: skip
    names = {path.stem for path in PIECES.glob("*.html")}
    assert [
        name for name in sorted(names - parts_of_the_frame) if not re.search(rf"\b{name}\b", described)
    ] == []


def test_a_card_needs_only_an_address_and_a_title() -> None:
    html = render_to_string("pieces/proposal_card.html", {"card": {"url": "/p/1/", "title": "Only <this>"}})
    assert "Only &lt;this&gt;" in html
    assert "money" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/about/", "/accessibility/", "/privacy/", "/pieces/"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_have_one_heading_and_no_inline_style_or_script(
    client: Client, path: str, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = client.get(path).content.decode()
    assert html.count("<h1") == 1
    assert f'<html lang="{language}"' in html
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script>", html) == []


@pytest.mark.django_db
def test_the_gallery_is_only_in_a_demo_town(client: Client, settings: Any) -> None:
    settings.RAATI_DEMO = False
    assert client.get("/pieces/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "cookie", "target"),
    [
        ({"theme": "dark", "next": "/about/?a=1"}, "dark", "/about/?a=1"),
        ({"theme": "auto", "next": "/about/"}, "", "/about/"),
        ({"theme": "<b>", "next": "https://elsewhere.example/"}, "", "/"),
    ],
)
def test_colours_are_kept_and_nobody_is_led_elsewhere(
    client: Client, sent: dict[str, str], cookie: str, target: str
) -> None:
    answer = client.post("/colours/", sent)
    assert (answer.status_code, answer["Location"]) == (302, target)
    assert answer.cookies["theme"].value == cookie


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_the_readers_language(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv"
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert "Sidan hittades inte" in answer.content.decode()


def test_the_page_for_a_broken_server_needs_neither_request_nor_database() -> None:
    with translation.override("fi"):
        html = render_to_string("500.html")
    assert "Meillä meni jotakin rikki" in html
