"""Jobs: mail the followers, at once or in digests."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.followup.domain import digests, mails, outside_news


@app.task(name="followup.tell_followers", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_followers(milestone_id: int) -> None:
    """Mail a milestone to everybody who follows and has not had it; tried again for those whose mail failed."""
    mails.tell_followers(milestone_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="followup.plan_digests")
def plan_digests(timestamp: int) -> None:
    """Every quarter of an hour: begin the digests that are due by the town's clock."""
    digests.plan()


@app.task(
    name="followup.send_digests",
    queue="digests",
    priority=-20,
    retry=RetryStrategy(max_attempts=8, exponential_wait=5),
)
def send_digests(run_id: int, first: int, last: int) -> None:
    """Mail a chunk of a round, after everything else that waits."""
    digests.send(run_id, first, last)


@app.periodic(cron="*/15 * * * *")
@app.task(name="followup.plan_outside")
def plan_outside(timestamp: int) -> None:
    """Every quarter of an hour: begin this morning's mails to addresses without an account, if they did not begin."""
    outside_news.plan()


@app.task(
    name="followup.tell_outside",
    queue="digests",
    priority=-20,
    retry=RetryStrategy(max_attempts=8, exponential_wait=5),
)
def tell_outside(run_id: int) -> None:
    """Mail a morning's news to addresses without an account; tried again for those whose mail failed."""
    outside_news.send(run_id)
