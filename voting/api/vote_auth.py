"""`Authorization: Voter TOKEN`: who is voting, for programs. A browser's session never counts here."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from voting.domain.errors import VoterNeeded
from voting.domain.voters import Voter, voter_of_token

WORD = "Voter"


class VoterAuthentication(BaseAuthentication):
    """Gives the voter as `request.auth`; nobody is signed in by it."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Voter] | None:
        """None without the header; `VoterNeeded` for a token that is forged or older than 30 minutes."""
        word, _space, token = request.headers.get("Authorization", "").partition(" ")
        if word != WORD:
            return None
        return AnonymousUser(), voter_of_token(token.strip())


class VoterScheme(OpenApiAuthenticationExtension):
    """How the schema tells of it."""

    target_class = VoterAuthentication
    name = "voterToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An API key in a header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Voter TOKEN`, with the token that /api/v1/vote/enter/ gives for a letter's code.",
        }


def voter_of(request: Request) -> Voter:
    """The voter of the request, or `VoterNeeded`."""
    if not isinstance(request.auth, Voter):
        raise VoterNeeded
    return request.auth
