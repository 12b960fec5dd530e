"""Milestones in the administration. Who follows what is nowhere to be seen."""

from django.contrib import admin

from commons.followup.models import Milestone
from commons.http.rare import Looked


@admin.register(Milestone)
class MilestoneAdmin(Looked):
    """Told and corrected at the desk."""

    fields = ("date", "title_fi", "title_sv", "title_en", "spent", "created_at")
    list_display = ("date", "title_fi", "spent", "created_at")
    ordering = ("-date", "-pk")
    search_fields = ("title_fi", "title_sv", "title_en")
