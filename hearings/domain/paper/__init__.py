"""Paper: cards that are printed, keyed by one person and checked by another."""
