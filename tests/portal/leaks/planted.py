"""The town with everything planted in it."""

from tests.portal.leaks import plants_hearings, plants_reviews, plants_talk, plants_votes
from tests.portal.leaks.town import Town, build


def filled() -> Town:
    """The town with everything in it."""
    town = build()
    plants_reviews.plant(town)
    plants_talk.plant(town)
    for proposal in town.at["proposal"]:
        town.put("topic", f"proposal:{proposal}")
    town.put("topic", *(f"{name}:{town.at['thread'][0]}" for name in ("thread", "statements", "answers")))
    town.put("topic", "moderation-queue:all")
    town.put("handout", 1)
    return town


def with_hearings() -> Town:
    """The town with hearings alone."""
    town = build()
    plants_hearings.plant(town)
    return town


def with_votes() -> Town:
    """The town with votes alone."""
    town = build()
    plants_votes.plant(town)
    return town
