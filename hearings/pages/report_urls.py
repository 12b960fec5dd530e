"""Addresses of the report, of who is missing, of mails about answers, and of reports by readers."""

from django.urls import URLPattern, path

from hearings.pages import flagging, missing, open_data, public, reporting, subscribing, theming

urlpatterns: list[URLPattern] = [
    path("hearings/<slug:slug>/notes/<int:pk>/", public.shown_note, name="shown_note"),
    path("h/flag/<str:receipt>/", flagging.state, name="flag_state"),
    path("hearings/<slug:slug>/flag/<str:kind>/<int:pk>/", flagging.flag, name="flag"),
    path("hearings/<slug:slug>/moderation/", flagging.account, name="moderation"),
    path("desk/hearings/<slug:slug>/flags/", flagging.waiting, name="flags"),
    path("desk/hearings/<slug:slug>/flags/<int:pk>/", flagging.decide, name="flag_decide"),
    path("h/mails/<str:token>/", subscribing.mails, name="mails"),
    path("hearings/<slug:slug>/mails/", subscribing.subscribe, name="subscribe"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/later/", theming.later, name="theme_later"),
    path("hearings/<slug:slug>/data/", open_data.page, name="data"),
    path("hearings/<slug:slug>/data/<slug:kind>.csv", open_data.table, name="table"),
    path("hearings/<slug:slug>/report/", reporting.page, name="report"),
    path("hearings/<slug:slug>/report.pdf", reporting.pdf, name="report_pdf"),
    path("hearings/<slug:slug>/report.xlsx", reporting.xlsx, name="report_xlsx"),
    path("desk/hearings/<slug:slug>/missing/", missing.page, name="missing"),
    path("desk/hearings/<slug:slug>/report/", reporting.publish, name="report_publish"),
]
