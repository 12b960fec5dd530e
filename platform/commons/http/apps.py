"""Errors, idempotency, pagination."""

from django.apps import AppConfig


class HttpConfig(AppConfig):
    """Errors, idempotency, pagination."""

    name = "commons.http"
    label = "http"
