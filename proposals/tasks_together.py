"""Jobs of working together and of splitting: mails, forgetting addresses. Registered by `proposals.tasks`."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from proposals.domain.splitting import mails as splitting
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


@app.task(name="proposals.tell_about_splitting", retry=RETRY)
def tell_about_splitting(plan_id: int, person_id: int, what: str) -> None:
    """Mail one author about a plan for splitting; tried again when the mail server does not answer."""
    splitting.tell_author(plan_id, person_id, what)


@app.periodic(cron="41 3 * * *")
@app.task(name="proposals.forget_lapsed_invitations")
def forget_lapsed_invitations(timestamp: int) -> None:
    """Every night: erase the addresses of invitations that nobody answered."""
    authors.forget_lapsed()
