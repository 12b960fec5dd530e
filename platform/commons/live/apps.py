"""Live updates."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Live updates."""

    name = "commons.live"
    label = "live"
