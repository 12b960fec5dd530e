"""How many ballots of an hour came from one network, counted so that nothing leads from a network to a ballot.

The counters live in the memory of the server process alone, under a key that is drawn for the hour and thrown away
with it. When the hour is over, and only for networks with at least `LEAST_KEPT` ballots, bare numbers are written:
neither the network nor any hash of it, and in no transaction of a ballot. What a process that is killed had counted in
the running hour is lost, and several server processes count each for themselves: this
finds a crowd behind one door, not a person.
"""

import hmac
import ipaddress
import logging
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Lock

from django.db import DatabaseError, transaction

from voting.models import NetworkHour

LEAST_KEPT = 10
log = logging.getLogger(__name__)


@dataclass
class _Hour:
    """What one hour has counted so far."""

    hour: datetime
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    networks: Counter[bytes] = field(default_factory=Counter)


_hours: dict[int, _Hour] = {}
_lock = Lock()


def note(*, election_id: int, hour: datetime, address: str) -> None:
    """Count one voter's first ballot, after its commit; `address` is coarsened, keyed and forgotten."""
    network = _network(address)
    if not network:
        return
    with _lock:
        running = _hours.get(election_id)
        done = _hours.pop(election_id) if running and running.hour < hour else None
        mine = _hours.setdefault(election_id, _Hour(hour))
        mine.networks[hmac.new(mine.key, network.encode(), sha256).digest()] += 1
    if done:
        _keep(election_id, done)


def write_down(election_id: int) -> None:
    """Write what this process has counted of the vote, and throw the hour's key away: for looking after the close."""
    with _lock:
        done = _hours.pop(election_id, None)
    if done:
        _keep(election_id, done)


def _keep(election_id: int, done: _Hour) -> None:
    ballots = sum(done.networks.values())
    crowds = sorted(number for number in done.networks.values() if number >= LEAST_KEPT)
    try:
        with transaction.atomic():
            NetworkHour.objects.bulk_create(
                NetworkHour(
                    election_id=election_id,
                    hour=done.hour,
                    number=number,
                    ballots=ballots,
                    networks=len(done.networks),
                )
                for number in crowds
            )
    except DatabaseError:
        # A ballot that is in the box is never refused for the sake of this.
        log.exception("The counters of networks of one hour could not be written.")


def _network(address: str) -> str:
    """The network in which many share a door: 24 bits of an old address, 48 of a new one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{address.split('%')[0]}/{bits}", strict=False))
