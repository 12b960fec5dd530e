"""Proposals: from an idea to an opened playground."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Proposals: from an idea to an opened playground."""

    name = "proposals"
