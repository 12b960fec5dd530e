"""Milestones and followers."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Milestones and followers."""

    name = "commons.followup"
    label = "followup"

    def ready(self) -> None:
        """Say what the history of a milestone is called."""
        from commons.followup import history

        history.register()
