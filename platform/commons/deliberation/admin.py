"""Comments in the administration: that they are there, without their words and writers."""

from django.contrib import admin

from commons.deliberation.models import Comment
from commons.http.rare import Looked


@admin.register(Comment)
class CommentAdmin(Looked):
    """Read and hidden at the desk."""

    fields = ("kind", "language", "is_official", "created_at", "edited_at", "hidden_at", "hidden_reason")
    list_display = ("number", "kind", "language", "is_official", "created_at", "hidden_at", "hidden_reason")
    list_filter = ("kind", "is_official", "hidden_reason")
    ordering = ("-pk",)
