"""Names of live topics that the verbs of the review raise."""

REVIEW_QUEUE = "review-queue:all"
"""The officials' table of reviews, of all years: somebody took, gave, asked, decided, or could not be reached."""
