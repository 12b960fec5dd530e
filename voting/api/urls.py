"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern

from voting.api import result_urls

urlpatterns: list[URLPattern] = [*result_urls.urlpatterns]
