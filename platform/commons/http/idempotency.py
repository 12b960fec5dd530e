"""The same request sent twice does its work once: `Idempotency-Key` on every POST that creates."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import connection, transaction
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from commons.http.errors import Invalid, Refusal
from commons.http.models import Answer

HEADER = "Idempotency-Key"


class KeyReused(Refusal):
    """The key belongs to another request."""

    status = 422
    code = "idempotency-key-reused"
    title = _("This idempotency key was used for another request")
    detail = _("Make a new key for a new request.")


def scope_of(request: Request, holder: str = "") -> str:
    """Who sends: the signed-in user, else `holder` (a secret of the sender's), else the browser session.

    A network address is no identity: without any of these it is "anonymous".
    """
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    session = getattr(request, "session", None)
    secret = holder or (session.session_key if session is not None else None)
    return "session:" + hashlib.sha256(secret.encode()).hexdigest()[:40] if secret else "anonymous"


def fingerprint_of(request: Request) -> str:
    """SHA-256 of method, path and parsed body."""
    body = json.dumps(_plain(request.data), sort_keys=True, cls=JSONEncoder)
    return hashlib.sha256(f"{request.method} {request.path} {body}".encode()).hexdigest()


def _plain(data: Any) -> Any:
    if hasattr(data, "lists"):
        return {
            name: [force_str(getattr(value, "name", value)) + _size(value) for value in values]
            for name, values in data.lists()
        }
    return data


def _size(value: Any) -> str:
    """A file is told from another one of its name by its size."""
    return f" {value.size}" if hasattr(value, "size") else ""


def once(
    *, scope: str, key: str, fingerprint: str, produce: Callable[[], tuple[int, Any]]
) -> tuple[int, Any, bool]:
    """Run `produce` unless this key was answered before; give `(status, body, replayed)`.

    One transaction: a second request with the same key waits for the first at the unique index. A refusal raised by
    `produce` is not stored, so that the corrected request may use the same key.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO http_answer (scope, key, fingerprint) VALUES (%s, %s, %s) "
                "ON CONFLICT (scope, key) DO NOTHING RETURNING id",
                [scope, key, fingerprint],
            )
            row = cursor.fetchone()
        if row is None:
            stored = Answer.objects.get(scope=scope, key=key)
            if stored.fingerprint != fingerprint:
                raise KeyReused
            return stored.status or 200, stored.body, True
        status, body = produce()
        body = json.loads(json.dumps(body, cls=JSONEncoder))
        Answer.objects.filter(pk=row[0]).update(status=status, body=body)
        return status, body, False


class IdempotentCreate:
    """For API views: `post` does its work in `create_once(request)` and answers `(status, body)`.

    Without the header the work is done as usual. Anonymous requests need a session for the key to mean anything.
    """

    max_key_length: ClassVar[int] = 200

    def answer_once(
        self, request: Request, produce: Callable[[], tuple[int, Any]], *, holder: str = ""
    ) -> Response:
        """The answer to `request`, from `produce` or from the first time. `holder`: as in `scope_of`."""
        key = request.headers.get(HEADER, "").strip()
        if not key:
            status, body = produce()
            return Response(body, status=status)
        if len(key) > self.max_key_length or "\x00" in key:
            raise Invalid(fields={HEADER: [_("Use at most 200 characters.")]})
        status, body, replayed = once(
            scope=scope_of(request, holder), key=key, fingerprint=fingerprint_of(request), produce=produce
        )
        return Response(body, status=status, headers={"Idempotency-Replayed": "true"} if replayed else None)
