"""Votes in the administration: what is public of them. Ballots, rolls, codes, paper and keys are never registered."""

from django.contrib import admin

from commons.http.rare import Looked
from voting.models import CountRun, Election, PollingStation


@admin.register(Election)
class ElectionAdmin(Looked):
    """Set up at the desk."""

    fields = (
        "cycle",
        "ballot_kind",
        "min_length",
        "max_length",
        "totals_live",
        "rule",
        "frozen_at",
        "sealed_at",
    )
    list_display = ("cycle", "ballot_kind", "rule", "frozen_at", "sealed_at")
    list_select_related = ("cycle",)


@admin.register(PollingStation)
class PollingStationAdmin(Looked):
    """Set up at the desk."""

    fields = ("election", "name_fi", "name_sv", "name_en", "address", "is_step_free")
    list_display = ("name_fi", "election", "address", "is_step_free")
    list_select_related = ("election__cycle",)


@admin.register(CountRun)
class CountRunAdmin(Looked):
    """How far a count is that the worker does."""

    fields = (
        "election",
        "state",
        "stage",
        "done",
        "total",
        "reason",
        "started_at",
        "touched_at",
        "started_by",
    )
    list_display = ("election", "state", "stage", "done", "total", "started_at", "touched_at")
    list_select_related = ("election__cycle",)
    ordering = ("-pk",)
