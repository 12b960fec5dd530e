"""Jobs about jobs: a worker that was killed leaves the one it was doing behind, and nobody would ever do it."""

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

SILENT_SECONDS = 120
"""A worker writes its heartbeat every ten seconds; one that was silent for so long is gone."""
MOST_ATTEMPTS = 8
"""What kills its worker each time is given up."""
ONCE = frozenset({"moderation.tell_wave"})
"""Mails whose readers are not remembered: done again, everybody before the end would have two."""


async def take_up(manager: JobManager) -> int:
    """Let somebody else do what workers left behind that are gone; how many jobs. Jobs remember what they have done."""
    taken = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.task_name in ONCE or job.attempts + 1 >= MOST_ATTEMPTS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
            taken += 1
    return taken


@app.periodic(cron="* * * * *")
@app.task(name="portal.take_up_left_jobs", queueing_lock="portal.take_up_left_jobs", pass_context=True)
async def take_up_left_jobs(context: JobContext, timestamp: int) -> None:
    """Every minute."""
    await take_up(context.app.job_manager)
