"""Addresses of the API of process, below /api/v1/."""

from django.urls import URLPattern, path

from commons.process.api import views

urlpatterns: list[URLPattern] = [
    path("cycles/", views.CyclesView.as_view(), name="api-cycles"),
    path("cycles/<slug:slug>/", views.CycleView.as_view(), name="api-cycle"),
    path("cycles/<slug:slug>/publish/", views.PublishView.as_view(), name="api-cycle-publish"),
    path("cycles/<slug:slug>/phases/", views.PhasesView.as_view(), name="api-cycle-phases"),
    path("cycles/<slug:slug>/envelopes/", views.EnvelopesView.as_view(), name="api-envelopes"),
    path("cycles/<slug:slug>/envelopes/<int:pk>/", views.EnvelopeView.as_view(), name="api-envelope"),
]
