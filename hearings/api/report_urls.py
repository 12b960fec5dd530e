"""Addresses of the report and of who is missing in the API."""

from django.urls import URLPattern, path

from hearings.api import missing, reporting

urlpatterns: list[URLPattern] = [
    path("hearings/<slug:slug>/missing/", missing.MissingView.as_view(), name="missing"),
    path("hearings/<slug:slug>/report/", reporting.ReportView.as_view(), name="report"),
]
