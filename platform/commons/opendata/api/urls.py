"""Addresses of the catalogue, below /api/v1/."""

from django.urls import path

from commons.opendata.api import views

urlpatterns = [
    path("data/", views.Datasets.as_view(), name="api-data"),
    path("data/<slug:slug>/", views.OneDataset.as_view(), name="api-data-set"),
]
