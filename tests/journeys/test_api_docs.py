"""The page of the API in a real browser: it shows the operations, and the strict policy stops nothing of it."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_the_page_shows_every_operation_and_tries_one(visitor: Callable[..., Any]) -> None:
    somebody = visitor(language="en")
    page = somebody.open("/api/v1/docs/")

    page.wait_for_selector("#operations-proposals-proposals")
    page.click("#operations-years-cycles .opblock-summary-control")
    page.click("#operations-years-cycles .try-out__btn")
    page.click("#operations-years-cycles .execute")
    page.wait_for_selector("#operations-years-cycles .live-responses-table")

    answer = page.inner_text("#operations-years-cycles .live-responses-table tbody .response-col_status")
    assert answer.split()[0] == "200"
    assert somebody.faults == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits_the_screen(visitor: Callable[..., Any], width: int) -> None:
    somebody = visitor(width=width, colours="dark", language="sv")
    page = somebody.open("/api/v1/docs/")
    page.wait_for_selector("#operations-proposals-proposals")

    assert not somebody.is_too_wide
