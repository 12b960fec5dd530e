"""Carrying out at the desk: moves, milestones, sums."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from commons.accounts.models import Role, User
from commons.followup.models import Follower, FollowReason, Milestone
from proposals.models import Proposal, State
from tests.factories.proposals import BallotProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
WORKS = "/desk/carrying-out/"


@pytest.fixture
def project(town: Town) -> Proposal:
    made: Proposal = BallotProposalFactory(
        title="Laituri", cycle=town.cycle, area=town.harjula, category=town.category, state=State.CONFIRMED
    )
    Follower.objects.create(track=made.track, user=ResidentFactory(), reason=FollowReason.SUPPORTER)
    return made


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def address(project: Proposal) -> str:
    return f"/desk/proposals/{project.pk}/carry-out/"


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    return SimpleUploadedFile("laituri.png", file.getvalue(), content_type="image/png")


def test_a_project_goes_from_the_council_to_the_opening(desk: Client, project: Proposal) -> None:
    offered = []
    for move in ("planned", "under_way", "done"):
        offered.append([str(one["value"]) for one in desk.get(address(project)).context["moves"]])
        assert desk.post(address(project), {"do": move}).status_code == 302
    project.refresh_from_db()
    assert (project.state, offered) == (
        State.DONE,
        [["planned", "under_way"], ["under_way"], ["done"]],
    )


def test_what_happened_is_told_once_with_picture_and_money(desk: Client, project: Proposal) -> None:
    sent = {
        "do": "tell",
        "date": "2027-09-01",
        "title_fi": "Työt alkoivat",
        "title_sv": "Arbetet började",
        "text_en": "Piles are in.",
        "picture_alt_fi": "Paalut vedessä.",
        "spent": "1 250,50 €",
        "key": str(uuid4()),
    }
    for _twice in range(2):
        assert desk.post(address(project), {**sent, "picture": picture()}).status_code == 302

    told = Milestone.objects.get()
    assert (told.date, told.title_sv, told.text_en, told.spent, told.picture_alt_fi) == (
        dt.date(2027, 9, 1),
        "Arbetet började",
        "Piles are in.",
        Decimal("1250.50"),
        "Paalut vedessä.",
    )
    assert told.picture.name.startswith("milestones/")


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"date": "2027-09-01"}, {"title_fi"}),
        ({"date": "huomenna", "title_fi": "Työt alkoivat"}, {"date"}),
        ({"date": "2027-09-01", "title_fi": "Työt alkoivat", "spent": "-5"}, {"spent"}),
        ({"date": "2027-09-01", "title_fi": "x" * 161}, {"title_fi"}),
        ({"date": "2027-09-01", "title_fi": "Työt alkoivat", "picture": picture()}, {"picture_alt_fi"}),
        (
            {
                "date": "2027-09-01",
                "title_fi": "Työt alkoivat",
                "picture_alt_fi": "Kuva",
                "picture": SimpleUploadedFile("k.png", b"ei kuva"),
            },
            {"picture"},
        ),
    ],
)
def test_what_does_not_fit_is_told_and_the_words_stay(
    desk: Client, project: Proposal, sent: dict[str, Any], fields: set[str]
) -> None:
    response = desk.post(address(project), {"do": "tell", **sent})

    assert (response.status_code, set(response.context["tell"].errors)) == (400, fields)
    assert sent.get("title_fi", "") in response.content.decode()
    assert Milestone.objects.count() == 0


def test_cancelling_needs_a_public_reason(desk: Client, project: Proposal) -> None:
    refused = desk.post(address(project), {"do": "cancel", "reason": " "})
    assert (refused.status_code, set(refused.context["cancel"].errors)) == (400, {"reason"})
    desk.post(address(project), {"do": "cancel", "reason": "Ranta sortui."})
    project.refresh_from_db()
    assert (project.state, project.outcome_reason) == (State.CANCELLED, "Ranta sortui.")


def test_a_move_that_is_not_open_changes_nothing(desk: Client, project: Proposal) -> None:
    response = desk.post(address(project), {"do": "done"})
    project.refresh_from_db()
    assert (response.status_code, project.state) == (409, State.CONFIRMED)


def test_the_list_sums_up_what_was_planned_and_spent(desk: Client, town: Town, project: Proposal) -> None:
    other = BallotProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=State.DONE
    )
    BallotProposalFactory(cycle=town.cycle, area=town.ranta, category=town.category, state=State.DONE)
    for spent in (300, 950):
        Milestone.objects.create(track=other.track, date=timezone.localdate(), title_fi="Osa", spent=spent)

    work = desk.get(WORKS).context["work"]
    done = desk.get(WORKS, {"state": "done"}).context["rows"]

    assert (len(work.rows), work.cost, work.spent) == (2, Decimal(2000), Decimal(1250))
    assert [(row["pk"], row["spent"], row["over"]) for row in done] == [(other.pk, Decimal(1250), True)]


def test_thirty_projects_cost_as_many_queries_as_one(desk: Client, town: Town, project: Proposal) -> None:
    counts = []
    for more in (0, 29):
        for _ in range(more):
            BallotProposalFactory(
                cycle=town.cycle, area=town.harjula, category=town.category, state=State.PLANNED
            )
        desk.get(WORKS)
        with CaptureQueriesContext(connection) as found:
            assert len(desk.get(WORKS).context["rows"]) == 1 + more
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_junk_is_ignored_and_what_is_not_carried_out_is_not_there(
    desk: Client, town: Town, project: Proposal
) -> None:
    voted = BallotProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    assert desk.get(f"{WORKS}?state=%00&cycle=%00").status_code == 200
    assert desk.get(address(voted)).status_code == 404
    assert desk.post(address(project), {"do": "räjäytä"}).status_code == 400


def test_another_district_is_out_of_reach(client: Client, town: Town, project: Proposal) -> None:
    client.force_login(official(Role.REVIEWER, town.ranta))
    assert client.get(address(project)).status_code == 403
