"""The course of a review: steps and tasks, the author's clock, estimates, verdicts and appeals."""
