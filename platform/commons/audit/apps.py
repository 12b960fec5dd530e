"""History."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """History."""

    name = "commons.audit"
    label = "audit"
