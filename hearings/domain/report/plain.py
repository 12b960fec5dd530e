"""A report as plain data, for JSON: the same tree, with days in ISO form and addresses in full."""

import datetime as dt
from dataclasses import fields, is_dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import pgettext

from hearings.domain.report.tree import Report

ADDRESSES = frozenset({"url", "proposal_url", "minutes_url"})


def plain(report: Report) -> dict[str, Any]:
    """Everything in the report. Same report, same data in the same order."""
    found: dict[str, Any] = _plain(report)
    return found


def address(path: str) -> str:
    """A page's whole address."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""


def day_text(day: dt.date | None) -> str:
    """A day with its year, in words; nothing for none."""
    return date_format(day, pgettext("date format", "j E Y")) if day else ""


def _plain(value: Any, name: str = "") -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), field.name) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return address(value) if name in ADDRESSES else value
