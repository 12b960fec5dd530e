"""The PostgreSQL backend, which starts the embedded server when the first connection is wanted."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from portal.postgres import server


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects like Django's own backend, to a server that is started on demand.

    Nothing is started by importing settings, so that checks, type checking and translations need no database.
    """

    def get_connection_params(self) -> dict[str, Any]:
        server.ensure_running(settings.EMBEDDED_POSTGRES)
        params: dict[str, Any] = super().get_connection_params()
        return params
