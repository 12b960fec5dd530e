"""Django's admin, for rare things: see the README of the portal."""
