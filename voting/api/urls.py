"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern

from voting.api import desk_urls, paper_urls, result_urls, vote_urls
from voting.api.council import urls as council_urls

urlpatterns: list[URLPattern] = [
    *vote_urls.urlpatterns,
    *desk_urls.urlpatterns,
    *result_urls.urlpatterns,
    *council_urls.urlpatterns,
    *paper_urls.urlpatterns,
]
