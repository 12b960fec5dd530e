"""Who does something, as context of every row of history that the request writes."""

from pghistory.middleware import HistoryMiddleware as Base


class HistoryMiddleware(Base):
    """Adds the user to pghistory's context; verbs add their own name."""
