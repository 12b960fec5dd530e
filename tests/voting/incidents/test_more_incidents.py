"""What went wrong with ballots on paper, with lists of stolen ids, with schedules and with hashes elsewhere."""

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from commons.accounts.models import Role
from commons.http.errors import Invalid
from commons.http.rate import TooOften
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import closed_phase
from tests.factories.voting import RollEntryFactory, cast_ballot
from tests.voting.desk.test_desk_people import ID
from tests.voting.desk.test_desk_people import Desk as OfficersDesk
from tests.voting.paper.desk import Desk, make_desk
from tests.voting.polling import Polling
from voting import tasks
from voting.domain import (
    anomalies,
    ballots,
    certification,
    count,
    desk_people,
    drafts,
    findings,
    networks,
    paper_voters,
    reminders,
)
from voting.domain.ballot_form import Choice
from voting.domain.errors import NotOnRoll, VotedOnline
from voting.domain.paper import accepting, quarantine
from voting.domain.paper.errors import BatchSetAside, SecondPersonLetsIn
from voting.domain.voters import Voter
from voting.models import Ballot, CaseState, PaperBatch, RollEntry

pytestmark = pytest.mark.django_db


def accepted(desk: Desk, numbers: range) -> PaperBatch:
    """A box that two people read alike and a third accepted."""
    batch = desk.batch(size=len(numbers))
    for keyer in (desk.clerk, desk.second):
        desk.keyed(batch, keyer, {number: desk.line(0) for number in numbers})
    accepting.accept(actor=desk.third, batch=batch)
    return batch


def test_elblag_2024_suspect_cards_for_which_a_whole_vote_was_run_again() -> None:
    """415 cards were suspect, and nothing could be taken out but everything. Here it is one box, and by two back in."""
    desk = make_desk()
    good, suspect = accepted(desk, range(1, 4)), accepted(desk, range(4, 8))
    assert Ballot.objects.counting().count() == 7

    quarantine.begin(actor=desk.clerk, batch=suspect, reason="Sama käsiala")

    assert set(Ballot.objects.counting().values_list("paper_batch", flat=True)) == {good.pk}
    assert Ballot.objects.count() == 7  # nothing is deleted
    with pytest.raises(BatchSetAside):
        quarantine.begin(actor=desk.second, batch=suspect, reason="Toinen kerta")
    quarantine.ask_back(actor=desk.clerk, batch=suspect, reason="Tutkittu")
    with pytest.raises(SecondPersonLetsIn):
        quarantine.let_back(actor=desk.clerk, batch=suspect)
    quarantine.let_back(actor=desk.second, batch=suspect)
    assert Ballot.objects.counting().count() == 7


def test_ciechanow_lists_of_stolen_ids_with_which_cards_were_filled_in() -> None:
    """Ids alone give no ballot: each is ticked off once at a desk, and a list that is tried out is stopped."""
    vote = OfficersDesk()
    found = desk_people.find(actor=vote.clerk, election=vote.election, typed=ID)
    entry = desk_people.of_token(actor=vote.clerk, election=vote.election, token=found.token)
    ballots.cast(
        actor=Voter(entry.pk, vote.election.pk),
        election=vote.election,
        choices=[Choice(vote.own[0].pk)],
        key="k",
    )

    with pytest.raises(VotedOnline):
        paper_voters.take_paper(actor=vote.clerk, entry=entry, station="Pääkirjasto")
    for number in range(desk_people.MISSES[0]):
        with pytest.raises(NotOnRoll):
            desk_people.find(actor=vote.clerk, election=vote.election, typed=f"0101{number:02}-STOLEN")
    with pytest.raises(TooOften):
        desk_people.find(actor=vote.clerk, election=vote.election, typed="010199-STOLEN")
    assert vote.box() == [(False, {vote.own[0].pk})]


def test_adhocracy_reminders_by_a_task_that_ran_more_rarely_than_its_window(
    django_capture_on_commit_callbacks: object,
) -> None:
    """There a task of every third day looked 24 hours ahead. Here a server that stood still sends late, and once."""
    vote = Polling()
    voter = Voter(vote.entry.pk, vote.election.pk)
    drafts.save(actor=voter, election=vote.election, choices=[Choice(vote.own[0].pk)])
    reminders.remind_me(actor=voter, election=vote.election, address="maija@kuvala.example", language="fi")
    sent = []

    for hours in (200, 49, 5, 4, 1):  # hours before the close at which the task happens to run
        vote.phase.closes_at = timezone.now() + dt.timedelta(hours=hours)
        vote.phase.save()
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            tasks.remind_of_drafts.func(0)
        sent.append(len(mail.outbox) - before)

    assert sent == [0, 0, 1, 0, 0]


def test_meinberlin_a_collision_that_was_known_by_the_words_of_another_database() -> None:
    """Whatever a database calls it: a receipt drawn twice is never given to two people, and nothing half is stored."""
    vote = Polling()
    with mock.patch.object(ballots, "draw_receipt", return_value="AAAA-AAAA-AAAA"):
        ballots.cast(
            actor=Voter(vote.entry.pk, vote.election.pk),
            election=vote.election,
            choices=[Choice(vote.own[0].pk)],
            key="first",
        )
        before = vote.box()
        with pytest.raises(IntegrityError), transaction.atomic():
            ballots.cast(
                actor=Voter(vote.entry.pk, vote.election.pk),
                election=vote.election,
                choices=[Choice(vote.own[1].pk)],
                key="second",
                seen=1,
            )

    assert vote.box() == before
    assert Ballot.objects.get().receipt == "AAAA-AAAA-AAAA"


def test_wroclaw_2025_crowds_that_nobody_looked_into_before_the_result_was_out() -> None:
    """320 votes came from one address and 97 on one day from people of 97. Here both are cases that two people settle
    before anybody certifies, and since nobody knows which ballots these are, nothing can be excluded by them."""
    vote = Polling()
    day = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    old: dict[str, Any] = {"birth_year": vote.cycle.year - 97, "voted_at": day, "channel": "web"}
    RollEntryFactory.create_batch(97, election=vote.election, area=vote.here, **old)
    RollEntry.objects.bulk_create(
        RollEntry(election=vote.election, area=vote.here, birth_year=1980, person_hash=f"young {number}")
        for number in range(900)
    )
    for address in [*(["192.0.2.1"] * 320), *(f"198.51.{place}.7" for place in range(40))]:
        networks.note(election_id=vote.election.pk, hour=day, address=address)
    cast_ballot(vote.election, vote.whole[:1], cast_hour=day)
    closed_phase(vote.cycle, PhaseKind.VOTE)
    clerk, certifier = official(Role.VOTE_CLERK), official(Role.CERTIFIER)

    count.count_votes(actor=clerk, election=vote.election)
    cases = {case.kind: case for case in vote.election.anomaly_cases.all()}

    assert {kind: case.number for kind, case in cases.items()} == {"age": 97, "network": 320}
    with pytest.raises(findings.CasesOpen):
        certification.certify(actor=certifier, election=vote.election)
    for case in cases.values():
        with pytest.raises(Invalid):
            anomalies.propose(actor=clerk, case=case, state=CaseState.EXCLUDED, reason="Outoa.")
        anomalies.propose(actor=clerk, case=case, state=CaseState.CLEARED, reason="Palvelutalon vaalipäivä.")
        with pytest.raises(anomalies.SecondDeciderNeeded):
            anomalies.agree(actor=clerk, case=case)
        anomalies.agree(actor=certifier, case=case)
    certification.certify(actor=certifier, election=vote.election)
