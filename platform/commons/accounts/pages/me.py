"""My page: what I am called here, my mails, what the other parts show of mine, my data, leaving."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons.accounts import personal, sections
from commons.accounts.domain import people, posting, queries
from commons.accounts.models import User
from commons.accounts.pages.forms import DescribeForm, EraseForm, take_refusal
from commons.http.errors import Refusal, SignInNeeded


def signed_in(request: HttpRequest) -> User:
    """The person who is signed in, or `SignInNeeded`, which leads to the sign-in page and back."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    return request.user


@never_cache
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Name and language; below, the parts that other apps add."""
    person = signed_in(request)
    initial = {"display_name": person.display_name, "language": person.language}
    form = DescribeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.describe(actor=person, **form.cleaned_data)
        except Refusal as refusal:
            take_refusal(form, refusal.fields, str(refusal))
        else:
            with translation.override(person.language):
                messages.success(request, _("Saved."))
            response = HttpResponseRedirect(reverse("accounts:me"))
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                person.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
            return response
    content = {
        "form": form,
        "person": person,
        "roles": [
            {
                "name": held.get_role_display(),
                "area": held.area,
                "service": held.service,
                "ends_at": held.ends_at,
            }
            for held in queries.roles_of(person)
        ],
        "sections": sections.shown(person, request),
        "refused_since": posting.refused_since(person.email),
        "has_providers": bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]),
    }
    return render(request, "accounts/me.html", content, status=400 if form.errors else 200)


@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    """Try the own address again."""
    people.try_address_again(actor=signed_in(request))
    messages.success(request, _("From now on mails are sent to you again."))
    return HttpResponseRedirect(reverse("accounts:me"))


@never_cache
@require_GET
def copy(request: HttpRequest) -> HttpResponse:
    """Everything that is known about the person, as a JSON file."""
    person = signed_in(request)
    response = JsonResponse(
        {"made_at": timezone.now(), "site": settings.SITE_NAME} | personal.copy_of(person),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once, with the mail address typed again, then erase the account and sign out."""
    person = signed_in(request)
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            people.erase(actor=person)
        except Refusal as refusal:
            take_refusal(form, refusal.fields, str(refusal))
        else:
            logout(request)
            return HttpResponseRedirect(reverse("accounts:erased"))
    content = {"form": form, "stays": personal.what_stays()}
    return render(request, "accounts/erase.html", content, status=400 if form.errors else 200)
