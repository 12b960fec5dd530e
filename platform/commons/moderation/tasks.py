"""Jobs: tell writers what was decided; drop what is kept no longer."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.moderation.domain import mails, redacting


@app.task(name="moderation.tell_writer", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_writer(case_id: int) -> None:
    """Mail one writer; tried again when the mail server does not answer."""
    mails.tell_writer(case_id)


@app.task(name="moderation.tell_wave", priority=-10)
def tell_wave(wave_id: int) -> None:
    """Mail the writers of a wave, after everything else that waits; not tried again, so that nobody gets two."""
    mails.tell_wave(wave_id)


@app.periodic(cron="47 3 * * *")
@app.task(name="moderation.drop_sealed")
def drop_sealed(timestamp: int) -> None:
    """Every night: delete what words said before they were blacked out, when its time is over."""
    redacting.drop_expired()
