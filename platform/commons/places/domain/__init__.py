"""Verbs and reads of places."""
