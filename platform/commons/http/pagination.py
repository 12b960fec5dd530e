"""Pages of API lists."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Cursor pages of 24, up to 100 with `?page_size=`: stable while rows are added."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-pk"
