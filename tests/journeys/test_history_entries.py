"""What changed, opened in several entries of a history at once: axe finds nothing. Needs no town, only the pieces."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser

from tests.journeys.axe import findings


@pytest.mark.parametrize("piece", ["audit/entry.html", "pieces/history_entry.html"])
def test_tables_of_one_minute_may_be_open_together(chromium: Browser, piece: str) -> None:
    change = {"name": "Otsikko", "before": "Penkki", "after": "Penkki ja pöytä"}
    when = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
    entry = {"when": when, "actor": "Kaisa", "what": "Muutti", "changes": [change]}
    entries = (
        render_to_string(piece, {"entry": entry, "plain": True}).replace("<details", "<details open") * 2
    )
    page = chromium.new_page()
    page.set_content(
        f'<!doctype html><html lang="fi"><title>Historia</title><main><h1>Historia</h1><ol>{entries}</ol></main>'
    )
    assert page.locator("details[open] .scroll").count() == 2
    assert findings(page) == []
    page.close()
