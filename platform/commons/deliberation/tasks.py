"""Jobs: draw the picture of opinions; mail the writer of a correction that was answered."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.deliberation.domain.statements import picture
from commons.deliberation.domain.summing_up import mails


@app.task(name="deliberation.draw_opinions", retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def draw_opinions(thread_id: int, anew: bool = False) -> None:
    """Count the answers to statements that wait, and draw the picture of opinions anew."""
    picture.draw(thread_id, anew=anew)


@app.task(name="deliberation.tell_corrector", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_corrector(correction_id: int) -> None:
    """Mail one writer what became of their correction; tried again when the mail server does not answer."""
    mails.tell_corrector(correction_id)
