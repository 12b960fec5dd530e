"""A form that was sent after the session had ended is kept, and shown again after signing in.

Any page view may simply let `SignInNeeded` rise. What was typed lies in the browser's own session for an hour, and is
taken out when the person has signed in; pictures and other files cannot be kept and must be chosen again.
"""

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse

SESSION_KEY = "interrupted"
KEEP_SECONDS = 60 * 60
MOST_CHARACTERS = 200_000
NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Interrupted:
    """A form on its way: where it goes, what it holds, and whether files were lost."""

    path: str
    fields: list[tuple[str, list[str]]]
    had_files: bool

    @property
    def data(self) -> QueryDict:
        """The fields as a form takes them."""
        data = QueryDict(mutable=True)
        for name, values in self.fields:
            data.setlist(name, values)
        return data


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the sign-in page and afterwards back; a form that was sent is kept meanwhile."""
    back = request.get_full_path()
    if request.method == "POST":
        keep(request)
        back = reverse("accounts:continue")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def keep(request: HttpRequest) -> None:
    """Keep the form that the request brings, in place of one kept before. Too much is not kept at all."""
    fields = [(name, values) for name, values in request.POST.lists() if name not in NOT_KEPT]
    if sum(len(value) for _name, values in fields for value in values) > MOST_CHARACTERS:
        return
    request.session[SESSION_KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
        "at": time.time(),
    }


def kept(request: HttpRequest) -> Interrupted | None:
    """The form that is kept for this browser, if it is not older than an hour."""
    found = request.session.get(SESSION_KEY)
    if found is None:
        return None
    if time.time() - found["at"] > KEEP_SECONDS:
        forget(request)
        return None
    return Interrupted(
        found["path"], [(name, list(values)) for name, values in found["fields"]], found["had_files"]
    )


def forget(request: HttpRequest) -> None:
    """Drop the kept form."""
    request.session.pop(SESSION_KEY, None)
