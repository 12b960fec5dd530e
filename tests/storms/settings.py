"""A server as a town would run it, on an embedded database of its own; commits are on disk before they are answered."""

from portal.postgres.server import EmbeddedServer
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, POOL, VAR, channel_layer

SECRET_KEY = "storm"
PROOF_BITS = 5  # the programs that play phones shall not be what is measured
ALLOWED_HOSTS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
EMBEDDED_POSTGRES = EmbeddedServer(folder=VAR / "postgres")
DATABASES["default"]["HOST"] = str(EMBEDDED_POSTGRES.socket_folder)
DATABASES["default"]["OPTIONS"]["pool"] = POOL
CHANNEL_LAYERS = channel_layer()
