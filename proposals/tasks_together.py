"""Jobs of working together: mails, and forgetting addresses of lapsed invitations. Registered by `proposals.tasks`."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from proposals.domain.together import authors, mails

RETRY = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.task(name="proposals.mail_invitation", retry=RETRY)
def mail_invitation(invitation_id: int) -> None:
    """Mail one invitation; tried again when the mail server does not answer."""
    mails.invite(invitation_id)


@app.task(name="proposals.mail_suggestion", retry=RETRY)
def mail_suggestion(suggestion_id: int, state: str) -> None:
    """Mail about one suggestion; tried again when the mail server does not answer."""
    mails.tell(suggestion_id, state)


@app.periodic(cron="41 3 * * *")
@app.task(name="proposals.forget_lapsed_invitations")
def forget_lapsed_invitations(timestamp: int) -> None:
    """Every night: erase the addresses of invitations that nobody answered."""
    authors.forget_lapsed()
