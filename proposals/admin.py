"""Proposals in the administration: categories, which have no page of their own; the rest to look at.

Drafts belong to those who write them, and internal notes to those who review: neither is shown here.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commons.http.rare import Looked, Repaired
from proposals.models import Category, Letter, Proposal, ReviewStep, ReviewTask, State, Verdict


@admin.register(Category)
class CategoryAdmin(Repaired):
    """What residents choose from."""

    may_add = True
    fields = (
        "cycle",
        "slug",
        "name_fi",
        "name_sv",
        "name_en",
        "description_fi",
        "description_sv",
        "description_en",
        "position",
    )
    list_display = ("slug", "cycle", "name_fi", "name_sv", "name_en", "position")
    list_select_related = ("cycle",)
    search_fields = ("slug", "name_fi", "name_sv", "name_en")


@admin.register(Proposal)
class ProposalAdmin(Looked):
    """What everybody sees of it."""

    fields = (
        "title",
        "cycle",
        "category",
        "area",
        "language",
        "state",
        "cost",
        "envelope",
        "support_count",
        "submitted_at",
        "hidden_at",
        "hidden_reason",
        "merged_into",
    )
    list_display = ("number", "title", "cycle", "area", "state", "submitted_at", "hidden_at")
    list_filter = ("state", "cycle")
    list_select_related = ("cycle", "area")
    ordering = ("-pk",)
    search_fields = ("title",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without drafts."""
        return super().get_queryset(request).exclude(state=State.DRAFT)


@admin.register(ReviewStep)
class ReviewStepAdmin(Looked):
    """Set at the desk."""

    fields = ("cycle", "category", "kind", "days", "service")
    list_display = ("cycle", "category", "kind", "days", "service")
    list_select_related = ("cycle", "category", "service")


@admin.register(ReviewTask)
class ReviewTaskAdmin(Looked):
    """Who has which part in a review."""

    fields = ("proposal", "kind", "service", "reviewer", "due", "state", "opened_at", "done_at")
    list_display = ("proposal", "kind", "service", "reviewer", "due", "state")
    list_filter = ("state", "kind", "service")
    list_select_related = ("proposal", "service", "reviewer")
    ordering = ("due", "pk")


@admin.register(Verdict)
class VerdictAdmin(Looked):
    """What was decided, as it is public."""

    fields = ("proposal", "outcome", "cost", "decided_at", "appeal_until")
    list_display = ("proposal", "outcome", "cost", "decided_at", "appeal_until")
    list_filter = ("outcome",)
    list_select_related = ("proposal",)
    ordering = ("-pk",)


@admin.register(Letter)
class LetterAdmin(Looked):
    """Whether a letter has gone out; its words are its reader's."""

    fields = ("proposal", "kind", "language", "created_at", "sent_at")
    list_display = ("proposal", "kind", "language", "created_at", "sent_at")
    list_filter = ("kind",)
    list_select_related = ("proposal",)
    ordering = ("-pk",)
