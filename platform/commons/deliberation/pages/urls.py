"""Addresses of the pages of deliberation."""

from django.urls import URLPattern, path

from commons.deliberation.pages import desk

app_name = "deliberation"
urlpatterns: list[URLPattern] = [
    path("desk/comments/", desk.index, name="desk_comments"),
    path("desk/comments/<int:pk>/hide/", desk.hide, name="desk_hide"),
    path("desk/comments/<int:pk>/show-again/", desk.show_again, name="desk_show_again"),
]
