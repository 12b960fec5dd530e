"""The API of accounts: who am I, and signing in by code for programs that keep cookies."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of, reader_language
from commons.accounts.api import serializers
from commons.accounts.domain import people, queries
from commons.accounts.forms import AskForCode, GiveCode
from commons.accounts.models import User
from commons.accounts.pages.sign_in import TRIES_PER_NETWORK, TRIES_SECONDS
from commons.accounts.sign_in import MailedCode
from commons.http import rate
from commons.http.errors import Conflict, Invalid, SignInNeeded, TooMany


class NoCodeAsked(Conflict):
    """A code comes although none is on its way."""

    code = "no-code-asked"
    title = _("Ask for a code first")
    detail = _("The code before has expired, or was tried too often.")


def me_of(person: User) -> dict[str, Any]:
    """The person as `serializers.Me` describes."""
    return {
        "id": person.pk,
        "email": person.email,
        "display_name": person.display_name,
        "language": person.language,
        "roles": [
            {
                "role": held.role,
                "area": held.area.path if held.area else None,
                "service": held.service.slug if held.service else None,
                "ends_at": held.ends_at,
            }
            for held in queries.effective_roles_of(person)
        ],
    }


def session_of(request: Request) -> dict[str, Any]:
    """The session as `serializers.Session` describes."""
    person = request.user if isinstance(request.user, User) else None
    return {
        "user": me_of(person) if person else None,
        "language": reader_language(),
        "csrf_token": get_token(request._request),
    }


@method_decorator(never_cache, name="dispatch")
class MeView(APIView):
    """The person who is signed in."""

    serializer_class = serializers.Me

    @extend_schema(operation_id="me_read", responses=serializers.Me)
    def get(self, request: Request) -> Response:
        """Who I am and which roles I hold."""
        if not isinstance(request.user, User):
            raise SignInNeeded
        return Response(me_of(request.user))

    @extend_schema(operation_id="me_change", request=serializers.Me, responses=serializers.Me)
    def patch(self, request: Request) -> Response:
        """Change how I am shown and the language of my mails."""
        if not isinstance(request.user, User):
            raise SignInNeeded
        sent = serializers.Me(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        return Response(me_of(people.describe(actor=request.user, **sent.validated_data)))


@method_decorator(never_cache, name="dispatch")
class SessionView(APIView):
    """The session of a browser or of a program that keeps cookies."""

    serializer_class = serializers.Session

    @extend_schema(operation_id="session_read", responses=serializers.Session)
    def get(self, request: Request) -> Response:
        """Who is signed in, and the token that changing requests need."""
        return Response(session_of(request))

    @extend_schema(operation_id="session_open", request=serializers.CodeAnswer, responses=serializers.Session)
    def post(self, request: Request) -> Response:
        """Sign in with the code from the mail. Officials go on to their second step on the page."""
        SessionAuthentication().enforce_csrf(request)
        if not rate.allow(
            f"code tries from {address_of(request._request)}", TRIES_PER_NETWORK, TRIES_SECONDS
        ):
            raise rate.TooOften
        stage = LoginStageController.enter(request._request, LoginByCodeStage.key)
        process = MailedCode.resume(stage) if stage else None
        if process is None:
            raise NoCodeAsked
        form = GiveCode(request.data, code=process.code)
        if not form.is_valid():
            process.record_invalid_attempt()
            raise Invalid(fields={name: list(texts) for name, texts in form.errors.items()})
        MailedCode(stage=process.stage).finish(None)
        request.user = request._request.user
        return Response(session_of(request))

    @extend_schema(operation_id="session_close", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request, show_message=False)
        return Response(status=204)


class CodeView(APIView):
    """Sign-in codes."""

    serializer_class = serializers.CodeRequest

    @extend_schema(operation_id="session_code", request=serializers.CodeRequest, responses={202: None})
    def post(self, request: Request) -> Response:
        """Send a sign-in code by mail. Answers the same whether or not the address has an account."""
        SessionAuthentication().enforce_csrf(request)
        form = AskForCode(request.data)
        if not form.is_valid():
            if any(
                error.code in ("too_many", "too_many_login_attempts")
                for error in form.errors.as_data().get("email", [])
            ):
                raise TooMany
            raise Invalid(fields={name: list(texts) for name, texts in form.errors.items()})
        MailedCode.ask(request._request, email=form.cleaned_data["email"], user=form._user)
        return Response(status=202)
