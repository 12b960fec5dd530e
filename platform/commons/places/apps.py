"""Areas, population, geocoding."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, population, geocoding."""

    name = "commons.places"
    label = "places"

    def ready(self) -> None:
        """Say what is published of areas."""
        from commons.places import opendata

        opendata.register()
