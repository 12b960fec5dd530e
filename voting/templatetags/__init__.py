"""Tags of the vote."""
