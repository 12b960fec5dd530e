"""People and roles."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and roles."""

    name = "commons.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Say what is known about a person."""
        from commons.accounts import history, own_data

        own_data.register()
        history.register()
