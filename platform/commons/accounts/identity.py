"""Asking the town's identity service who somebody is, without an account: one claim, for this once.

Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1). Nothing that the service
tells is stored; between the two steps the browser's session holds three random texts. Signing in to an account is
another thing: django-allauth does it.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal

SECONDS = 10
_KEY = "identity-asked"
_SIGNED_BY = ["RS256", "RS512", "ES256", "PS256", "EdDSA"]


class IdentityUnavailable(Refusal):
    """The service does not answer, or answers what it should not."""

    status = 503
    code = "identity-unavailable"
    title = _("The identity service does not answer now")
    detail = _("Nothing was lost. Try again in a while, or use another way.")


class IdentityRefused(Refusal):
    """The person changed their mind at the service, or the answer belongs to another browser or an older try."""

    status = 400
    code = "identity-refused"
    title = _("You were not identified")
    detail = _("Nothing was changed. You can try again, or use another way.")


@dataclass(frozen=True)
class Identified:
    """What the service told. `about`: what was asked about, as given to `ask`. `claim`: empty where it told none."""

    about: str
    claim: str


def service_name() -> str:
    """What the town's identity service is called; empty where there is none, or no claim is named for this."""
    return str(_app()["name"]) if settings.VOTE_CLAIM and _apps() else ""


def ask(session: MutableMapping[str, Any], *, about: str, back: str) -> str:
    """The address of the service to send the browser to; it sends it on to `back`. Raises `IdentityUnavailable`."""
    app, verifier = _app(), secrets.token_urlsafe(48)
    asked = {"about": about, "state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
    query = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": back,
        "scope": settings.VOTE_SCOPE,
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge_method": "S256",
        "code_challenge": _plain(hashlib.sha256(verifier.encode()).digest()),
        # Whoever sits at a shared computer shows who they are, not who was here before.
        "prompt": "login",
    }
    address = f"{_service(app)['authorization_endpoint']}?{urlencode(query)}"
    session[_KEY] = asked | {"verifier": verifier}
    return address


def answer(session: MutableMapping[str, Any], query: Mapping[str, str], *, back: str) -> Identified:
    """Who has come back from the service. Each answer is taken once.

    Raises `IdentityRefused`, or `IdentityUnavailable`.
    """
    asked = session.pop(_KEY, None)
    if asked is None or not constant_time_compare(query.get("state", ""), asked["state"]):
        raise IdentityRefused
    if "code" not in query:
        raise IdentityRefused
    app = _app()
    service = _service(app)
    try:
        told = requests.post(
            service["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": query["code"],
                "redirect_uri": back,
                "client_id": app["client_id"],
                "client_secret": app["secret"],
                "code_verifier": asked["verifier"],
            },
            timeout=SECONDS,
        )
        if told.status_code == 400:
            raise IdentityRefused
        told.raise_for_status()
        tokens = told.json()
        claims = _verified(tokens["id_token"], service, app)
        if not constant_time_compare(str(claims.get("nonce", "")), asked["nonce"]):
            raise IdentityRefused
        if settings.VOTE_CLAIM not in claims:
            claims = _more(service, tokens["access_token"], claims)
    except (requests.RequestException, KeyError, ValueError, jwt.PyJWTError) as error:
        raise IdentityUnavailable from error
    claim = claims.get(settings.VOTE_CLAIM, "")
    return Identified(about=asked["about"], claim=claim.strip() if isinstance(claim, str) else "")


def _verified(token: str, service: Mapping[str, Any], app: Mapping[str, Any]) -> dict[str, Any]:
    keys, kid = (
        jwt.PyJWKClient(service["jwks_uri"], timeout=SECONDS),
        jwt.get_unverified_header(token).get("kid"),
    )
    # A service with a single key need not name it (OpenID Connect Core 1.0, section 10.1).
    (key,) = [one for one in keys.get_signing_keys() if kid in (None, one.key_id)]
    found: dict[str, Any] = jwt.decode(
        token,
        key.key,
        algorithms=_SIGNED_BY,
        audience=app["client_id"],
        issuer=service["issuer"],
        leeway=60,
        options={"require": ["exp", "iat", "sub"]},
    )
    return found


def _more(service: Mapping[str, Any], access: str, claims: dict[str, Any]) -> dict[str, Any]:
    answer_ = requests.get(
        service["userinfo_endpoint"], headers={"Authorization": f"Bearer {access}"}, timeout=SECONDS
    )
    answer_.raise_for_status()
    more: dict[str, Any] = answer_.json()
    if more.get("sub") != claims["sub"]:
        raise IdentityRefused
    return claims | more


def _service(app: Mapping[str, Any]) -> dict[str, Any]:
    address = str(app["settings"]["server_url"]).rstrip("/")
    if "/.well-known/" not in address:
        address += "/.well-known/openid-configuration"
    try:
        found = requests.get(address, timeout=SECONDS)
        found.raise_for_status()
        told: dict[str, Any] = found.json()
    except (requests.RequestException, ValueError) as error:
        raise IdentityUnavailable from error
    return told


def _apps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return found


def _app() -> dict[str, Any]:
    if not _apps():
        raise IdentityUnavailable
    return _apps()[0]


def _plain(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
