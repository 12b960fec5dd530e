"""The vote: roll, ballots, count, result."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """The vote: roll, ballots, count, result."""

    name = "voting"
