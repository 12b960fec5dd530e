"""Addresses of the pages."""

from django.urls import URLPattern

from voting.pages import desk_urls, result_urls, vote_urls
from voting.pages.council import urls as council_urls
from voting.pages.paper import urls as paper_urls

app_name = "voting"
urlpatterns: list[URLPattern] = [
    *vote_urls.urlpatterns,
    *desk_urls.urlpatterns,
    *result_urls.urlpatterns,
    *council_urls.urlpatterns,
    *paper_urls.urlpatterns,
]
