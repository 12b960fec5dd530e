"""Addresses of what comes after grouping: the synthesis and the plenary."""

from django.urls import URLPattern, path

from hearings.api import plenary, synthesis

urlpatterns: list[URLPattern] = [
    path("hearings/comments/fate/", synthesis.CommentFateView.as_view(), name="comment-fate"),
    path("hearings/comments/appeal/", synthesis.CommentAppealView.as_view(), name="comment-appeal"),
    path("hearings/comments/<int:pk>/", synthesis.CommentView.as_view(), name="comment"),
    path("hearings/<slug:slug>/synthesis/", synthesis.SynthesisView.as_view(), name="synthesis"),
    path("hearings/<slug:slug>/synthesis/freeze/", synthesis.FreezeView.as_view(), name="freeze"),
    path("hearings/<slug:slug>/synthesis/comments/", synthesis.CommentsView.as_view(), name="comments"),
    path("hearings/<slug:slug>/plenaries/", plenary.PlenariesView.as_view(), name="plenaries"),
    path("hearings/plenaries/<int:pk>/", plenary.PlenaryView.as_view(), name="plenary"),
    path("hearings/plenaries/<int:pk>/acts/", plenary.ActsView.as_view(), name="plenary-acts"),
    path("hearings/plenaries/<int:pk>/minutes/", plenary.MinutesView.as_view(), name="plenary-minutes"),
    path(
        "hearings/plenary-votes/<int:pk>/ballots/<uuid:uuid>/",
        plenary.BallotView.as_view(),
        name="plenary-ballot",
    ),
]
