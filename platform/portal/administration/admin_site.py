"""Who comes in at /admin/, and that history knows what they do there."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.permissions import may
from commons.accounts.rules import ADMINISTER
from commons.audit import verb
from commons.audit.middleware import SAFE
from commons.http.errors import NotAllowed
from commons.http.rare import WHY, WHY_LENGTH

VERB = "admin.change"
APPS = {
    "accounts": _("People and roles"),
    "audit": pgettext_lazy("part of the program", "History"),
    "deliberation": _("Comments"),
    "followup": _("News"),
    "hearings": _("Hearings"),
    "moderation": _("Moderation"),
    "places": _("Places"),
    "process": _("Budget years"),
    "proposals": _("Proposals"),
    "voting": _("Votes"),
}
"""What the parts are called on its pages."""


class Site(admin.AdminSite):
    """Administrators only, signed in as everywhere else. The second factor is asked for by `SignInMiddleware`."""

    site_header = _("Rare repairs")
    index_title = _("What can be looked at and repaired")
    site_url = "/desk/"
    enable_nav_sidebar = False

    @property
    def site_title(self) -> str:  # type: ignore[override]
        """The name of the town's site, in the title of the window."""
        return str(settings.SITE_NAME)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the reader administers the program."""
        return may(request.user, ADMINISTER)

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """The view, for administrators; what it writes goes into history with who, and why."""

        def in_history(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in SAFE:
                return view(request, *args, **kwargs)
            reason = request.POST.get(WHY, "").replace("\x00", "").strip()[:WHY_LENGTH]
            with verb(VERB, request.user, reason=reason):
                return view(request, *args, **kwargs)

        guarded = super().admin_view(update_wrapper(in_history, view), cacheable)

        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise NotAllowed
            return guarded(request, *args, **kwargs)

        return update_wrapper(allowed, guarded)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """The parts by their names in words."""
        found: list[dict[str, Any]] = list(super().get_app_list(request, app_label))
        for part in found:
            part["name"] = APPS.get(part["app_label"], part["name"])
        return found

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one way to sign in."""
        return HttpResponseRedirect(reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Out, to the front page."""
        logout(request)
        return HttpResponseRedirect("/")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Nobody has a password."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Nobody has a password."""
        raise Http404
