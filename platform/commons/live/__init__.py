"""Live updates: see README.md."""

from commons.live.publishing import publish
from commons.live.topics import Kind, Topic, register

__all__ = ["Kind", "Topic", "publish", "register"]
