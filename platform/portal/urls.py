"""Every address of the program. One address for life: no language in it, the language comes from a cookie."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from drf_spectacular.views import SpectacularAPIView

from portal import health
from portal.pages.api_docs import ApiDocs

handler404 = "portal.pages.errors.not_found"
handler500 = "portal.pages.errors.fault"

api: list[URLPattern | URLResolver] = [
    path("", include("commons.accounts.api.urls")),
    path("", include("commons.places.api.urls")),
    path("", include("commons.process.api.urls")),
    path("", include("commons.deliberation.api.urls")),
    path("", include("commons.moderation.api.urls")),
    path("", include("commons.followup.api.urls")),
    path("", include("commons.live.api.urls")),
    path("", include("commons.opendata.api.urls")),
    path("", include("proposals.api.urls")),
    path("", include("voting.api.urls")),
    path("", include("hearings.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", ApiDocs.as_view(), name="api_docs"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include(api)),  # before the many addresses of pages, which would each be tried
    path("", include("portal.pages.urls")),
    path("", include("commons.accounts.pages.urls")),
    path("", include("commons.places.pages.urls")),
    path("", include("commons.process.pages.urls")),
    path("", include("commons.followup.pages.urls")),
    path("", include("commons.audit.pages.urls")),
    path("", include("commons.deliberation.pages.urls")),
    path("", include("commons.moderation.pages.urls")),
    path("", include("proposals.pages.urls")),
    path("", include("voting.pages.urls")),
    path("", include("hearings.pages.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
]
