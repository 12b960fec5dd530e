"""Addresses of the report and of who is missing in the API."""

from django.urls import URLPattern, path

from hearings.api import mailing, missing, reporting

urlpatterns: list[URLPattern] = [
    path("hearings/<slug:slug>/missing/", missing.MissingView.as_view(), name="missing"),
    path("hearings/mails/confirm/", mailing.ConfirmView.as_view(), name="mails-confirm"),
    path("hearings/mails/stop/", mailing.StopView.as_view(), name="mails-stop"),
    path("hearings/<slug:slug>/mails/", mailing.SubscribeView.as_view(), name="mails"),
    path("hearings/themes/<int:pk>/later/", mailing.LaterView.as_view(), name="later"),
    path("hearings/<slug:slug>/report/", reporting.ReportView.as_view(), name="report"),
]
