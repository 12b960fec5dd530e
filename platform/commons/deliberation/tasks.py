"""Jobs: draw the picture of opinions."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.deliberation.domain.statements import picture


@app.task(name="deliberation.draw_opinions", retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def draw_opinions(thread_id: int) -> None:
    """Count the answers to statements that wait, and draw the picture of opinions anew."""
    picture.draw(thread_id)
