"""Signing in: codes by mail, OpenID Connect where the town has it, a second factor for officials. No passwords."""

import os
from typing import Any
from urllib.parse import urlsplit

MINUTE = 60

ACCOUNT_ADAPTER = "commons.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * MINUTE
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {
    # Digits are read, heard and typed alike in every language.
    "numeric": True,
    "length": 6,
    "dashed": True,
}
# Wider than the forms' own limits, which hold across server processes: commons.accounts.forms.
ACCOUNT_RATE_LIMITS = {"request_login_code": "120/m/ip,10/m/key"}
ACCOUNT_FORMS = {
    "request_login_code": "commons.accounts.forms.AskForCode",
    "confirm_login_code": "commons.accounts.forms.GiveCode",
    "change_email": "commons.accounts.forms.ChangeAddress",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("RAATI_PROXIES", "0"))
"""How many reverse proxies of the town stand before the program, so that rate limits see the reader's address."""

MFA_ADAPTER = "commons.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "commons.accounts.forms.ActivateSecondStep",
    "authenticate": "commons.accounts.forms.GiveSecondStep",
    "reauthenticate": "commons.accounts.forms.ShowItIsYou",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
RAATI_REQUIRE_MFA = os.environ.get("RAATI_REQUIRE_MFA", "1") == "1"
"""Roles take effect only for people who have set up a second factor."""
RAATI_ADMIN_MINUTES = 30
"""How long after the second factor was shown /admin/ stays open; then it is asked for again."""

SOCIALACCOUNT_ADAPTER = "commons.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_FORMS = {"signup": "commons.accounts.forms.TellAddress"}
SOCIALACCOUNT_AUTO_SIGNUP = True
# The town chose the provider, so an address that the provider has verified is the same person's.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A plain link: a form would be stopped by our own form-action policy when the provider sends on to another host.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False

VOTE_CLAIM = os.environ.get("RAATI_VOTE_CLAIM", "")
"""The claim of the identity service that is the person id of the roll; empty: nobody votes this way."""
VOTE_SCOPE = os.environ.get("RAATI_VOTE_SCOPE", "openid")

OIDC_ISSUER = os.environ.get("RAATI_OIDC_ISSUER", "")


def oidc_app(
    *, issuer: str, client_id: str, secret: str, name: str, scope: str = "openid email profile"
) -> dict[str, Any]:
    """One OpenID Connect provider as allauth wants it. `scope`: separated by spaces."""
    return {
        "provider_id": "town",
        "name": name or urlsplit(issuer).hostname,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer, "scope": scope.split(), "oauth_pkce_enabled": True},
    }


SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            oidc_app(
                issuer=OIDC_ISSUER,
                client_id=os.environ.get("RAATI_OIDC_CLIENT_ID", ""),
                secret=os.environ.get("RAATI_OIDC_SECRET", ""),
                name=os.environ.get("RAATI_OIDC_NAME", ""),
            )
        ]
        if OIDC_ISSUER
        else []
    }
}
