"""Settings that hold everywhere. What a town sets comes from the environment; see `platform/deploy/README.md`."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import pgettext_lazy

from portal.postgres.server import DATABASE, EmbeddedServer
from portal.settings.accounts import *  # noqa: F403

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("RAATI_VAR", ROOT / "var")).resolve()
PORT = int(os.environ.get("PORT", "8000"))

DEBUG = False
RAATI_DEMO = False
"""A town that is only for trying out: sign-in links without mail, a page with the mails, the pieces gallery."""

SITE_NAME = os.environ.get("RAATI_SITE_NAME", "Raati")
SITE_URL = os.environ.get("RAATI_URL", f"http://localhost:{PORT}")
"""Where links in mails and letters lead."""

RAATI_DATA_LICENCE = {
    "name": os.environ.get("RAATI_DATA_LICENCE", "CC BY 4.0"),
    "url": os.environ.get("RAATI_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/"),
}
"""Under which the open data are published."""
RAATI_DATA_PUBLISHER = os.environ.get("RAATI_DATA_PUBLISHER", SITE_NAME)
"""Who publishes them: the name of the town."""

INSTALLED_APPS = [
    "daphne",
    "portal.administration.apps.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "channels",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "leaflet",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "commons.http",
    "commons.opendata",
    "commons.live",
    "commons.audit",
    "commons.places",
    "commons.accounts",
    "commons.process",
    "commons.deliberation",
    "commons.followup",
    "commons.moderation",
    "proposals",
    "voting",
    "hearings",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # outside of the static files, so that a trial packs them as well
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "commons.http.middleware.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commons.accounts.middleware.SignInMiddleware",
    "commons.audit.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
FORM_RENDERER = "portal.forms.PiecesRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "platform" / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]

# One engine everywhere. Without DATABASE_URL an embedded PostgreSQL lives under `var/`.
EMBEDDED_POSTGRES = EmbeddedServer(folder=VAR / "postgres")
POOL = {"min_size": 2, "max_size": 20, "timeout": 20}
if url := os.environ.get("DATABASE_URL"):
    DATABASES: dict[str, Any] = {"default": dict(dj_database_url.parse(url))}
else:
    DATABASES = {
        "default": {
            "ENGINE": "portal.postgres",
            "NAME": DATABASE,
            "USER": "postgres",
            "HOST": str(EMBEDDED_POSTGRES.socket_folder),
        }
    }
# Under ASGI each request has a thread of its own, so connections persist in a pool, not in the thread.
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = POOL
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def channel_layer() -> dict[str, Any]:
    """The channel layer's settings: Redis where `REDIS_URL` is set, else the same PostgreSQL."""
    if redis := os.environ.get("REDIS_URL"):
        return {
            "default": {
                "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                "CONFIG": {"hosts": [redis], "prefix": "raati"},
            }
        }
    return {"default": {"BACKEND": "commons.live.layer.PostgresLayer"}}


CHANNEL_LAYERS = channel_layer()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.pages.errors.csrf_failure"

LANGUAGE_CODE = "fi"
LANGUAGES = [
    ("fi", pgettext_lazy("name of a choice", "Finnish")),
    ("sv", pgettext_lazy("name of a choice", "Swedish")),
    ("en", pgettext_lazy("name of a choice", "English")),
]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
LOCALE_PATHS = [ROOT / "platform" / "commons" / "texts" / "locale"]  # the apps have theirs beside their code

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "frontend"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Days from a refusal by the review until its author can no longer appeal; a holiday moves the end.
RAATI_REVIEW_APPEAL_DAYS = int(os.environ.get("RAATI_REVIEW_APPEAL_DAYS", "21"))
# Opinion groups are shown when so many people have answered so many statements each.
RAATI_OPINION_PEOPLE = int(os.environ.get("RAATI_OPINION_PEOPLE", "20"))
RAATI_OPINION_ANSWERS = int(os.environ.get("RAATI_OPINION_ANSWERS", "5"))
# How many leading zero bits a browser looks for before a form without an account counts like a person's: each one more
# doubles the work. Fifteen take a phone of today a tenth of a second, an old one about a second.
PROOF_BITS = int(os.environ.get("RAATI_PROOF_BITS", "15"))
RAATI_APPEAL_DAYS = int(os.environ.get("RAATI_APPEAL_DAYS", "30"))
# Days from publishing a result until its ballot box may be sealed.
KEYS_ROOT = Path(os.environ.get("RAATI_KEYS", VAR / "keys"))
"""Secrets of elections; on a disk of their own, never in the backup of the database."""
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_files.NamedByContent"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Nothing from other hosts, nothing inline. A town with a tile server names it in RAATI_TILES.
TILES_URL = os.environ.get("RAATI_TILES", "")
TILES_ATTRIBUTION = os.environ.get("RAATI_TILES_ATTRIBUTION", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([TILES_URL.split("/{")[0]] if TILES_URL else [])],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

