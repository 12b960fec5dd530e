"""People and roles."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and roles."""

    name = "commons.accounts"
    label = "accounts"
