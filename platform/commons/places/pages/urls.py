"""Addresses of the pages of places."""

from django.urls import URLPattern

app_name = "places"
urlpatterns: list[URLPattern] = []
