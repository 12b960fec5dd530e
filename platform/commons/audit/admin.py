"""Books of acts in the administration."""

from django.contrib import admin

from commons.audit.models import Book
from commons.http.rare import Looked


@admin.register(Book)
class BookAdmin(Looked):
    """How long each one is; `manage.py verify_log` reads them through."""

    fields = ("name", "length")
    list_display = ("name", "length")
    ordering = ("name",)
    search_fields = ("name",)
