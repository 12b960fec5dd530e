"""Addresses of the pages of followup."""

from django.urls import URLPattern, path

from commons.followup.pages import views

app_name = "followup"
urlpatterns: list[URLPattern] = [
    path("follow/stop/<str:token>/", views.stop, name="stop"),
]
