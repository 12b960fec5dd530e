"""Addresses of the pages about the walk."""

from django.urls import URLPattern, path

from hearings.pages import walks

urlpatterns: list[URLPattern] = [
    path("h/<str:code>/walk/", walks.follow, name="walk"),
    path("desk/hearings/<slug:slug>/walk/<int:pk>/", walks.desk, name="walk_desk"),
    path("desk/hearings/<slug:slug>/walk/<int:pk>/steer/", walks.steer, name="walk_steer"),
]
