"""Threads and comments."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Threads and comments."""

    name = "commons.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        """Say what is known about a person, and what can be watched."""
        from commons.deliberation import own_data

        own_data.register()
