"""Permissions about the history. Who has them, `commons.accounts.rules` says: people come after history."""

SEE_HISTORY = "audit.see_history"
"""Read the history of everything, with the names of those who acted."""
