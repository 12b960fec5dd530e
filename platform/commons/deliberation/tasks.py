"""Jobs: mail the writer of a comment that was hidden or is shown again."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.deliberation.domain import mails


@app.task(name="deliberation.tell_writer", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_writer(comment_id: int, hidden: bool) -> None:
    """Mail one writer; tried again when the mail server does not answer."""
    mails.tell_writer(comment_id, hidden=hidden)
