"""Plan, delay, pictures of the place, corrections, and what looks stuck."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from commons.accounts.models import Role, User
from commons.followup.domain import mails, tracks
from commons.followup.models import Follower, FollowReason, Milestone
from commons.http.errors import Invalid, NotAllowed
from proposals.domain import carrying_out, outcome
from proposals.domain.carrying_out import Warn, warnings_of
from proposals.domain.errors import WrongState
from proposals.domain.execution import plan
from proposals.models import DelayReason, Proposal, SitePicture, State
from tests.factories.proposals import BallotProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def english() -> object:
    with override("en"):
        yield


@pytest.fixture
def project(town: Town) -> Proposal:
    made: Proposal = BallotProposalFactory(
        title="Laituri", cycle=town.cycle, area=town.harjula, category=town.category, state=State.CONFIRMED
    )
    return made


def in_days(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


def picture(colour: str = "green") -> SimpleUploadedFile:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Puhelin"
    Image.new("RGB", (40, 30), colour).save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("ranta.jpg", file.getvalue(), content_type="image/jpeg")


def address(project: Proposal) -> str:
    return f"/desk/proposals/{project.pk}/carry-out/plan/"


def test_a_promise_stays_and_a_delay_says_why(reviewer: User, project: Proposal) -> None:
    plan.settle(actor=reviewer, proposal=project, planned_start=in_days(1), planned_end=in_days(30))
    with pytest.raises(Invalid) as later:
        plan.settle(actor=reviewer, proposal=project, planned_end=in_days(40))
    late = plan.delay(
        actor=reviewer,
        proposal=project,
        reason=DelayReason.PERMIT,
        expected_end=in_days(60),
        text={"en": "The permit was appealed."},
    )

    told = Milestone.objects.get()
    assert list(later.value.fields) == ["planned_end"]
    assert (late.planned_end, late.expected_end) == (in_days(30), in_days(60))
    assert (told.date, told.text_en) == (
        timezone.localdate(),
        "A permit or an appeal takes longer.\n\nThe permit was appealed.",
    )


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"expected_end": in_days(-1)}, "expected_end"),
        ({"expected_end": in_days(20)}, "expected_end"),
        ({"reason": DelayReason.OTHER}, "delay_text_fi"),
        ({"text": {"fi": "x" * 1001}}, "delay_text_fi"),
    ],
)
def test_a_delay_that_says_nothing_is_refused(
    reviewer: User, project: Proposal, sent: dict[str, Any], field: str
) -> None:
    plan.settle(actor=reviewer, proposal=project, planned_end=in_days(30))
    with pytest.raises(Invalid) as refused:
        plan.delay(
            **{
                "actor": reviewer,
                "proposal": project,
                "reason": DelayReason.WEATHER,
                "expected_end": in_days(60),
            }
            | sent
        )
    assert list(refused.value.fields) == [field]


def test_what_is_done_cannot_be_late_and_others_may_not_say_it(
    town: Town, reviewer: User, resident: User, project: Proposal
) -> None:
    delay = {"reason": DelayReason.WEATHER, "expected_end": in_days(9)}
    for actor in (resident, official(Role.REVIEWER, town.ranta)):
        with pytest.raises(NotAllowed):
            plan.delay(actor=actor, proposal=project, **delay)
        with pytest.raises(NotAllowed):
            plan.settle(actor=actor, proposal=project)
    outcome.start(actor=reviewer, proposal=project)
    outcome.finish(actor=reviewer, proposal=project)
    with pytest.raises(WrongState):
        plan.delay(actor=reviewer, proposal=project, **delay)


def test_everybody_who_follows_hears_once_of_start_delay_and_end(
    reviewer: User, project: Proposal, mailoutbox: list[Any]
) -> None:
    both = ResidentFactory()
    Follower.objects.create(track=project.track, user=both, reason=FollowReason.AUTHOR)
    tracks.follow(actor=both, track=project.track, reason=FollowReason.SUPPORTER)
    outcome.start(actor=reviewer, proposal=project)
    plan.delay(actor=reviewer, proposal=project, reason=DelayReason.WEATHER, expected_end=in_days(9))
    outcome.finish(actor=reviewer, proposal=project)
    outcome.finish(actor=reviewer, proposal=project)

    told = list(Milestone.objects.order_by("pk"))
    for _twice in range(2):
        for milestone in told:
            mails.tell_followers(milestone.pk)
    assert [one.title_en[:7] for one in told] == ["The wor", "Delayed", "It is d"]
    assert [mail.to for mail in mailoutbox] == [[both.email]] * 3


def test_before_and_after_are_shown_as_a_pair_without_what_a_camera_writes(
    client: Client, reviewer: User, project: Proposal
) -> None:
    client.force_login(reviewer)
    for moment, colour in (("before", "red"), ("after", "green"), ("after", "blue")):
        sent = {"do": "picture", "moment": moment, "alt_fi": f"Ranta {colour}", "picture": picture(colour)}
        assert client.post(address(project), sent).status_code == 302
    wordless = client.post(address(project), {"do": "picture", "moment": "after", "picture": picture()})

    pair = plan.pair(project)
    assert {moment: one.alt_fi for moment, one in pair.items()} == {
        "before": "Ranta red",
        "after": "Ranta blue",
    }
    with Image.open(pair["after"].picture) as image:
        assert dict(image.getexif()) == {}
    assert (wordless.status_code, set(wordless.context["picture_form"].errors)) == (400, {"alt_fi"})
    assert SitePicture.objects.count() == 2


def test_the_forms_of_a_project_keep_what_was_typed(
    client: Client, reviewer: User, project: Proposal
) -> None:
    client.force_login(reviewer)
    day = (in_days(30).isoformat(), in_days(3).isoformat())
    refused = client.post(address(project), {"do": "plan", "planned_start": day[0], "planned_end": day[1]})
    line = client.post(address(project), {"do": "line", "name": "Paalut", "amount": "-3"})
    added = client.post(
        address(project), {"do": "line", "name": "Paalut", "account": "4300", "amount": "300,50"}
    )
    late = client.post(
        address(project), {"do": "delay", "reason": "tender", "expected_end": in_days(90).isoformat()}
    )
    junk = client.post(address(project), {"do": "nonsense"})

    assert [one.status_code for one in (refused, line, added, late, junk)] == [400, 400, 302, 302, 400]
    assert day[0] in refused.content.decode()
    assert set(line.context["line_form"].errors) == {"amount"}
    assert [(one.name, one.amount) for one in project.budget_lines.all()] == [("Paalut", Decimal("300.50"))]
    client.post(address(project), {"do": "remove", "line": str(project.budget_lines.get().pk)})
    client.post(address(project), {"do": "remove", "line": "²"})
    assert not project.budget_lines.exists()


def test_nothing_happens_before_the_decision(client: Client, reviewer: User, project: Proposal) -> None:
    client.force_login(reviewer)
    page = f"/desk/proposals/{project.pk}/carry-out/"
    refused = client.post(page, {"do": "tell", "date": "2020-01-01", "title_fi": "Työt alkoivat"})
    told = client.post(page, {"do": "tell", "date": in_days(0).isoformat(), "title_fi": "Työt alkoivat"})

    assert (refused.status_code, set(refused.context["tell"].errors)) == (400, {"date"})
    assert "Työt alkoivat" in refused.content.decode()
    assert (told.status_code, Milestone.objects.count()) == (302, 1)


def test_what_was_told_is_corrected_for_a_public_reason(
    client: Client, reviewer: User, town: Town, project: Proposal
) -> None:
    told = Milestone.objects.create(track=project.track, date=in_days(0), title_fi="Työt alkoivta", spent=5)
    page = f"/desk/proposals/{project.pk}/carry-out/milestones/{told.pk}/"
    sent = {"date": in_days(1).isoformat(), "title_fi": "Työt alkoivat", "spent": "6,00"}
    client.force_login(reviewer)

    assert client.post(page, sent).status_code == 400
    assert client.post(page, sent | {"reason": "Väärä vuosi", "date": "2020-01-01"}).status_code == 400
    assert client.post(page, sent | {"reason": "Kirjoitusvirhe"}).status_code == 302
    assert client.get(page.replace(f"/{told.pk}/", "/0/")).status_code == 404
    told.refresh_from_db()
    assert (told.title_fi, told.spent, told.events.count()) == ("Työt alkoivat", Decimal(6), 2)
    client.force_login(official(Role.REVIEWER, town.ranta))
    assert client.post(page, sent | {"reason": "x"}).status_code == 403


def row(**more: Any) -> dict[str, Any]:
    return {
        "state": State.UNDER_WAY,
        "last_told": TODAY,
        "last_booked": None,
        "confirmed_on": None,
        "due": None,
        "spent": None,
        "cost": Decimal(10),
    } | more


LONG_AGO = TODAY - dt.timedelta(days=carrying_out.QUIET_DAYS + 1)


@pytest.mark.parametrize(
    ("more", "warnings"),
    [
        ({}, []),
        ({"last_told": LONG_AGO}, [Warn.STUCK]),
        ({"last_told": LONG_AGO, "last_booked": TODAY}, []),
        ({"last_told": None}, [Warn.STUCK]),
        ({"last_told": None, "confirmed_on": TODAY}, []),
        ({"last_told": LONG_AGO, "state": State.DONE}, []),
        ({"due": TODAY}, []),
        ({"due": LONG_AGO}, [Warn.LATE]),
        ({"due": LONG_AGO, "state": State.DONE}, []),
        ({"spent": Decimal(10)}, []),
        ({"spent": Decimal(11), "state": State.DONE}, [Warn.OVER]),
    ],
)
def test_what_needs_a_look_is_said(more: dict[str, Any], warnings: list[Warn]) -> None:
    assert warnings_of(row(**more), TODAY) == warnings


def test_the_list_is_filtered_by_warning_in_constant_queries(
    client: Client, reviewer: User, town: Town, project: Proposal
) -> None:
    client.force_login(reviewer)
    counts = []
    for more in (0, 29):
        for _ in range(more):
            made = BallotProposalFactory(
                cycle=town.cycle, area=town.harjula, category=town.category, state=State.PLANNED
            )
            Milestone.objects.create(track=made.track, date=in_days(0), title_fi="Osa", spent=2000)
        client.get("/desk/carrying-out/?warn=over")
        with CaptureQueriesContext(connection) as found:
            assert len(client.get("/desk/carrying-out/?warn=over").context["rows"]) == more
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert client.get("/desk/carrying-out/?warn=junk%00").status_code == 200
