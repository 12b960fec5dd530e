"""Ballots from a tablet in a booth: sealed there, so that one kept through an outage can be read by nobody.

The tablet knows only a public key. It seals code, choices and key of the cast together; here they are opened and cast
like any ballot. The same key gives the same receipt, so a tablet may send as often as it likes.
"""

import base64
import binascii
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from voting.domain import ballots, codes, keys
from voting.domain.ballot_form import MOST_CHOICES, Choice
from voting.domain.ballots import Receipt
from voting.domain.errors import BoxSealed
from voting.models import Election

_PADDING = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
_HIGHEST = 2**31 - 1


class EnvelopeRefused(Invalid):
    """The envelope cannot be opened, or holds no ballot."""

    code = "envelope-refused"
    title = _("This ballot cannot be read")
    detail = _("It was not made by a booth of this vote, or its key is gone. Tell the coordinator.")


@dataclass(frozen=True)
class Envelope:
    """What a tablet sends, each in base64. `wrapped`: the AES key, sealed with the public key; `sealed`: the ballot."""

    wrapped: str
    iv: str
    sealed: str


def public_key(election: Election) -> str:
    """The key with which tablets seal (SPKI, base64); made at the first call and kept beside the other keys."""
    public = _private_key(election.key_id).public_key()
    encoded = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(encoded).decode()


def cast(*, election: Election, envelope: Envelope, network: str) -> Receipt:
    """Open an envelope and cast what is in it, for whoever its code stands for.

    A ballot cast elsewhere since is never replaced by it. `network`: as in `codes.enter`. Raises `EnvelopeRefused`,
    and what `codes.enter` and `ballots.cast` raise.
    """
    if election.sealed_at is not None:
        raise BoxSealed
    ballot = _opened(election, envelope)
    voter = codes.enter(typed=ballot["code"], network=network, election=election)
    choices = [Choice(project, value) for project, value in ballot["choices"]]
    return ballots.cast(
        actor=voter,
        election=election,
        choices=choices,
        key=ballot["key"],
        seen=ballot["seen"],
        network=network,
    )


def _opened(election: Election, envelope: Envelope) -> dict[str, Any]:
    try:
        wrapped, iv, sealed = (
            base64.b64decode(part, validate=True) for part in (envelope.wrapped, envelope.iv, envelope.sealed)
        )
        key = _private_key(election.key_id).decrypt(wrapped, _PADDING)
        ballot = json.loads(AESGCM(key).decrypt(iv, sealed, None))
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise EnvelopeRefused from error
    if not _is_ballot(ballot):
        raise EnvelopeRefused
    return dict(ballot)


def _is_ballot(ballot: Any) -> bool:
    if not isinstance(ballot, dict) or not isinstance(ballot.get("choices"), list):
        return False
    texts = (ballot.get("code"), ballot.get("key"))
    return (
        all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts)
        and _is_number(ballot.get("seen"))
        and len(ballot["choices"]) <= MOST_CHOICES
        and all(
            isinstance(pair, list) and len(pair) == 2 and all(map(_is_number, pair))
            for pair in ballot["choices"]
        )
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _HIGHEST


def _private_key(key_id: UUID) -> rsa.RSAPrivateKey:
    path = Path(settings.KEYS_ROOT) / f"{key_id}.{keys.KIOSK}"
    if not path.exists():
        _make(path)
    return _load(path)


def _make(path: Path) -> None:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Written whole beside it and linked: whoever comes first wins, and nobody reads half a key.
    beside = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


@lru_cache(maxsize=16)
def _load(path: Path) -> rsa.RSAPrivateKey:
    found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, rsa.RSAPrivateKey):
        raise EnvelopeRefused
    return found
