"""Areas, population, geocoding."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, population, geocoding."""

    name = "commons.places"
    label = "places"
