"""Addresses of the API of process, below /api/v1/."""

from django.urls import URLPattern, path

from commons.process.api import learned, views

urlpatterns: list[URLPattern] = [
    path("cycles/", views.CyclesView.as_view(), name="api-cycles"),
    path("cycles/<slug:slug>/", views.CycleView.as_view(), name="api-cycle"),
    path("cycles/<slug:slug>/publish/", views.PublishView.as_view(), name="api-cycle-publish"),
    path("cycles/<slug:slug>/phases/", views.PhasesView.as_view(), name="api-cycle-phases"),
    path("cycles/<slug:slug>/envelopes/", views.EnvelopesView.as_view(), name="api-envelopes"),
    path("cycles/<slug:slug>/envelopes/<int:pk>/", views.EnvelopeView.as_view(), name="api-envelope"),
    path("cycles/<slug:slug>/lessons/", learned.LessonsView.as_view(), name="api-lessons"),
    path("cycles/<slug:slug>/lessons/<int:pk>/", learned.LessonView.as_view(), name="api-lesson"),
    path(
        "cycles/<slug:slug>/lessons/<int:pk>/publish/",
        learned.PublishLessonView.as_view(),
        name="api-lesson-publish",
    ),
    path("cycles/<slug:slug>/improvements/", learned.ImprovementsView.as_view(), name="api-improvements"),
    path(
        "cycles/<slug:slug>/improvements/<int:pk>/",
        learned.ImprovementView.as_view(),
        name="api-improvement",
    ),
]
