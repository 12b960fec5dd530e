"""Tests: a PostgreSQL of their own that may forget at a power cut, mails in memory, jobs run when asked to."""

import os

from portal.postgres.server import EmbeddedServer
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, STORAGES, VAR, channel_layer

SECRET_KEY = "tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
RAATI_DEMO = True
PROOF_BITS = 9
RAATI_REQUIRE_MFA = False  # tests of the guard turn it on
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = VAR / "test-mail"
MEDIA_ROOT = VAR / "test-media"
KEYS_ROOT = VAR / "test-keys"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if not os.environ.get("DATABASE_URL"):
    EMBEDDED_POSTGRES = EmbeddedServer(
        folder=VAR / "test-postgres",
        options=("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"),
    )
    DATABASES["default"]["HOST"] = str(EMBEDDED_POSTGRES.socket_folder)
DATABASES["default"]["OPTIONS"].pop("pool", None)  # test threads close their own connections
CHANNEL_LAYERS = (
    channel_layer()
    if os.environ.get("REDIS_URL")
    else {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
)
