"""Hearings: from a sticky note in a hall to an answer."""

from django.apps import AppConfig


class HearingsConfig(AppConfig):
    """Hearings: from a sticky note in a hall to an answer."""

    name = "hearings"

    def ready(self) -> None:
        """Register topics, history and what is known of people, and tell proposals where they came from."""
        from hearings import history, live, opendata, origins, own_data

        history.register()
        live.register_topics()
        own_data.register()
        origins.register()
        opendata.register()
