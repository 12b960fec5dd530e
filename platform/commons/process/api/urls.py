"""Addresses of the API of process, below /api/v1/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
