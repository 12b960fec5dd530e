"""Addresses of stories, statements and smileys."""

from django.urls import URLPattern, path

from hearings.pages import parts, shared, smileys, stories, story_desk, survey, survey_desk

urlpatterns: list[URLPattern] = [
    path("h/story/<str:receipt>/", stories.own, name="own_story"),
    path("hearings/<slug:slug>/story/", stories.tell, name="story"),
    path("hearings/<slug:slug>/stories/", stories.published, name="stories"),
    path("desk/hearings/<slug:slug>/stories/", story_desk.inbox, name="desk_stories"),
    path("desk/hearings/<slug:slug>/stories/<int:pk>/", story_desk.one, name="desk_story"),
    path("h/<str:code>/tablet/", shared.tablet, name="shared"),
    path("h/<str:code>/smileys/", smileys.tablet, name="tablet"),
    path("hearings/<slug:slug>/survey/", survey.answer, name="survey"),
    path("hearings/<slug:slug>/survey/results/", survey.results, name="survey_results"),
    path("hearings/<slug:slug>/smileys/", smileys.results, name="smileys"),
    path("desk/hearings/<slug:slug>/organisers/", parts.add_organiser, name="desk_organiser"),
    path("desk/hearings/<slug:slug>/events/<int:pk>/", parts.event, name="desk_event_change"),
    path("desk/hearings/<slug:slug>/parts/<slug:kind>/<int:pk>/words/", parts.words, name="desk_part_words"),
    path("desk/hearings/<slug:slug>/parts/<slug:kind>/<int:pk>/", parts.remove, name="desk_part_remove"),
    path("desk/hearings/<slug:slug>/survey/", survey_desk.prepare, name="desk_survey"),
    path(
        "desk/hearings/<slug:slug>/survey/<int:pk>/remove/", survey_desk.remove, name="desk_statement_remove"
    ),
]
