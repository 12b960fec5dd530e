"""How a vote goes, its paper, plenaries and reports as open data: as on the pages, and no sooner."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from commons.texts.translated import LANGUAGES
from hearings.domain.plenary import agenda, stage, votes
from hearings.models import Hearing, HearingState
from tests.factories.accounts import official
from tests.factories.hearings import open_hearing
from tests.factories.paper import DayFactory, StationFactory, accepted_batch
from tests.factories.plenary import open_vote, phone, proposals, running
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot
from tests.portal.open_data_world import published_vote
from voting.domain.paper import quarantine, reconciliation
from voting.domain.turnout import turnout_of
from voting.models import Channel, Election, RollEntry

pytestmark = pytest.mark.django_db


def rows(client: Client, slug: str) -> list[dict[str, Any]]:
    answer: Any = client.get(f"/data/{slug}.json")
    found: list[dict[str, Any]] = json.loads(b"".join(answer.streaming_content))["rows"]
    return found


def path(address: str) -> str:
    return address.removeprefix(settings.SITE_URL)


def test_votes_are_told_before_the_result_only_where_the_page_shows_them(client: Client) -> None:
    envelope = EnvelopeFactory(slug="potti")
    election, projects = ballot_of([envelope], ballot_kind="approval")
    open_phase(envelope.cycle, PhaseKind.VOTE)
    cast_ballot(election, projects[:1])
    hidden = rows(client, "votes-so-far")

    closed_phase(envelope.cycle, PhaseKind.VOTE)
    shown = rows(client, "votes-so-far")

    assert hidden == []
    assert [(row["project"], row["proposal"], row["votes"]) for row in shown] == [
        (project.project_id, project.proposal_id, number)
        for project, number in zip(projects, (1, 0, 0), strict=True)
    ]
    published_vote(year=2024)
    assert {row["cycle"] for row in rows(client, "votes-so-far")} == {envelope.cycle.slug}


def test_turnout_is_told_while_the_vote_is_open_and_nothing_of_few(client: Client) -> None:
    envelope = EnvelopeFactory(slug="potti")
    election, _projects = ballot_of([envelope])
    town = envelope.cycle.area
    entries = RollEntryFactory.create_batch(20, election=election, area=town)
    voted = [entry.pk for entry in entries[:12]]
    RollEntry.objects.filter(pk__in=voted).update(voted_at=envelope.cycle.created_at, channel=Channel.WEB)

    told = rows(client, "turnout-now")

    found = turnout_of(election)
    assert (told[0]["area"], told[0]["voted"], told[0]["entitled"]) == ("", 12, 20)
    assert [(row["area"], row["voted"], row["entitled"]) for row in told[1:] if not row["way"]] == [
        (line.area.path, line.voted, line.eligible) for line in found.areas
    ]
    assert {row["way"]: row["voted"] for row in told if row["way"]} == {
        way.value: number for way, number in found.ways.items()
    }
    assert None in found.ways.values()


def test_the_account_of_the_paper_is_the_one_that_was_published(client: Client) -> None:
    election, _projects = ballot_of([EnvelopeFactory()])
    clerk = official(Role.VOTE_CLERK)
    DayFactory(station=StationFactory(election=election))
    batch = accepted_batch(election, size=3)
    before = rows(client, "paper-account")
    reconciliation.run(actor=clerk, election=election)
    quarantine.begin(actor=clerk, batch=batch, reason="=Sinetti oli rikki.")

    told, (aside,) = rows(client, "paper-account"), rows(client, "paper-set-aside")

    account = reconciliation.latest(election)
    assert before == []
    assert account is not None
    assert [
        (row["day"], row["station_fi"], row["issued"], row["counted"], row["missing"]) for row in told
    ] == [(line.day, line.station["fi"], line.issued, line.counted, line.missing) for line in account.lines]
    assert (aside["batch"], aside["size"], aside["reason"], aside["released_on"]) == (
        batch.number,
        3,
        "=Sinetti oli rikki.",
        None,
    )


def test_every_file_of_a_report_is_where_it_is_said_to_be(client: Client) -> None:
    election: Election = published_vote(year=2024)

    told = rows(client, "reports")

    assert [(row["cycle"], row["language"]) for row in told] == [
        (election.cycle.slug, language) for language in LANGUAGES
    ]
    answer = client.get(path(told[1]["json"]))
    assert (answer.status_code, client.get(path(told[1]["page"])).status_code) == (200, 200)
    assert answer.json()["language"] == "sv"


def test_votes_and_speaking_time_of_a_plenary_are_told_without_anybody(client: Client) -> None:
    hearing, facilitator = open_hearing(), official(Role.FACILITATOR)
    plenary = running(facilitator, hearing)
    one, two = proposals(facilitator, plenary, "=Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "dots", [one, two])
    for number in range(6):
        votes.cast(actor=phone(number), vote=vote, uuid=uuid4(), choices={one.pk: 2, two.pk: 1})
    open_before = rows(client, "hearing-plenary-votes")
    votes.close_round(actor=facilitator, plenary=plenary)
    stage.speak(actor=facilitator, plenary=plenary, role="resident")
    running_before = rows(client, "hearing-speaking")
    agenda.end(actor=facilitator, plenary=plenary)

    told, spoken = rows(client, "hearing-plenary-votes"), rows(client, "hearing-speaking")

    assert (open_before, running_before) == ([], [])
    assert [(row["vote"], row["title"], row["ballots"], row["dots"], row["givers"]) for row in told] == [
        (vote.pk, "=Linja", 6, 12, 6),
        (vote.pk, "Penkit", 6, 6, 6),
    ]
    assert {(row["plenary"], row["hearing"]) for row in spoken} == {(plenary.pk, hearing.slug)}
    assert {row["role"] for row in spoken} == {"resident", "organisation", "official", "councillor"}


def test_the_report_of_a_hearing_is_named_once_it_is_public(client: Client) -> None:
    hearing = open_hearing()
    before = rows(client, "hearing-reports")
    for state in (HearingState.CLOSED, HearingState.ANSWERING):
        Hearing.objects.filter(pk=hearing.pk).update(state=state)
    Hearing.objects.filter(pk=hearing.pk).update(report_published_at="2026-01-01T12:00Z")

    told = rows(client, "hearing-reports")

    assert before == []
    assert [row["language"] for row in told] == list(LANGUAGES)
    assert client.get(path(told[0]["json"])).status_code == 200
    assert client.get(path(told[0]["page"])).status_code == 200
