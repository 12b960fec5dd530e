"""Snapshots of public topics, made once per change and server, however many sockets and pollers want them."""

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

from commons.live.topics import Json, Topic
from commons.live.versions import Version, to_text, versions_of

FRESH_SECONDS = 15.0
"""A snapshot may also depend on the clock (a phase that closes), so it is made anew after this time."""
KEPT = 200


@dataclass(frozen=True)
class Snapshot:
    """What an anonymous reader sees of a topic. Holds at least all changes up to `version`, since the version is read
    first and verbs raise it after their commit."""

    version: Version
    data: Json
    made_at: float = field(default_factory=time.monotonic)

    @cached_property
    def text(self) -> str:
        """The `data` as JSON, made once, when somebody needs the whole: a change is mostly told as a patch."""
        return to_text(self.data)

    @property
    def etag(self) -> str:
        """Changes with the content, and with nothing else."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        return f'"{self.version.epoch}.{self.version.number}.{digest}"'


class Snapshots:
    """The snapshots that this process remembers. Used from many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def current(self, topic: Topic, name: str) -> Snapshot:
        """The snapshot of the topic's current version: remembered, or made by one thread while the others wait.

        The version is read once, before the lock: who waited for it may find a newer snapshot, which will do.
        """
        version = versions_of([name]).get(name, Version())
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            kept = self._kept.get(name)
            if (
                kept
                and version.number
                and kept.version.epoch == version.epoch
                and kept.version.number >= version.number
                and time.monotonic() - kept.made_at < FRESH_SECONDS
            ):
                return kept
            return self._make(topic, name, version)

    def _make(self, topic: Topic, name: str, version: Version) -> Snapshot:
        if topic.snapshot is None:
            raise TypeError(f"{name} is for staff: it has no snapshot")
        snapshot = Snapshot(version=version, data=topic.snapshot(name))
        with self._guard:
            self._kept[name] = snapshot
            self._kept.move_to_end(name)
            while len(self._kept) > KEPT:
                gone, _snapshot = self._kept.popitem(last=False)
                self._locks.pop(gone, None)
        return snapshot


snapshots = Snapshots()
"""Of this process."""
