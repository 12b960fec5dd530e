"""The secrets of an election, in files outside the database and its backups.

Two files for each election, named by `Election.key_id`: the *roll* key hashes person ids and letter codes,
the *box* key turns a person on the roll into the pseudonym on the ballot. With the box key gone nobody can
join the two again. A missing or wrong box key stops casting: a new one would let everybody vote a second
time.
"""

import hmac
import logging
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Refusal

log = logging.getLogger(__name__)

ROLL = "roll"
BOX = "box"
KIOSK = "kiosk"
"""The private key of the booths' tablets, see `voting.domain.kiosk`."""


class KeyLost(Refusal):
    """The key file is missing or is not the one that the election began with. The log tells the operator which."""

    status = 503
    code = "box-unavailable"
    title = _("The ballot box cannot be reached")
    detail = _("Your choices are kept. Try again in a while.")


def make(key_id: UUID) -> str:
    """Make both files, readable by the server alone; give the check value for `Election.key_check`.

    Raises FileExistsError where there is one already: a key is never written over.
    """
    folder = Path(settings.KEYS_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (ROLL, BOX):
        descriptor = os.open(_path(key_id, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    return check_of(key_id)


def destroy_box(key_id: UUID) -> bool:
    """Overwrite and remove the files of the box key and of the booths' key; whether both are gone (also: were already).

    What the file system, a disk or a backup of the key folder keeps of it is beyond this program: see the README.
    """
    gone = [_destroy(_path(key_id, name)) for name in (BOX, KIOSK)]
    _load.cache_clear()
    return all(gone)


def _destroy(path: Path) -> bool:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(max(path.stat().st_size, 32)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        pass
    except OSError:
        log.critical("The key file %s of a sealed box could not be removed. Remove it by hand.", path.name)
        return False
    return True


def check_of(key_id: UUID) -> str:
    """What tells this box key from any other without giving it away."""
    return _keyed(_read(key_id, BOX), "check")


def pseudonym(key_id: UUID, key_check: str, entry_id: int) -> str:
    """The name (64 hex digits) under which the ballot of a roll entry lies in the box.

    Raises `KeyLost` where the key is gone or is another than the one that gave `key_check`.
    """
    if check_of(key_id) != key_check:
        log.critical("The key file %s.%s is not the one that the election began with.", key_id, BOX)
        raise KeyLost
    return _keyed(_read(key_id, BOX), f"ballot {entry_id}")


def sheet_pseudonym(key_id: UUID, key_check: str, number: int) -> str:
    """The name under which the ballot of a printed sheet lies in the box; raises as `pseudonym`."""
    if check_of(key_id) != key_check:
        log.critical("The key file %s.%s is not the one that the election began with.", key_id, BOX)
        raise KeyLost
    return _keyed(_read(key_id, BOX), f"sheet {number}")


def person_hash(key_id: UUID, person_id: str) -> str:
    """Keyed hash (64 hex digits) of a person id; white space and capitals make no difference."""
    return _keyed(_read(key_id, ROLL), f"person {''.join(person_id.split()).upper()}")


def code_hash(key_id: UUID, code: str) -> str:
    """Keyed hash (64 hex digits) of the 16 characters of a letter code."""
    return _keyed(_read(key_id, ROLL), f"code {code}")


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _path(key_id: UUID, name: str) -> Path:
    return Path(settings.KEYS_ROOT) / f"{key_id}.{name}"


def _read(key_id: UUID, name: str) -> bytes:
    return _load(_path(key_id, name))


@lru_cache(maxsize=64)
def _load(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        log.critical(
            "The key file %s is missing in %s. Ballots cannot be cast until it is back.",
            path.name,
            path.parent,
        )
        raise KeyLost from None
