"""Pages that only a demo town has: the mails it would have sent, and signing in by a link."""

from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from commons.accounts.models import User
from portal import mailbox

SALT = "demo sign-in"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class View(Protocol):
    """A page view."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def only_in_demo(view: View) -> View:
    """Nothing is there unless the settings say that this is a demo town."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.RAATI_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def demo_sign_in_link(user: User, *, then: str = "/") -> str:
    """The address that signs `user` in without a mail and leads to the path `then`; works in a demo town only."""
    address = reverse("portal:demo-sign-in", args=[signing.dumps(user.pk, salt=SALT)])
    return f"{settings.SITE_URL}{address}" + (f"?{urlencode({'next': then})}" if then != "/" else "")


@only_in_demo
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in whom the token names."""
    try:
        user = User.objects.get(pk=signing.loads(token, salt=SALT), is_active=True)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise Http404 from error
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="code", email=user.email)
    target = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target if safe else "/")


@only_in_demo
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest mails."""
    return render(request, "demo/mails.html", {"mails": mailbox.mails()})


@only_in_demo
def one_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail."""
    mail = mailbox.mail(name)
    if mail is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": mail})
