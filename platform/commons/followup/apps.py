"""Milestones and followers."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Milestones and followers."""

    name = "commons.followup"
    label = "followup"

    def ready(self) -> None:
        """Say what the history of a milestone is called, what is known about a person, and whose mails come back."""
        from commons.accounts import greetings
        from commons.followup import history, own_data
        from commons.followup.domain import choices

        history.register()
        own_data.register()
        greetings.register(choices.mails_come_back)
