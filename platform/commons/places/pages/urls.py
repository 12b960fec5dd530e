"""Addresses of the pages of places."""

from django.urls import URLPattern, path

from commons.places.pages import views

app_name = "places"
urlpatterns: list[URLPattern] = [
    path("areas/", views.index, name="areas"),
    path("areas/<path:path>", views.detail, name="area"),
]
