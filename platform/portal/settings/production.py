"""A town's server. Missing settings stop the start with their name."""

import os

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403


def required(name: str) -> str:
    """The environment's value of `name`; refuses to start without it."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: see platform/deploy/README.md")
    return value


SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in (os.environ.get("SECRET_KEY_OLD", ""),) if key]
SITE_URL = required("RAATI_URL")
ALLOWED_HOSTS = required("RAATI_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
required("DATABASE_URL")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # load balancers ask without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
