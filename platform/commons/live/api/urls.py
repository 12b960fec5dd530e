"""Addresses of the API of live, below /api/v1/."""

from django.urls import URLPattern, path

from commons.live.api.views import LiveView

urlpatterns: list[URLPattern] = [
    path("live/<str:topic>", LiveView.as_view(), name="live"),
]
