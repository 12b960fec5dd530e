"""Addresses of the API of places, below /api/v1/."""

from django.urls import URLPattern, path

from commons.places.api import views

urlpatterns: list[URLPattern] = [
    path("areas/", views.AreaList.as_view(), name="api-areas"),
    path("areas.geojson", views.AreaShapes.as_view(), name="api-areas-geojson"),
    path("areas/at/", views.AreaAt.as_view(), name="api-areas-at"),
    path("areas/<int:pk>/", views.AreaDetail.as_view(), name="api-area"),
    path("areas/<int:pk>/population/", views.AreaPopulation.as_view(), name="api-area-population"),
    path("geocode/", views.Geocode.as_view(), name="api-geocode"),
]
