"""Addresses of the API of accounts, below /api/v1/."""

from django.urls import URLPattern, path

from commons.accounts.api import views

urlpatterns: list[URLPattern] = [
    path("me/", views.MeView.as_view(), name="api-me"),
    path("session/", views.SessionView.as_view(), name="api-session"),
    path("session/code/", views.CodeView.as_view(), name="api-session-code"),
]
