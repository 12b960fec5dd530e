"""Addresses of the pages of followup."""

from django.urls import URLPattern, path

from commons.followup.pages import choosing, views

app_name = "followup"
urlpatterns: list[URLPattern] = [
    path("follow/stop/<str:token>/", views.stop, name="stop"),
    path("me/mails/", choosing.mails, name="mails"),
    path("me/mails/stop/<str:token>/", choosing.stop_news, name="stop_news"),
]
