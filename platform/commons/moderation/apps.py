"""Moderation of what residents write."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Moderation of what residents write."""

    name = "commons.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Say what is known about a person, what the history is called, what is told live, and what "My page" shows."""
        from commons.moderation import history, live, own_data
        from commons.moderation.pages import sections

        history.register()
        live.register_topics()
        own_data.register()
        sections.register()
