"""Areas in the administration. They are changed by importing them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commons.http.rare import Looked
from commons.places.models import Area


@admin.register(Area)
class AreaAdmin(Looked):
    """To look up an identifier."""

    fields = ("slug", "path", "name_fi", "name_sv", "name_en", "parent", "position")
    list_display = ("path", "name_fi", "name_sv", "name_en", "position")
    ordering = ("path",)
    search_fields = ("path", "name_fi", "name_sv", "name_en")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the shapes, which are large."""
        return super().get_queryset(request).defer("outline", "outline_shown")
