"""The summary of a discussion: written by the town, corrected by who took part."""
