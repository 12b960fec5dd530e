"""Addresses of the council's items, below /api/v1/."""

from django.urls import path

from voting.api.council import items

urlpatterns = [
    path("council/questions/<int:pk>/answer/", items.Answer.as_view(), name="api-council-answer"),
    path("council/waiting/<int:pk>/", items.Waiting.as_view(), name="api-council-waiting"),
    path("council/<slug:slug>/", items.Council.as_view(), name="api-council"),
    path("council/<slug:slug>/item/", items.Item.as_view(), name="api-council-item"),
    path("council/<slug:slug>/others/", items.Others.as_view(), name="api-council-others"),
    path("council/<slug:slug>/rejection/", items.Rejection.as_view(), name="api-council-rejection"),
    path("council/<slug:slug>/state/", items.Step.as_view(), name="api-council-state"),
    path("council/<slug:slug>/annexes/", items.Annexes.as_view(), name="api-council-annexes"),
    path("council/<slug:slug>/questions/", items.Questions.as_view(), name="api-council-questions"),
    path("council/<slug:slug>/projects/<str:project_id>/", items.Line.as_view(), name="api-council-line"),
    path("council/<slug:slug>/money/<slug:envelope_slug>/", items.Freed.as_view(), name="api-council-freed"),
]
