"""The vote: roll, ballots, count, result."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """The vote: roll, ballots, count, result."""

    name = "voting"

    def ready(self) -> None:
        """Say what the history of a vote is called."""
        from voting import history

        history.register()
