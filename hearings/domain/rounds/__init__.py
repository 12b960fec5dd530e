"""Rounds of organisations: who is asked to pass the word on, by mail, with a link and cards of their own."""
