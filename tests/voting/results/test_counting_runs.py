"""A count in the background: who may begin it, how far it is, what becomes of it; and the same bytes every time."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from commons.accounts.models import Role, User
from commons.http.errors import NotAllowed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import ballot_of, cast_ballot
from voting.domain import count, counting_runs
from voting.models import CountRun, CountRunState, Election, EnvelopeCount
from voting.tasks import count_election

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return official(Role.VOTE_CLERK)


def vote(rule: str = "equal-shares") -> Election:
    """A closed vote with three projects and five ballots."""
    election, projects = ballot_of([EnvelopeFactory(source=Decimal(50_000))], rule=rule)
    for chosen in (projects[:1], projects[:2], projects[1:], projects, projects[2:]):
        cast_ballot(election, chosen)
    closed_phase(election.cycle, PhaseKind.VOTE)
    return election


def test_a_small_count_by_a_quick_rule_is_done_at_once(clerk: User) -> None:
    election = vote("greedy")
    assert counting_runs.begin(actor=clerk, election=election) is None
    assert counting_runs.latest(election) is None
    assert election.counts.filter(superseded=False).count() == 1
    assert not CountRun.objects.exists()


def test_any_other_count_is_a_job_that_the_page_can_watch(clerk: User) -> None:
    election = vote()
    run = counting_runs.begin(actor=clerk, election=election)
    assert run is not None
    assert (run.state, counting_runs.latest(election)) == (CountRunState.WORKING, run)
    assert not election.counts.exists()
    job = ProcrastinateJob.objects.get(task_name="voting.count_election")
    assert job.args == {"run_id": run.pk, "actor_id": clerk.pk}

    count_election(**job.args)
    run.refresh_from_db()
    assert (run.state, run.reason) == (CountRunState.DONE, "")
    assert counting_runs.latest(election) is None
    counts = {row.rule: row for row in election.counts.filter(superseded=False)}
    assert {rule: row.is_official for rule, row in counts.items()} == {"equal-shares": True, "greedy": False}
    stored = counts["equal-shares"]
    assert (stored.rule_version, stored.seed, len(stored.input_hash)) == ("1", election.seed, 64)
    assert stored.counted_by == clerk

    count_election(**job.args)
    assert election.counts.count() == 2, "a job that comes twice counts once"


def test_the_same_votes_give_the_same_bytes(clerk: User) -> None:
    election = vote()
    for reason in ("", "Varmuudeksi."):
        count.count_votes(actor=clerk, election=election, reason=reason)
    kept = EnvelopeCount.objects.filter(election=election, rule="equal-shares").order_by("pk")
    first, second = kept
    assert (first.outcome, first.input_hash, first.seed) == (second.outcome, second.input_hash, second.seed)


def test_only_one_count_at_a_time(clerk: User) -> None:
    election = vote()
    run = counting_runs.begin(actor=clerk, election=election)
    with pytest.raises(counting_runs.CountUnderWay):
        counting_runs.begin(actor=clerk, election=election)
    CountRun.objects.update(touched_at="2020-01-01T00:00Z")
    shown = counting_runs.latest(election)
    assert shown is not None
    assert shown.state == CountRunState.FAILED, "its worker is gone: the page offers to count again"
    again = counting_runs.begin(actor=clerk, election=election)
    assert again != run
    assert list(CountRun.objects.order_by("pk").values_list("state", "reason")) == [
        ("failed", "worker-gone"),
        ("working", ""),
    ]


def test_what_goes_wrong_is_told(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    election = vote()
    run = counting_runs.begin(actor=clerk, election=election)
    assert run is not None

    def breaks(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(counting_runs, "count_votes", breaks)
    with pytest.raises(ZeroDivisionError):
        count_election(run_id=run.pk, actor_id=clerk.pk)
    run.refresh_from_db()
    assert (run.state, run.reason) == (CountRunState.FAILED, "error")


def test_a_refusal_ends_the_run_with_its_code(clerk: User) -> None:
    election = vote()
    run = counting_runs.begin(actor=clerk, election=election)
    assert run is not None
    counting_runs.carry_out(actor=UserFactory(), run=run)
    assert (run.state, run.reason) == (CountRunState.FAILED, NotAllowed.code)
    assert not election.counts.exists()


def test_who_may_begin_and_when(clerk: User) -> None:
    election = vote()
    for nobody in (UserFactory(), official(Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            counting_runs.begin(actor=nobody, election=election)
    other, _ = ballot_of([EnvelopeFactory()])
    open_phase(other.cycle, PhaseKind.VOTE)
    with pytest.raises(count.VoteStillOpen):
        counting_runs.begin(actor=clerk, election=other)
    assert not CountRun.objects.exists()


def test_the_page_shows_how_far_it_is(clerk: User) -> None:
    client = Client(headers={"accept-language": "en"})
    election = vote()
    client.force_login(clerk)
    page = reverse("voting:desk_result", args=[election.cycle.slug])
    client.post(reverse("voting:desk_count", args=[election.cycle.slug]))
    shown = client.get(page).content.decode()
    assert "The votes are being counted" in shown
    assert "Count the votes" not in shown
    CountRun.objects.update(stage="explain", done=2, total=3)
    assert "2 of 3 ready" in client.get(page).content.decode()
    CountRun.objects.update(stage="round", done=1200, total=0)
    assert "Equal shares: everybody has 1\u00a0200 now." in client.get(page).content.decode()
    run = CountRun.objects.get()
    count_election(run_id=run.pk, actor_id=clerk.pk)
    assert "The result is provisional" in client.get(page).content.decode()
    CountRun.objects.update(state=CountRunState.FAILED, reason="error")
    assert "The last count stopped" in client.get(page).content.decode()
