"""Addresses of comments, below /api/v1/."""

from django.urls import URLPattern, path

from commons.deliberation.api import views

urlpatterns: list[URLPattern] = [
    path("comments/<int:pk>/", views.CommentView.as_view(), name="api-comment"),
    path("comments/<int:pk>/hide/", views.HideView.as_view(), name="api-comment-hide"),
    path("comments/<int:pk>/show/", views.ShowView.as_view(), name="api-comment-show"),
]
