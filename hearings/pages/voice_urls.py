"""Addresses of stories, statements and smileys."""

from django.urls import URLPattern, path

from hearings.pages import stories, story_desk

urlpatterns: list[URLPattern] = [
    path("h/story/<str:receipt>/", stories.own, name="own_story"),
    path("hearings/<slug:slug>/story/", stories.tell, name="story"),
    path("hearings/<slug:slug>/stories/", stories.published, name="stories"),
    path("desk/hearings/<slug:slug>/stories/", story_desk.inbox, name="desk_stories"),
    path("desk/hearings/<slug:slug>/stories/<int:pk>/", story_desk.one, name="desk_story"),
]
