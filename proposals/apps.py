"""Proposals: from an idea to an opened playground."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Proposals: from an idea to an opened playground."""

    name = "proposals"

    def ready(self) -> None:
        """Let the commons find proposals and tell their history."""
        from proposals import history, owners

        owners.register()
        history.register()
