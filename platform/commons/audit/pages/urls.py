"""Addresses of the pages of audit."""

from django.urls import URLPattern, path

from commons.audit.pages import desk

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("desk/history/", desk.index, name="desk_history"),
]
