"""Moderation: hold, show or hide what residents write. Knows no owner; see README.md."""
