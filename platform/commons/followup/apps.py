"""Milestones and followers."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Milestones and followers."""

    name = "commons.followup"
    label = "followup"

    def ready(self) -> None:
        """Say what the history of a milestone is called, and what is known about a person."""
        from commons.followup import history, own_data

        history.register()
        own_data.register()
