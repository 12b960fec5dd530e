"""The database's clock opens and closes a vote: in nights when the hour changes, and to the second.

The days are far ahead: the triggers of the box ask the true clock, and would refuse on a day gone by.
"""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import translation

from commons.process.domain.gate import PhaseClosed, StatementTimestamp
from commons.process.models import Phase
from tests.voting.polling import Polling
from voting.domain import ballots, drafts
from voting.domain.ballot_form import Choice
from voting.domain.voters import Voter
from voting.models import Ballot, BallotDraft, Election, RollEntry

UTC = dt.UTC
SetClock = Callable[[dt.datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets what the database's clock says wherever a gate asks it."""
    now: list[dt.datetime] = []

    def as_sql(self: Any, compiler: Any, connection: Any, **rest: Any) -> tuple[str, list[Any]]:
        return "%s::timestamptz", [now[-1]]

    monkeypatch.setattr(StatementTimestamp, "as_sql", as_sql)
    return now.append


def vote_until(closes: dt.datetime) -> Polling:
    vote = Polling()
    Phase.objects.filter(pk=vote.phase.pk).update(opens_at=closes - dt.timedelta(days=7), closes_at=closes)
    return vote


def cast(vote: Polling) -> bool:
    """Whether a ballot is taken now."""
    election = Election.objects.select_related("cycle").get(pk=vote.election.pk)
    voter = Voter(entry_id=vote.entry.pk, election_id=election.pk)
    try:
        ballots.cast(actor=voter, election=election, choices=[Choice(vote.own[0].pk)], key=uuid4().hex)
    except PhaseClosed:
        return False
    return True


@pytest.mark.parametrize(
    ("closes", "told", "moments"),
    [
        # In October three o'clock comes twice: both hours are hours of voting.
        (
            dt.datetime(2037, 10, 25, 2, tzinfo=UTC),
            "25.10.2037 04.00",
            {"00:30:00": True, "01:30:00": True, "01:59:59": True, "02:00:00": False},
        ),
        # In March three o'clock does not come: the vote closes an hour of the clock, not of time, later.
        (
            dt.datetime(2038, 3, 28, 1, tzinfo=UTC),
            "28.3.2038 04.00",
            {"00:30:00": True, "00:59:59": True, "01:00:00": False, "01:30:00": False},
        ),
    ],
)
@pytest.mark.django_db
def test_no_hour_is_lost_or_doubled_in_the_night_of_the_change(
    clock: SetClock, closes: dt.datetime, told: str, moments: dict[str, bool]
) -> None:
    vote = vote_until(closes)
    taken = {}

    for moment in moments:
        clock(dt.datetime.combine(closes.date(), dt.time.fromisoformat(moment), UTC))
        taken[moment] = cast(vote)

    assert taken == moments
    with pytest.raises(PhaseClosed) as refusal:
        drafts.save(
            actor=Voter(entry_id=vote.entry.pk, election_id=vote.election.pk),
            election=Election.objects.select_related("cycle").get(pk=vote.election.pk),
            choices=[],
        )
    assert told in str(refusal.value.detail)


CLOSED = {"fi": "päättyi", "sv": "stängde", "en": "closed"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.django_db
def test_one_second_after_the_close_is_too_late_and_the_draft_is_kept(clock: SetClock, language: str) -> None:
    closes = dt.datetime(2037, 11, 20, 21, 59, 59, tzinfo=UTC)
    vote = vote_until(closes)
    clock(closes - dt.timedelta(minutes=1))
    visitor, program = vote.visitor(), vote.program()
    visitor.choose(vote.choose_url(), vote.own[0])
    sent = visitor.hidden(vote.url + "review/", "key")
    for client in (visitor, program):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    clock(closes + dt.timedelta(seconds=1))
    page = visitor.post(vote.url + "review/", sent)
    answer = program.post(
        vote.api + "cast/",
        {"choices": [{"project": vote.own[0].pk}]},
        format="json",
        headers={"Idempotency-Key": "late"},
    )

    with translation.override(language):
        title = str(PhaseClosed.title)
    assert (page.status_code, answer.status_code, answer.json()["code"]) == (409, 409, "phase-closed")
    assert title in page.content.decode()
    assert answer.json()["title"] == title
    assert "20.11.2037 23.59" in answer.json()["detail"]
    assert "20.11.2037 23.59" in page.content.decode()
    assert BallotDraft.objects.get().choices == {str(vote.own[0].pk): 1}
    assert not Ballot.objects.exists()
    assert RollEntry.objects.get(pk=vote.entry.pk).voted_at is None


@pytest.mark.django_db
def test_the_last_moment_before_the_close_is_in_time(clock: SetClock) -> None:
    closes = dt.datetime(2037, 11, 20, 22, tzinfo=UTC)
    vote = vote_until(closes)

    clock(closes - dt.timedelta(microseconds=1))
    assert cast(vote)
    clock(closes)
    assert not cast(vote)


@pytest.mark.django_db(transaction=True)
def test_what_counts_is_the_moment_after_the_wait_for_the_persons_own_row(clock: SetClock) -> None:
    """Sent in time, but still waiting for another ballot of the same person when the vote closes: too late."""
    closes = dt.datetime(2037, 11, 20, 22, tzinfo=UTC)
    vote = vote_until(closes)
    clock(closes - dt.timedelta(seconds=1))
    taken: list[bool] = []

    def send() -> None:
        try:
            taken.append(cast(vote))
        finally:
            connection.close()

    with transaction.atomic():
        list(RollEntry.objects.select_for_update().filter(pk=vote.entry.pk))
        sender = threading.Thread(target=send)
        sender.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with connection.cursor() as cursor:
            for _turn in range(100_000):
                cursor.execute(
                    "SELECT pg_stat_clear_snapshot()"
                )  # within a transaction the view stands still
                cursor.execute(waiting)
                if cursor.fetchone()[0] or not sender.is_alive():
                    break
        clock(closes)
    sender.join()

    assert taken == [False]
    assert not Ballot.objects.exists()
