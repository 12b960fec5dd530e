"""Addresses of stories, statements and smileys in the API."""

from django.urls import URLPattern, path

from hearings.api import parts, stories, survey

urlpatterns: list[URLPattern] = [
    path("hearings/stories/state/", stories.OwnStoryView.as_view(), name="own-story"),
    path("hearings/stories/consent/", stories.LowerView.as_view(), name="story-consent"),
    path("hearings/stories/withdraw/", stories.WithdrawView.as_view(), name="story-withdraw"),
    path("hearings/stories/word/", stories.JudgeView.as_view(), name="story-word"),
    path("hearings/stories/<int:pk>/", stories.StoryView.as_view(), name="story"),
    path("hearings/stories/<int:pk>/version/", stories.VersionView.as_view(), name="story-version"),
    path("hearings/stories/<int:pk>/publish/", stories.PublishView.as_view(), name="story-publish"),
    path("hearings/stories/<int:pk>/take-down/", stories.TakeDownView.as_view(), name="story-take-down"),
    path("hearings/<slug:slug>/stories/", stories.StoriesView.as_view(), name="stories"),
    path("hearings/<slug:slug>/stories/inbox/", stories.StoryInboxView.as_view(), name="story-inbox"),
    path("hearings/smileys/", survey.PressView.as_view(), name="smiley-press"),
    path("hearings/statements/<int:pk>/", survey.StatementView.as_view(), name="statement"),
    path("hearings/<slug:slug>/statements/", survey.StatementsView.as_view(), name="statements"),
    path("hearings/<slug:slug>/statement-answers/", survey.AnswersView.as_view(), name="statement-answers"),
    path("hearings/<slug:slug>/smileys/", survey.SmileysView.as_view(), name="smileys"),
    path("hearings/<slug:slug>/organisers/", parts.OrganisersView.as_view(), name="organisers"),
    path("hearings/<slug:slug>/events/<int:pk>/", parts.EventView.as_view(), name="event"),
    path("hearings/<slug:slug>/parts/<slug:kind>/<int:pk>/", parts.PartRemovalView.as_view(), name="part"),
]
