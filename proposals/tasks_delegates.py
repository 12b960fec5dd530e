"""Jobs of the follow-up group: mails, addresses of lapsed invitations. Registered by `proposals.tasks`."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from proposals.domain import following
from proposals.domain.delegates import group, mails, reminding

RETRY = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.task(name="proposals.mail_delegate", retry=RETRY)
def mail_delegate(delegate_id: int, what: str) -> None:
    """Mail about one membership ("invited", "ended"); tried again when the mail server does not answer."""
    mails.tell_delegate(delegate_id, what)


@app.task(name="proposals.mail_finding", retry=RETRY)
def mail_finding(finding_id: int, what: str) -> None:
    """Mail about one finding ("noted", "disputed": officials; "answered": its delegate)."""
    mails.tell_of_finding(finding_id, what)


@app.periodic(cron="37 * * * *")
@app.task(name="proposals.remind_of_late_findings")
def remind_of_late_findings(timestamp: int) -> None:
    """Every hour: remind those who have to answer what became overdue, and tell coordinators of what stays so."""
    reminding.remind()


@app.periodic(cron="43 3 * * *")
@app.task(name="proposals.forget_lapsed_delegations")
def forget_lapsed_delegations(timestamp: int) -> None:
    """Every night: erase the addresses of invitations that nobody answered; whose term is over hears no more."""
    group.forget_lapsed()
    following.release_delegates()
