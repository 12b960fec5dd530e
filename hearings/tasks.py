"""Jobs: close what has ended, drop the sealed originals whose time is over."""

from procrastinate.contrib.django import app

from hearings.domain import course, moderation


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
