"""Cycles, phases, envelopes."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Cycles, phases, envelopes."""

    name = "commons.process"
    label = "process"

    def ready(self) -> None:
        """Say what the history of a year is called, what is published of it, and where its lessons are."""
        from commons.process import history, learned_link, live, opendata, opendata_learned

        history.register()
        opendata.register()
        opendata_learned.register()
        learned_link.register()
        live.register_topics()
