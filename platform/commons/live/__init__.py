"""Live updates: see README.md."""

from commons.live.publishing import publish

__all__ = ["publish"]
