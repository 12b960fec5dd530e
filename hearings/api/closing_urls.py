"""Addresses of what comes after grouping: the synthesis."""

from django.urls import URLPattern, path

from hearings.api import synthesis

urlpatterns: list[URLPattern] = [
    path("hearings/comments/<int:pk>/", synthesis.CommentView.as_view(), name="comment"),
    path("hearings/<slug:slug>/synthesis/", synthesis.SynthesisView.as_view(), name="synthesis"),
    path("hearings/<slug:slug>/synthesis/freeze/", synthesis.FreezeView.as_view(), name="freeze"),
    path("hearings/<slug:slug>/synthesis/comments/", synthesis.CommentsView.as_view(), name="comments"),
]
