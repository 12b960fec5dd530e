"""Measurements, printed as ratios against a named reference of the same run. Never part of `make test`."""
