"""Permissions about the town's areas. Who has them, `commons.accounts.rules` says: people come after places."""

MANAGE = "places.manage"
"""Create, move, rename and import areas and population; the target is an area, or None for the whole town."""
