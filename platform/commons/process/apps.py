"""Cycles, phases, envelopes."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Cycles, phases, envelopes."""

    name = "commons.process"
    label = "process"
