"""History: see README.md."""

from commons.audit.context import verb

__all__ = ["verb"]
