"""Addresses of the API about cards, papers, organisations and walks."""

from django.urls import URLPattern, path

from hearings.api import paper, rounds, walks

urlpatterns: list[URLPattern] = [
    path("hearings/walks/<int:pk>/", walks.WalkView.as_view(), name="walk"),
    path("hearings/<slug:slug>/card-runs/", paper.RunsView.as_view(), name="card-runs"),
    path("hearings/<slug:slug>/cards/mark/", paper.MarkView.as_view(), name="cards-mark"),
    path("hearings/<slug:slug>/cards/<str:code>/", paper.CardView.as_view(), name="card"),
    path("hearings/<slug:slug>/piles/", paper.PilesView.as_view(), name="piles"),
    path("hearings/<slug:slug>/piles/<int:pk>/papers/", paper.PapersView.as_view(), name="papers"),
    path("hearings/<slug:slug>/papers/<int:pk>/", paper.PaperView.as_view(), name="paper"),
    path("hearings/<slug:slug>/organisations/", rounds.OrganisationsView.as_view(), name="organisations"),
    path("hearings/<slug:slug>/organisations/ask/", rounds.AskView.as_view(), name="organisations-ask"),
    path(
        "hearings/<slug:slug>/organisations/remind/", rounds.RemindView.as_view(), name="organisations-remind"
    ),
    path(
        "hearings/<slug:slug>/organisations/<int:pk>/", rounds.OrganisationView.as_view(), name="organisation"
    ),
]
