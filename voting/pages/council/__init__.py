"""Pages of the council: the item for councillors and everybody, and the officials' desk of it."""
