"""Threads and comments."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Threads and comments."""

    name = "commons.deliberation"
    label = "deliberation"
