"""Addresses of mails, below /api/v1/."""

from django.urls import URLPattern, path

from commons.followup.api import views

urlpatterns: list[URLPattern] = [path("me/mails/", views.MailsView.as_view(), name="api-mails")]
