"""Jobs: close what has ended, drop what is kept no longer, tell tellers."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearings import mail_tasks  # noqa: F401 (its jobs are found through this file)
from hearings.domain import course, missing, moderation, stories, story_desk, suggestions
from hearings.domain.paper import keying
from hearings.domain.rounds import organisations, sending
from hearings.models import SuggestionRun


@app.periodic(cron="* * * * *")
@app.task(name="hearings.close_ended")
def close_ended(timestamp: int) -> None:
    """Every minute: tell that a hearing has closed. The clock itself has closed it already."""
    course.close_ended()


@app.periodic(cron="* * * * *")
@app.task(name="hearings.look_who_is_missing")
def look_who_is_missing(timestamp: int) -> None:
    """Every minute: compare those who took part with the population anew where enough more have come."""
    missing.look_again()


@app.periodic(cron="41 3 * * *")
@app.task(name="hearings.drop_expired_originals")
def drop_expired_originals(timestamp: int) -> None:
    """Every night: delete originals, evidence of papers and addresses whose time is over."""
    moderation.drop_expired_originals()
    stories.drop_addresses()
    keying.drop_old_evidence()
    organisations.drop_old_addresses()


@app.task(name="hearings.suggest_groups")
def suggest_groups(run_id: int) -> None:
    """Look for groups among the notes of a large hearing; a search that has ended stays as it is."""
    run = SuggestionRun.objects.select_related("hearing").filter(pk=run_id).first()
    if run is not None:
        suggestions.look(run)


@app.task(name="hearings.tell_teller", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_teller(story_id: int) -> None:
    """Mail the teller of a story; tried again when the mail server does not answer."""
    story_desk.mail_teller(story_id)


@app.task(name="hearings.send_to_organisation", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_to_organisation(mailing_id: int) -> None:
    """Mail an invitation or a reminder; tried again when the mail server does not take it."""
    sending.send(mailing_id)
