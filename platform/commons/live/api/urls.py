"""Addresses of the API of live, below /api/v1/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
