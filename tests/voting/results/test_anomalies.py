"""What stands out in a box: found with its numbers, decided by two, shown with and without, never by itself."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.translation import override

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.paper import accepted_batch
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public, sealed
from voting.domain import anomalies, certification, count, finding_words, findings, networks, queries
from voting.domain.pb_export import as_pb
from voting.domain.recount_package import file_of
from voting.models import (
    AnomalyCase,
    Ballot,
    BallotProject,
    CaseState,
    Channel,
    Election,
    ExcludedBallot,
    NetworkHour,
)

pytestmark = pytest.mark.django_db
HOUR = dt.datetime(2027, 3, 1, 14, tzinfo=dt.UTC)


@pytest.fixture
def clerk() -> User:
    return official(Role.VOTE_CLERK)


def box(*, crowd: int = 12, rest: int = 8) -> tuple[Election, list[BallotProject]]:
    """A closed vote over 30 000: eight voters want the cheap two, twelve alike in one hour the dear one."""
    election, projects = ballot_of([EnvelopeFactory(source=Decimal(30_000))])
    for place in range(rest):
        cast_ballot(election, projects[:2], cast_hour=HOUR + dt.timedelta(hours=1 + place % 4))
    for _voter in range(crowd):
        cast_ballot(election, projects[2:], cast_hour=HOUR)
    closed_phase(election.cycle, PhaseKind.VOTE)
    return election, projects


def excluded(election: Election) -> AnomalyCase:
    """The first finding excluded by two."""
    case = election.anomaly_cases.earliest("pk")
    anomalies.propose(
        actor=official(Role.COORDINATOR), case=case, state=CaseState.EXCLUDED, reason="Yksi tietokone."
    )
    return anomalies.agree(actor=official(Role.CERTIFIER), case=case)


def test_a_burst_of_like_ballots_is_found_told_and_found_once(clerk: User) -> None:
    election, _projects = box()
    assert [anomalies.search(actor=clerk, election=election) for _again in range(2)] == [1, 0]
    case = election.anomaly_cases.get()
    assert (case.kind, case.number, case.among, case.expected, len(case.ballots)) == ("alike", 12, 12, 0, 12)
    with override("en"):
        assert finding_words.sentence(case) == (
            "1.3.2027 from 16 to 17 o'clock: 12 of the 12 ballots that came in this hour and this way chose exactly "
            "the same. By the rest of the vote about 0 would be expected."
        )
    assert not ExcludedBallot.objects.exists(), "nothing is excluded by itself"


def test_nine_like_ballots_show_too_little_to_be_a_finding(clerk: User) -> None:
    election, _projects = box(crowd=9)
    assert anomalies.search(actor=clerk, election=election) == 0


def test_an_hour_an_age_a_network_and_a_batch_stand_out(clerk: User) -> None:
    election, projects = ballot_of([EnvelopeFactory(source=Decimal(30_000))])
    for place in range(30):
        chosen = (projects[:1], projects[1:2], projects[:2], projects[2:])[place % 4]
        cast_ballot(election, chosen, cast_hour=HOUR)
    for hours in range(1, 6):
        cast_ballot(election, projects[:1], cast_hour=HOUR + dt.timedelta(hours=hours))
    batch = accepted_batch(election)
    for place in range(12):
        cast_ballot(
            election, projects[2:] if place else projects[:1], channel=Channel.PAPER, paper_batch=batch
        )
    voted: dict[str, Any] = {"election": election, "voted_at": HOUR, "channel": "web"}
    RollEntryFactory.create_batch(11, birth_year=1930, **voted)
    RollEntryFactory.create_batch(60, birth_year=1980, election=election)
    for place in range(15):
        networks.note(election_id=election.pk, hour=HOUR, address=f"192.0.2.{place}")
    for place in range(3):
        networks.note(election_id=election.pk, hour=HOUR, address=f"198.51.{place}.7")
    networks.note(election_id=election.pk, hour=HOUR, address="no address")
    closed_phase(election.cycle, PhaseKind.VOTE)
    anomalies.search(actor=clerk, election=election)
    found = {case.kind: (case.number, case.among, case.expected) for case in election.anomaly_cases.all()}
    assert found == {
        "hour": (30, 35, 1),
        "network": (15, 18, 1),
        "age": (11, 11, 2),
        "batch": (11, 12, 2),
    }
    with override("en"):
        said = {case.kind: finding_words.sentence(case) for case in election.anomaly_cases.all()}
    assert said["batch"].startswith("In batch 1 11 of 12 ballots name the project “")
    assert "people who voted on 1.3.2027 were born in the years 1930–1934" in said["age"]
    for kind in ("network", "age"):
        with pytest.raises(Invalid):
            anomalies.propose(
                actor=clerk,
                case=election.anomaly_cases.get(kind=kind),
                state=CaseState.EXCLUDED,
                reason="Outoa.",
            )


def test_counters_of_networks_keep_no_network_and_nothing_small() -> None:
    election, _projects = ballot_of([EnvelopeFactory()])
    for _ballot in range(9):
        networks.note(election_id=election.pk, hour=HOUR, address="192.0.2.1")
    for _ballot in range(10):
        networks.note(election_id=election.pk, hour=HOUR, address="2001:db8:1::1")
    networks.note(election_id=election.pk, hour=HOUR + dt.timedelta(hours=1), address="192.0.2.1")
    networks.write_down(election.pk)
    rows = list(NetworkHour.objects.values("hour", "number", "ballots", "networks"))
    assert rows == [{"hour": HOUR, "number": 10, "ballots": 19, "networks": 2}]
    assert {field.name for field in NetworkHour._meta.fields} == {
        "id", "election", "hour", "number", "ballots", "networks",
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        NetworkHour.objects.create(election=election, hour=HOUR, number=9, ballots=9, networks=1)


def test_an_exclusion_is_seen_in_result_file_receipts_and_reasons(clerk: User) -> None:
    election, projects = box()
    dear = projects[2]
    first = count.count_votes(actor=clerk, election=election)[0]
    assert first.outcome["selected"] == [dear.project_id]
    with pytest.raises(findings.CasesOpen) as refused:
        certification.certify(actor=official(Role.CERTIFIER), election=election)
    case = election.anomaly_cases.get()
    assert str(case) in str(refused.value)
    compared = anomalies.compared(case)
    assert compared is not None
    assert (compared[0].ballots_with, compared[0].ballots_without) == (20, 8)
    assert compared[0].only_with == [dear.proposal.title]
    assert compared[0].only_without == [project.proposal.title for project in projects[:2]]

    case = excluded(election)
    assert anomalies.compared(case) == compared, "shown also when it is decided"
    assert Ballot.objects.filter(election=election).count() == 20, "nothing is deleted"
    assert Ballot.objects.filter(election=election).counting().count() == 8
    with pytest.raises(count.NothingCounted):
        certification.certify(actor=official(Role.CERTIFIER), election=election)
    count.count_votes(actor=clerk, election=election)
    assert as_pb(election, dear.envelope).count(b"\n") < 40
    made_public(election)
    assert sorted(election.counts.filter(superseded=False, is_official=True).get().outcome["selected"]) == [
        "1",
        "2",
    ]
    with pgtrigger.ignore():
        Ballot.objects.filter(pk=case.ballots[0]).update(receipt="AAAA-BBBB-CCCC")
    state = queries.receipt_state(election, "aaaa-bbbb-cccc")
    assert state is not None
    assert (state.is_current, state.is_excluded) == (False, True)
    receipts = file_of(clerk, election.cycle.slug, "receipts.csv").decode()
    assert (receipts.count(",excluded"), receipts.count(",counted")) == (12, 8)
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/results/{election.cycle.slug}/").content.decode()
    assert "Excluded ballots" in page
    assert "Yksi tietokone." in page
    with pytest.raises(anomalies.CaseDecided):
        anomalies.send_back(actor=clerk, case=case)


def test_two_different_people_decide_and_the_database_holds_it(clerk: User) -> None:
    election, _projects = box()
    anomalies.search(actor=clerk, election=election)
    case = election.anomaly_cases.get()
    for state, reason in ((CaseState.OPEN, "x"), (CaseState.CLEARED, " ")):
        with pytest.raises(Invalid):
            anomalies.propose(actor=clerk, case=case, state=state, reason=reason)
    anomalies.propose(actor=clerk, case=case, state=CaseState.CLEARED, reason="Koululuokka äänesti.")
    with pytest.raises(anomalies.SecondDeciderNeeded):
        anomalies.agree(actor=clerk, case=case)
    rows = AnomalyCase.objects.filter(pk=case.pk)
    now = dt.datetime.now(dt.UTC)
    attempts = [
        lambda: rows.update(state="cleared", second_person=clerk.pk, decided_at=now),
        lambda: rows.update(state="excluded", second_person=clerk.pk + 1, decided_at=now),
        lambda: rows.update(state="cleared"),
        lambda: rows.update(reason=""),
        lambda: rows.delete(),
        lambda: ExcludedBallot.objects.create(case=case, ballot_id=case.ballots[0]),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    anomalies.agree(actor=official(Role.COORDINATOR), case=case)
    for change in ({"state": "open"}, {"reason": "Muu."}, {"ballots": ["x"]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    count.count_votes(actor=clerk, election=election)
    certification.certify(actor=official(Role.CERTIFIER), election=election)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_look_and_decide(role: Role | None, clerk: User) -> None:
    actor = official(role) if role else UserFactory()
    election, _projects = box()
    anomalies.search(actor=clerk, election=election)
    case = election.anomaly_cases.get()
    done = []
    for verb in (
        lambda: anomalies.search(actor=actor, election=election),
        lambda: anomalies.propose(actor=actor, case=case, state=CaseState.CLEARED, reason="Koulu."),
        lambda: anomalies.send_back(actor=actor, case=case),
        lambda: anomalies.cases(actor=actor, election=election),
    ):
        try:
            verb()
            done.append(True)
        except NotAllowed:
            done.append(False)
    assert done == [role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER)] * 4


def test_nobody_looks_while_people_vote_or_after_publishing(clerk: User) -> None:
    running, _projects = ballot_of([EnvelopeFactory()])
    open_phase(running.cycle, PhaseKind.VOTE)
    with pytest.raises(count.VoteStillOpen):
        anomalies.search(actor=clerk, election=running)
    election, _projects = box(crowd=0)
    count.count_votes(actor=clerk, election=election)
    made_public(election)
    with pytest.raises(count.AlreadyPublished):
        anomalies.search(actor=clerk, election=election)


def test_pages_and_api_lead_through_a_decision(clerk: User) -> None:
    election, _projects = box()
    url = f"/desk/results/{election.cycle.slug}/cases/"
    api = f"/api/v1/results/{election.cycle.slug}/findings/"
    first, second = Client(HTTP_ACCEPT_LANGUAGE="en"), Client(HTTP_ACCEPT_LANGUAGE="en")
    first.force_login(clerk)
    second.force_login(official(Role.CERTIFIER))
    assert first.post(url).status_code == 302
    case = election.anomaly_cases.get()
    here = f"{url}{case.pk}/"
    assert "Many ballots alike in one hour" in first.get(url).content.decode()
    assert "The result differs." in first.get(here).content.decode()
    kept = first.post(here, {"state": "excluded", "reason": " "})
    assert kept.status_code == 400
    assert first.post(here, {"state": "excluded", "reason": "Yksi tietokone."}).status_code == 302
    assert first.post(here, {"do": "agree"}).status_code == 403
    told = second.get(f"{api}{case.pk}/").json()
    assert (told["proposed"], told["state"], told["compared"][0]["ballots_without"]) == (
        "excluded",
        "open",
        8,
    )
    agreed = second.post(
        f"{api}{case.pk}/",
        {"step": "agree"},
        content_type="application/json",
        headers={"Idempotency-Key": "1"},
    )
    assert (agreed.status_code, agreed.json()["state"]) == (201, "excluded")
    assert first.post(here, {"do": "back"}).status_code == 409
    assert first.get(f"{url}0/").status_code == 404
    assert "Excluded" in first.get(here).content.decode()


def test_sealing_forgets_which_ballots_were_looked_at_and_the_numbers_of_networks(clerk: User) -> None:
    election, _projects = box()
    for _ballot in range(12):
        networks.note(election_id=election.pk, hour=HOUR, address="192.0.2.1")
    count.count_votes(actor=clerk, election=election)
    for case in election.anomaly_cases.filter(kind="network"):
        anomalies.propose(actor=clerk, case=case, state=CaseState.CLEARED, reason="Kirjasto.")
        anomalies.agree(actor=official(Role.CERTIFIER), case=case)
    excluded(election)
    count.count_votes(actor=clerk, election=election)
    sealed(made_public(election))
    assert set(map(len, AnomalyCase.objects.values_list("ballots", flat=True))) == {0}
    assert ExcludedBallot.objects.count() == 12
    assert not NetworkHour.objects.exists()
