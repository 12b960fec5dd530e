"""The vote: roll, ballots, count, result."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """The vote: roll, ballots, count, result."""

    name = "voting"

    def ready(self) -> None:
        """Say what the history of a vote is called, and let live topics be found."""
        from commons.process.domain import arrivals
        from voting import history, history_paper, opendata, opendata_account, opendata_council
        from voting import live as live  # registers its topics
        from voting.domain.council.carrying import arrive

        history.register()
        arrivals.register(arrive)
        history_paper.register()
        opendata.register()
        opendata_account.register()
        opendata_council.register()
