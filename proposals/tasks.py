"""Jobs: mail letters, drop abandoned drafts."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from proposals import tasks_delegates, tasks_together  # noqa: F401  (they register their jobs)
from proposals.domain import letters, upkeep, year_news
from proposals.domain.execution import evaluation
from proposals.domain.merging import mails
from proposals.domain.reviewing import completion, escalation, questions


@app.task(name="proposals.send_letter", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_letter(letter_id: int) -> None:
    """Mail one letter; tried again when the mail server does not answer."""
    letters.send(letter_id)


@app.task(name="proposals.mail_question", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def mail_question(question_id: int) -> None:
    """Tell a colleague that something is asked of them."""
    questions.mail(question_id)


@app.periodic(cron="23 * * * *")
@app.task(name="proposals.tell_of_late_reviews")
def tell_of_late_reviews(timestamp: int) -> None:
    """Every hour: mail those who lead the review what became late."""
    escalation.tell_leads()


@app.task(name="proposals.tell_about_merging", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_about_merging(part_id: int, what: str) -> None:
    """Mail one author about a plan for merging; tried again when the mail server does not answer."""
    mails.tell_author(part_id, what)


@app.periodic(cron="7 * * * *")
@app.task(name="proposals.watch_completions")
def watch_completions(timestamp: int) -> None:
    """Every hour: remind authors whose time is nearly over, and end what was not completed in time."""
    completion.remind()
    completion.lapse()


@app.periodic(cron="41 8 * * *")
@app.task(name="proposals.ask_for_evaluations")
def ask_for_evaluations(timestamp: int) -> None:
    """Every morning: ask those who follow what they think of projects that were done a year ago."""
    evaluation.ask_followers()


@app.periodic(cron="17 3 * * *")
@app.task(name="proposals.drop_abandoned_drafts")
def drop_abandoned_drafts(timestamp: int) -> None:
    """Every night: delete drafts that nobody signed in for and nobody touched for 60 days."""
    upkeep.drop_abandoned_drafts()


@app.periodic(cron="53 3 * * *")
@app.task(name="proposals.mix_year_readers")
def mix_year_readers(timestamp: int) -> None:
    """Every night: write the addresses that hear of a year's projects anew, and drop those of years long over."""
    year_news.drop_old()
    year_news.mix_all()
