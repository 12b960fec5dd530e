"""What a browser holds without an account: the word that opens the drafts begun in it."""

from typing import Any

from django.http import HttpRequest

from commons.accounts.models import User
from proposals.domain import drafts

SESSION_KEY = "proposals.drafts"


def token_of(request: HttpRequest) -> str:
    """The word of this browser; empty before it has begun a draft."""
    return str(request.session.get(SESSION_KEY, ""))


def token_for_writing(request: HttpRequest) -> str:
    """The word of this browser, made now where there is none. Nobody who is signed in needs one."""
    if not request.user.is_authenticated and not token_of(request):
        request.session[SESSION_KEY] = drafts.new_token()
    return token_of(request)


def owner_of(request: HttpRequest) -> str:
    """What is stored of the word; for queries."""
    return drafts.owner_of(token_of(request))


def claim_at_sign_in(sender: object, request: HttpRequest | None, user: User, **_more: Any) -> None:
    """Give the drafts begun in this browser to who signs in."""
    if request is not None and token_of(request):
        drafts.claim(actor=user, token=request.session.pop(SESSION_KEY))
