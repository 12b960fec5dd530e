"""As the other measurements, with mails that really go to a mail server: where, the environment says."""

from tests.bench.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
