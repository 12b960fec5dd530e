"""Jobs: close what has ended, drop the sealed originals whose time is over."""

from procrastinate.contrib.django import app

from hearings.domain import course, moderation, suggestions
from hearings.models import SuggestionRun


@app.periodic(cron="* * * * *")
@app.task(name="hearings.close_ended")
def close_ended(timestamp: int) -> None:
    """Every minute: tell that a hearing has closed. The clock itself has closed it already."""
    course.close_ended()


@app.periodic(cron="41 3 * * *")
@app.task(name="hearings.drop_expired_originals")
def drop_expired_originals(timestamp: int) -> None:
    """Every night: delete originals whose time is over."""
    moderation.drop_expired_originals()


@app.task(name="hearings.suggest_groups")
def suggest_groups(run_id: int) -> None:
    """Look for groups among the notes of a large hearing; a search that has ended stays as it is."""
    run = SuggestionRun.objects.select_related("hearing").filter(pk=run_id).first()
    if run is not None:
        suggestions.look(run)
