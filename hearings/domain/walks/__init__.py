"""The walk along the walls: who is where when, and the clock of it."""
