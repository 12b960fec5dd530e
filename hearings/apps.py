"""Hearings: from a sticky note in a hall to an answer."""

from django.apps import AppConfig


class HearingsConfig(AppConfig):
    """Hearings: from a sticky note in a hall to an answer."""

    name = "hearings"

    def ready(self) -> None:
        """Register topics, history and what is known of people, tell proposals where they came from, and the public
        log of moderation how notes are moderated."""
        from commons.moderation.domain import log
        from hearings import history, lineage_readers, live, opendata, opendata_plenary, origins, own_data
        from hearings.domain import accounts

        history.register()
        live.register_topics()
        own_data.register()
        origins.register()
        lineage_readers.register()
        opendata.register()
        opendata_plenary.register()
        log.register(accounts.accounts)
