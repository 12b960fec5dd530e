"""Voting on paper: stations, printed sheets, batches keyed twice, and the account of every sheet."""
