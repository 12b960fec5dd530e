"""Addresses of the report and of who is missing in the API."""

from django.urls import URLPattern, path

from hearings.api import flagging, mailing, missing, reporting

urlpatterns: list[URLPattern] = [
    path("hearings/<slug:slug>/missing/", missing.MissingView.as_view(), name="missing"),
    path("hearings/flags/state/", flagging.FlagStateView.as_view(), name="flag-state"),
    path("hearings/flags/again/", flagging.FlagAgainView.as_view(), name="flag-again"),
    path("hearings/flags/<int:pk>/keep/", flagging.FlagKeepView.as_view(), name="flag-keep"),
    path("hearings/flags/<int:pk>/hide/", flagging.FlagHideView.as_view(), name="flag-hide"),
    path("hearings/<slug:slug>/flags/", flagging.FlagsView.as_view(), name="flags"),
    path("hearings/<slug:slug>/moderation/", flagging.AccountView.as_view(), name="moderation"),
    path("hearings/mails/confirm/", mailing.ConfirmView.as_view(), name="mails-confirm"),
    path("hearings/mails/stop/", mailing.StopView.as_view(), name="mails-stop"),
    path("hearings/<slug:slug>/mails/", mailing.SubscribeView.as_view(), name="mails"),
    path("hearings/themes/<int:pk>/later/", mailing.LaterView.as_view(), name="later"),
    path("hearings/<slug:slug>/report/", reporting.ReportView.as_view(), name="report"),
]
