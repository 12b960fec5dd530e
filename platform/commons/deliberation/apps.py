"""Threads and comments."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Threads and comments."""

    name = "commons.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        """Say what is known about a person, and what the history of a comment is called."""
        from commons.deliberation import history, own_data

        own_data.register()
        history.register()