GEOCODER: dict[str, Any] = {
    # A Nominatim-compatible server, e.g. "https://geocoder.example.fi"; empty: no address search.
    "url": os.environ.get("RAATI_GEOCODER", ""),
    "user_agent": "raati",
    "timeout": 5,
    "country_codes": ["fi"],
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("RAATI_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("RAATI_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("RAATI_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("RAATI_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("RAATI_MAIL_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("RAATI_MAIL_FROM", "raati@localhost")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # verbs decide, and say why not
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "commons.http.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "commons.http.schema.ProblemSchema",
    "EXCEPTION_HANDLER": "commons.http.problem.exception_handler",
    "PAGE_SIZE": 24,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Raati",
    "DESCRIPTION": "Participatory budgeting of a municipality: proposals, voting, results, follow-up.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SORT_OPERATIONS": False,
    "ENUM_NAME_OVERRIDES": {
        "CardKind": "hearings.models.CardKind",
        "MailingKind": "hearings.models.MailingKind",
        "CommentKind": "commons.deliberation.models.CommentKind",
        "Stance": "commons.deliberation.models.Stance",
        "OpinionSide": ["agree", "disagree"],
        "LetterKind": "proposals.models.LetterKind",
        "PhaseKind": "commons.process.models.PhaseKind",
        "ProposalState": "proposals.models.State",
        "ReviewStepKind": "proposals.models.StepKind",
        "ReviewTaskState": "proposals.models.TaskState",
        "CoAuthorState": "proposals.models.CoAuthorState",
        "TextSuggestionState": "proposals.models.SuggestionState",
        "DifferenceKind": ["same", "added", "removed"],
        "MergePlanState": "proposals.models.PlanState",
        "SummaryCorrectionState": "commons.deliberation.models.CorrectionState",
        "SplitPlanState": "proposals.models.SplitState",
        "CountState": "voting.models.CountState",
        "PaperBatchState": "voting.models.BatchState",
        "PaperBackState": ["unused", "spoilt", "issued"],
        "NoticeKind": "voting.models.NoticeKind",
        "NoticeState": "voting.models.NoticeState",
        "CaseState": "voting.models.CaseState",
        "SimulationState": "voting.models.SimulationState",
        "FindingKind": "voting.models.FindingKind",
        "RollFileState": "voting.models.RollFileState",
        "RollRequestState": "voting.models.RequestState",
        "HearingState": "hearings.models.HearingState",
        "HearingChannel": "hearings.models.Channel",
        "PlenaryState": "hearings.models.PlenaryState",
        "RoundKind": "hearings.models.RoundKind",
        "MinuteLineKind": "hearings.models.LineKind",
        "SuggestionState": "hearings.models.SuggestionRun.State",
        "NoteState": "commons.moderation.models.Moderation",
        "PhaseState": ["done", "now", "next"],
        "ImprovementState": "commons.process.models.ImprovementState",
        "DiscussionOrder": "commons.deliberation.domain.selects.Order",
        "HandedOut": "proposals.models.Handed",
        "DelayReason": "proposals.models.DelayReason",
        "ModerationReason": "commons.moderation.models.Reason",
        "DelegateState": "proposals.models.DelegateState",
        "ProjectFindingKind": "proposals.models.FindingKind",
        "ProjectFindingState": "proposals.models.FindingState",
        "FindingReplyKind": "proposals.models.ReplyKind",
        "ModerationAct": ["leave", "hide", "redact", "restore", "refuse"],
        "ModerationActOnMany": ["leave", "hide"],
        "Judgement": "proposals.models.Judgement",
        "BookingKind": "proposals.models.BookingKind",
        "LedgerFileState": "proposals.models.LedgerFileState",
        "PurchaseState": "proposals.models.PurchaseState",
        "WorkState": ["planned", "under_way", "done", "cancelled"],
        "Feasibility": "proposals.models.Feasibility",
        "BallotKind": "voting.models.BallotKind",
        "Verdict": "voting.models.Verdict",
        "CouncilItemState": "voting.models.SessionState",
        "FreedUse": "voting.models.FreedUse",
        "Role": "commons.accounts.models.Role",
        "Language": "commons.texts.translated.Language",
    },
}

# Rows of history are never changed or deleted; triggers see to it.
PGHISTORY_APPEND_ONLY = True

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
