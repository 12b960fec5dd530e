"""Cycles, phases, envelopes."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Cycles, phases, envelopes."""

    name = "commons.process"
    label = "process"

    def ready(self) -> None:
        """Say what the history of a year is called, and what is published of it."""
        from commons.process import history, opendata

        history.register()
        opendata.register()
