"""Kuvala, a plainly fictional Finnish town that the program starts with. Nobody in it is real."""
