"""Jobs that mail: who asked to hear of answers, and officials who owe one. `tasks.py` loads them for the worker."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearings.domain import mailing, subscribing

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.periodic(cron="* * * * *")
@app.task(name="hearings.ask_to_confirm")
def ask_to_confirm(timestamp: int) -> None:
    """Every minute: ask those who want to be told to confirm it. No job is kept for a single address."""
    mailing.ask_to_confirm()


@app.task(name="hearings.tell_of_answer", retry=AGAIN)
def tell_of_answer(answer_id: int) -> None:
    """Tell everybody who wants it that a theme is answered."""
    mailing.tell_of_answer(answer_id)


@app.task(name="hearings.tell_of_later", retry=AGAIN)
def tell_of_later(milestone_id: int) -> None:
    """Tell the same people what was told after the answer."""
    mailing.tell_of_later(milestone_id)


@app.task(name="hearings.tell_assignee", retry=AGAIN)
def tell_assignee(theme_id: int) -> None:
    """Tell an official that a theme is theirs to answer."""
    mailing.tell_assignee(theme_id)


@app.periodic(cron="11 7 * * *")
@app.task(name="hearings.remind_officials")
def remind_officials(timestamp: int) -> None:
    """Every morning: remind officials of answers that are due, late or promised."""
    mailing.remind()


@app.periodic(cron="31 3 * * 1")
@app.task(name="hearings.drop_addresses")
def drop_addresses(timestamp: int) -> None:
    """Every week: forget the addresses that did not confirm, and those of hearings long closed."""
    subscribing.drop_unconfirmed()
    subscribing.drop_old()
