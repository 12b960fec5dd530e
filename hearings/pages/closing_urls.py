"""Addresses of what comes after grouping: the synthesis."""

from django.urls import URLPattern, path

from hearings.pages import synthesis

urlpatterns: list[URLPattern] = [
    path("h/comment/<str:receipt>/", synthesis.comment, name="comment"),
    path("hearings/<slug:slug>/synthesis/", synthesis.synthesis_page, name="synthesis"),
    path("desk/hearings/<slug:slug>/synthesis/", synthesis.desk, name="desk_synthesis"),
    path("desk/hearings/<slug:slug>/synthesis/open/", synthesis.open_up, name="synthesis_open"),
    path("desk/hearings/<slug:slug>/synthesis/freeze/", synthesis.freeze, name="synthesis_freeze"),
    path("desk/hearings/<slug:slug>/synthesis/<int:pk>/", synthesis.decide, name="comment_decide"),
]
