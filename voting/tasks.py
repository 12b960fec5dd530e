"""Jobs: take in big files for the roll, forget the ones that nobody took in; count the votes; account for paper."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commons.accounts.models import User
from voting.domain import counting_runs, reminders, roll_files, roll_requests, sealing
from voting.domain.paper import reconciliation
from voting.domain.report import files, stored
from voting.domain.simulation import asking
from voting.models import CountRun, Election, Simulation, SimulationState


@app.task(name="voting.take_in_roll", retry=RetryStrategy(max_attempts=3, wait=5))
def take_in_roll(file_id: str, actor_id: int) -> None:
    """Take in one checked file for the official who asked for it; a second run finds it done and does nothing."""
    try:
        roll_files.take_in(actor=User.objects.get(pk=actor_id), file_id=UUID(file_id))
    except roll_files.FileForgotten:
        return


@app.periodic(cron="23 * * * *")
@app.task(name="voting.forget_roll_files")
def forget_roll_files(timestamp: int) -> None:
    """Every hour: drop what was checked and never taken in."""
    roll_files.forget_old()


@app.periodic(cron="41 * * * *")
@app.task(name="voting.destroy_left_keys")
def destroy_left_keys(timestamp: int) -> None:
    """Every hour: make sure that the keys of sealed boxes are gone."""
    sealing.destroy_left_keys()


@app.task(name="voting.count_election")
def count_election(run_id: int, actor_id: int) -> None:
    """Count a closed vote for the official who asked for it; a run that has ended stays as it is."""
    run = CountRun.objects.select_related("election__cycle").get(pk=run_id)
    counting_runs.carry_out(actor=User.objects.get(pk=actor_id), run=run)


@app.periodic(cron="40 2 * * *")
@app.task(name="voting.reconcile_paper")
def reconcile_paper(timestamp: int) -> None:
    """Every night: publish what became of every paper ballot."""
    reconciliation.run_all()


@app.periodic(cron="41 * * * *")
@app.task(name="voting.remind_of_drafts")
def remind_of_drafts(timestamp: int) -> None:
    """Every hour: mail people whose ballot is not cast two days before the close; drop addresses after it."""
    reminders.send_due()
    reminders.forget_after_close()


@app.task(name="voting.tell_of_request", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def tell_of_request(request_id: int) -> None:
    """Mail what was decided about a request, where the mail server did not answer at once."""
    roll_requests.tell(request_id)


@app.periodic(cron="17 4 * * *")
@app.task(name="voting.forget_roll_requests")
def forget_roll_requests(timestamp: int) -> None:
    """Every night: empty what people wrote who asked to be on the roll, 30 days after the decision or the close."""
    roll_requests.forget_old()


@app.task(name="voting.refresh_report")
def refresh_report(election_id: int) -> None:
    """Make the stored report of a year and its PDF as they are now, so that nobody waits for them."""
    election = Election.objects.select_related("cycle", "cycle__area").get(pk=election_id)
    stored.refresh(election)
    files.write_pdfs(election)


@app.periodic(cron="10 3 * * *")
@app.task(name="voting.refresh_reports")
def refresh_reports(timestamp: int) -> None:
    """Every night: the reports of all years."""
    stored.refresh_all()


@app.task(name="voting.simulate")
def simulate(key: str) -> None:
    """Reckon what was asked of past ballots; one that has ended stays as it is."""
    run = (
        Simulation.objects.select_related("count__election__cycle", "count__envelope").filter(pk=key).first()
    )
    if run is not None and run.state == SimulationState.WORKING:
        asking.carry_out(run)


@app.periodic(cron="29 4 * * *")
@app.task(name="voting.forget_simulations")
def forget_simulations(timestamp: int) -> None:
    """Every night: drop answers that are a month old."""
    asking.forget_old()
