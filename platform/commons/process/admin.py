"""Budget years in the administration. They are set up at the desk."""

from django.contrib import admin

from commons.http.rare import Looked
from commons.process.models import Cycle, Envelope, Phase


@admin.register(Cycle)
class CycleAdmin(Looked):
    """A year."""

    fields = (
        "slug",
        "name_fi",
        "name_sv",
        "name_en",
        "area",
        "year",
        "currency",
        "is_published",
        "is_imported",
    )
    list_display = ("slug", "year", "area", "is_published", "is_imported")
    list_filter = ("is_published", "is_imported")
    list_select_related = ("area",)
    search_fields = ("slug",)


@admin.register(Phase)
class PhaseAdmin(Looked):
    """A step of a year and its dates."""

    fields = ("cycle", "kind", "opens_at", "closes_at")
    list_display = ("cycle", "kind", "opens_at", "closes_at")
    list_filter = ("kind",)
    list_select_related = ("cycle",)


@admin.register(Envelope)
class EnvelopeAdmin(Looked):
    """A pot of money."""

    fields = ("cycle", "slug", "name_fi", "name_sv", "name_en", "area", "position")
    list_display = ("slug", "cycle", "name_fi", "area")
    list_select_related = ("cycle", "area")
    search_fields = ("slug",)
