"""Who holds a draft that was begun without signing in: the client makes a secret and sends it as a header."""

import re

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from commons.http.errors import Invalid

HEADER = "X-Draft-Token"
FORM = r"[A-Za-z0-9_-]{32,128}"

PARAMETER = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    pattern=f"^{FORM}$",
    description="Without an account: a secret of 32 to 128 letters and digits that the client makes and keeps. "
    "It holds the drafts that are begun with it. A signed-in person needs none.",
)


def token_of(request: Request) -> str:
    """The secret that came along, or an empty text. `Invalid` when it could be guessed or is no such word."""
    word: str = request.headers.get(HEADER, "")
    if word and not re.fullmatch(FORM, word):
        raise Invalid(fields={HEADER: [_("Send 32 to 128 letters and digits that nobody can guess.")]})
    return word
