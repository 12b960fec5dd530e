"""Open data: a register of data sets, their files and their description."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """Open data: a register of data sets, their files and their description."""

    name = "commons.opendata"
    label = "opendata"
