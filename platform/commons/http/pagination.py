"""Pages of API lists."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from commons.http.errors import Invalid

UNREADABLE = (ValueError, TypeError, ArithmeticError, ValidationError, DataError)
"""What a position that somebody made up runs into, at the latest in the database."""


class WrongCursor(Invalid):
    """The cursor is not one that we gave, or is of another order."""

    code = "wrong-cursor"
    title = _("This page of the list cannot be found")
    detail = _("Begin again with the first page.")


class Pages(CursorPagination):
    """Cursor pages of 24, up to 100 with `?page_size=`: stable while rows are added."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering: Any = "-pk"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """A page; `WrongCursor` when the address holds a position that is none."""
        try:
            page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except UNREADABLE as error:
            raise WrongCursor from error
        return page


class KeysetPages(Pages):
    """The same for lists in an order of the reader's choice, also where thousands of rows share a place in it.

    `ordering`: the name of a column and of a unique one, both with "-" or both without. Rows are dictionaries. A page
    begins after the row that the cursor names, by both columns; a page costs one query.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """A page of dictionaries."""
        self.request = request
        self.size = self.get_page_size(request) or self.page_size
        self.address = request.build_absolute_uri()
        self.at = self._read(request.query_params.get(self.cursor_query_param, ""))
        backwards = self.at is not None and self.at[0] == "p"
        try:
            found = list(self._sought(queryset, backwards)[: self.size + 1])
        except UNREADABLE as error:
            raise WrongCursor from error
        self.more = len(found) > self.size
        self.rows = found[: self.size]
        if backwards:
            self.rows.reverse()
        return self.rows

    def _sought(self, queryset: QuerySet[Any, dict[str, Any]], backwards: bool) -> QuerySet[Any, Any]:
        main, unique = self._names()
        descending = self.ordering[0].startswith("-") != backwards
        sign = "-" if descending else ""
        rows = queryset.order_by(f"{sign}{main}", f"{sign}{unique}")
        if self.at is None:
            return rows
        _way, value, number = self.at
        beyond = "lt" if descending else "gt"
        # The first condition says nothing new; it lets the database use an index or stop early.
        return rows.filter(
            Q(**{f"{main}__{beyond}e": value}),
            Q(**{f"{main}__{beyond}": value}) | Q(**{main: value, f"{unique}__{beyond}": number}),
        )

    def get_next_link(self) -> str | None:
        """The page after this one."""
        backwards = self.at is not None and self.at[0] == "p"
        return self._link("n", self.rows[-1:]) if self.more or backwards else None

    def get_previous_link(self) -> str | None:
        """The page before this one."""
        backwards = self.at is not None and self.at[0] == "p"
        there_is = self.more if backwards else self.at is not None
        return self._link("p", self.rows[:1]) if there_is else None

    def _names(self) -> tuple[str, str]:
        main, unique = (name.lstrip("-") for name in self.ordering)
        return main, unique

    def _link(self, way: str, row: Sequence[dict[str, Any]]) -> str | None:
        if not row:
            return None
        main, unique = self._names()
        position = json.dumps([way, str(row[0][main]), row[0][unique]])
        word = base64.urlsafe_b64encode(position.encode()).decode()
        return str(replace_query_param(self.address, self.cursor_query_param, word))

    @staticmethod
    def _read(word: str) -> tuple[str, str, int] | None:
        if not word:
            return None
        try:
            way, value, number = json.loads(base64.urlsafe_b64decode(word.encode()))
        except (ValueError, TypeError, binascii.Error, RecursionError) as error:
            raise WrongCursor from error
        if way not in ("n", "p") or not isinstance(value, str) or type(number) is not int:
            raise WrongCursor
        if len(value) > 200 or "\x00" in value or abs(number) > 2**62:
            raise WrongCursor
        return way, value, number
