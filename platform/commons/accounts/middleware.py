"""Two things that no page may forget: lead to sign-in without losing a form, and officials' second factor."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.accounts import interrupted
from commons.accounts.domain import queries
from commons.accounts.models import User
from commons.http.errors import SignInNeeded

ADMIN = "/admin/"
GUARDED = ("/desk/", ADMIN)
OPEN = "/admin/login/"


class SignInMiddleware:
    """Turns `SignInNeeded` of a page into the way to sign in and back.

    Below /desk/ and /admin/ nobody gets on without being signed in; and where the town requires it, officials who
    have no second factor are led to set it up. Below /admin/ the second factor must have been shown a short time ago.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(GUARDED) and request.path != OPEN:
            if not isinstance(request.user, User):
                return interrupted.to_sign_in(request)
            if needs_second_factor(request.user):
                messages.warning(
                    request,
                    _(
                        "Your role opens when signing in has a second step. Set it up now: it takes two minutes."
                    ),
                )
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            if request.path.startswith(ADMIN) and not _has_just_shown_it(request, request.user):
                return _ask_again(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the sign-in page; what was sent is kept."""
        return interrupted.to_sign_in(request) if isinstance(exception, SignInNeeded) else None


def needs_second_factor(person: User) -> bool:
    """Whether the person's roles wait for a second factor."""
    if not settings.RAATI_REQUIRE_MFA or is_mfa_enabled(person):
        return False
    return person.is_staff or person.is_superuser or queries.holds_any_role(person)


def _has_just_shown_it(request: HttpRequest, person: User) -> bool:
    """Whether this browser gave the administrator's second factor within the minutes that the administration asks for.

    Others are refused there in any case.
    """
    if not settings.RAATI_REQUIRE_MFA or not person.is_superuser:
        return True
    newest = max(
        (one["at"] for one in get_authentication_records(request, person) if one["method"] == "mfa"),
        default=0.0,
    )
    return time.time() - newest < settings.RAATI_ADMIN_MINUTES * 60


def _ask_again(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that asks for the second factor, and back; a form that was sent is kept meanwhile."""
    back = request.get_full_path()
    if request.method == "POST":
        interrupted.keep(request)
        back = reverse("accounts:continue")
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: back})}")
