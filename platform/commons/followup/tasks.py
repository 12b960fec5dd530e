"""Jobs: mail the followers."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.followup.domain import mails


@app.task(name="followup.tell_followers", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_followers(milestone_id: int) -> None:
    """Mail a milestone to everybody who follows and has not had it; tried again for those whose mail failed."""
    mails.tell_followers(milestone_id)
