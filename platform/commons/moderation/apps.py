"""Moderation of what residents write."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Moderation of what residents write."""

    name = "commons.moderation"
    label = "moderation"
