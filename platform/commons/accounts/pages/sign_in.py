"""The pages of signing in: the mail address, then the code."""

import logging
from typing import Any

from allauth.account.stages import LoginByCodeStage
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from requests import RequestException

from commons.accounts import interrupted
from commons.accounts.adapters import address_of
from commons.accounts.domain.posting import AddressTakesNoMail
from commons.accounts.permissions import Actor
from commons.accounts.sign_in import MailedCode
from commons.http import rate

log = logging.getLogger(__name__)

TRIES_PER_NETWORK, TRIES_SECONDS = 120, 15 * 60


class SignIn(RequestLoginCodeView):
    """One field: the mail address. Where the town has an identity service, a link to it."""

    template_name = "account/request_login_code.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> Any:
        # Who comes back to this page mistyped the address or lost the mail, and may begin anew.
        if stage.key == LoginByCodeStage.key:
            return None
        return super()._redirect_to_pending_stage(request, stage)

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the code and go on to the page that takes it."""
        try:
            MailedCode.ask(self.request, email=form.cleaned_data["email"], user=form._user)
        except AddressTakesNoMail as refusal:
            form.add_error("email", str(refusal))
            invalid: HttpResponse = self.form_invalid(form)
            return invalid
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `providers` (each `name`, `url`) and `keeps_form`: whether a sent form waits."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        following = {"next": self.get_next_url()} if self.get_next_url() else {}
        found["providers"] = [
            {"name": provider.name, "url": provider.get_login_url(self.request, **following)}
            for provider in get_adapter().list_providers(self.request)
        ]
        found["keeps_form"] = interrupted.kept(self.request) is not None
        return found


class GiveTheCode(ConfirmLoginCodeView):
    """One field: the code."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the try first: guessing is slow even with a new code each time."""
        if not rate.allow(f"code tries from {address_of(request)}", TRIES_PER_NETWORK, TRIES_SECONDS):
            raise rate.TooOften
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        return MailedCode(stage=self.stage).finish(self.get_next_url())

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        MailedCode(stage=self.stage).resend()
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


def to_identity_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the town's identity service; where it does not answer, back to the mailed code."""
    try:
        response: HttpResponse = openid_connect.login(request, provider_id)
    except (RequestException, ValueError, KeyError) as error:
        log.warning("The identity service %s does not answer: %s", provider_id, type(error).__name__)
        messages.error(
            request, _("The identity service does not answer now. Sign in by a code, or try again later.")
        )
        return to_sign_in(request)
    return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Signing up and Django's own sign-in page are the same sign-in."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


def no_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    """There is nothing here: nobody has a password."""
    raise Http404


@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest) -> HttpResponse:
    """After signing in: show the form that was interrupted, to be sent now or dropped."""
    actor: Actor = request.user
    if not actor.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    if request.method == "POST":
        interrupted.forget(request)
        return HttpResponseRedirect("/")
    form = interrupted.kept(request)
    if form is None:
        return HttpResponseRedirect("/")
    readable = [value for _name, values in form.fields for value in values if " " in value.strip()]
    return render(request, "accounts/continue.html", {"interrupted": form, "readable": readable})
