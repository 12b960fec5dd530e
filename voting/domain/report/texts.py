"""Cells in words: the same on the page and in the PDF."""

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import pgettext

from commons.texts.amounts import NBSP, money_text, number_text, share_text
from voting.domain.report.tree import DAY, MONEY, NUMBER, SHARE, Cell

LEFT_OUT = "–"


def shown(cell: Cell, kind: str, currency: str) -> str:
    """A cell as it is read; a dash for what is left out."""
    if cell is None:
        return LEFT_OUT
    if kind == MONEY:
        return money_text(cell, currency)
    if kind == NUMBER:
        return number_text(cell)
    if kind == SHARE:
        return f"{share_text(cell)}{NBSP}%"
    if kind == DAY:
        return date_format(dt.date.fromisoformat(str(cell)), pgettext("date format", "j E Y"))
    return str(cell)


def address(path: str) -> str:
    """A page's whole address; places of the report itself have none outside of it."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path.startswith("/") else ""
