"""Trying out on one's own machine: `make run`."""

import os

from portal.settings.base import *  # noqa: F403
from portal.settings.base import GEOCODER, PORT, STORAGES, VAR

SECRET_KEY = "only-for-trying-out-on-this-machine-never-in-a-town"  # noqa: S105
ALLOWED_HOSTS = ["*"]
# The address that is printed: a sign-in at 127.0.0.1 does not count at localhost.
SITE_URL = os.environ.get("RAATI_URL", f"http://127.0.0.1:{PORT}")
RAATI_DEMO = True
RAATI_REQUIRE_MFA = os.environ.get("RAATI_REQUIRE_MFA", "0") == "1"
INTERNAL_IPS = ["127.0.0.1"]

# Mails are kept as files and shown at /demo/mail/; they are printed to the console as well.
EMAIL_BACKEND = "portal.mailbox.DemoMailBackend"
EMAIL_FILE_PATH = VAR / "mail"

# The demo town answers its own address searches, so that they work without a network.
GEOCODER = {**GEOCODER, "url": GEOCODER["url"] or f"http://127.0.0.1:{PORT}/demo/geocoder"}

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
