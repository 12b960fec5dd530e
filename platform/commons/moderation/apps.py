"""Moderation of what residents write."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Moderation of what residents write."""

    name = "commons.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Say what is known of a person, how the history is named, what is told live, published and on "My page"."""
        from commons.moderation import history, live, opendata, own_data
        from commons.moderation.pages import sections

        history.register()
        live.register_topics()
        opendata.register()
        own_data.register()
        sections.register()
