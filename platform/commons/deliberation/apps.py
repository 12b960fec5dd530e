"""Threads, comments and statements."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Threads, comments and statements."""

    name = "commons.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        """Say what is known about a person, and what the history of a comment is called."""
        from commons.deliberation import history, live, own_data  # noqa: F401  (live registers its topics)

        own_data.register()
        history.register()
