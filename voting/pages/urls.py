"""Addresses of the pages."""

from django.urls import URLPattern

from voting.pages import result_urls

app_name = "voting"
urlpatterns: list[URLPattern] = [*result_urls.urlpatterns]
