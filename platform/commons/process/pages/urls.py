"""Addresses of the pages of process."""

from django.urls import URLPattern

app_name = "process"
urlpatterns: list[URLPattern] = []
