"""Moderation in the administration: its rules and waves. What was written, and by whom, is read at the desk alone."""

from django.contrib import admin

from commons.http.rare import Looked
from commons.moderation.models import Rule, Wave


@admin.register(Rule)
class RuleAdmin(Looked):
    """Set at the desk."""

    fields = ("cycle", "kind", "is_before", "trusted_after")
    list_display = ("cycle", "kind", "is_before", "trusted_after")
    list_select_related = ("cycle",)


@admin.register(Wave)
class WaveAdmin(Looked):
    """Undone at the desk."""

    fields = ("reason", "count", "by", "made_at", "undone_at", "undone_by")
    list_display = ("number", "reason", "count", "by", "made_at", "undone_at")
    list_filter = ("reason",)
    list_select_related = ("by",)
    ordering = ("-pk",)
