"""Milestones and followers."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Milestones and followers."""

    name = "commons.followup"
    label = "followup"
