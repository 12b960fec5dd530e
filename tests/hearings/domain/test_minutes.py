"""Minutes that write themselves, are mended and approved by two, and then stay."""

import io
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone, translation
from pypdf import PdfReader

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed
from hearings.domain.errors import ApprovedByOne, WrongState
from hearings.domain.plenary import agenda, minutes, minutes_file, votes
from hearings.models import AgendaItem, MinuteLine, Part, Plenary, Turn
from tests.factories.plenary import open_vote, phone, proposals, running
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def told(plenary: Plenary) -> list[tuple[str, list[str]]]:
    return [
        (section.item.part if section.item else "", [line.words for line in section.lines])
        for section in minutes.sections(plenary)
    ]


def finished(hall: Hall, facilitator: User) -> Plenary:
    """A plenary with a vote and a decision that has ended."""
    plenary = running(facilitator, hall.hearing)
    agenda.go_to(actor=facilitator, plenary=plenary, item=plenary.items.get(part=Part.WORK))
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "dots", [one, two])
    for number in range(3):
        votes.cast(actor=phone(number), vote=vote, uuid=uuid4(), choices={one.pk: 1})
    votes.close_round(actor=facilitator, plenary=plenary)
    minutes.add(actor=facilitator, plenary=plenary, text="Linja aloitetaan", is_decision=True)
    agenda.end(actor=facilitator, plenary=plenary)
    plenary.refresh_from_db()
    return plenary


def test_minutes_write_themselves_are_mended_and_approved_by_two(
    hall: Hall, facilitator: User, coordinator: User, moderator: User, resident: User
) -> None:
    plenary = finished(hall, facilitator)
    with translation.override("en"):
        sections = told(plenary)
    begun, ended = sections[0][1][0], sections[2][1][-1]
    assert (begun.startswith("The plenary began at"), ended.startswith("The plenary ended at")) == (
        True,
        True,
    )
    assert sections[1] == ("opening", [])
    assert sections[2] == (
        "work",
        [
            "The theme “Queues” was taken up.",
            "Proposal: “Linja”",
            "Proposal: “Penkit”",
            "A secret vote by phone was held: 3 ballots.",
            "Linja aloitetaan",
            ended,
        ],
    )
    minutes.approve(actor=facilitator, plenary=plenary)
    with pytest.raises(ApprovedByOne):
        minutes.approve(actor=facilitator, plenary=plenary)
    line = MinuteLine.objects.get(kind="decision")
    minutes.reword(actor=coordinator, plenary=plenary, line=line, text="Linja alkaa", is_left_out=False)
    plenary.refresh_from_db()
    assert plenary.first_approver is None
    with pytest.raises(NotAllowed):
        minutes.approve(actor=moderator, plenary=plenary)
    minutes.approve(actor=facilitator, plenary=plenary)
    with pytest.raises(NotAllowed):
        minutes.approve(actor=resident, plenary=plenary)
    approved = minutes.approve(actor=moderator, plenary=plenary)

    assert (approved.state, approved.first_approver, approved.second_approver) == (
        "approved",
        facilitator,
        moderator,
    )
    with pytest.raises(WrongState):
        minutes.add(actor=facilitator, plenary=plenary, text="Vielä")
    tried = (
        lambda: MinuteLine.objects.update(text="Muu"),
        lambda: MinuteLine.objects.all().delete(),
        lambda: MinuteLine.objects.create(plenary=plenary, kind="note", text="Vielä"),
        lambda: Turn.objects.create(plenary=plenary, role="official"),
        lambda: AgendaItem.objects.update(minutes=1),
        lambda: Plenary.objects.update(state="ended"),
        lambda: Plenary.objects.all().delete(),
    )
    for attempt in tried:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_next_plenary_links_the_approved_minutes(
    hall: Hall, facilitator: User, coordinator: User
) -> None:
    past = finished(hall, facilitator)
    with pytest.raises(Invalid):
        agenda.plan(actor=facilitator, hearing=hall.hearing, held_at=timezone.now(), previous=past)
    minutes.approve(actor=facilitator, plenary=past)
    past = minutes.approve(actor=coordinator, plenary=past)
    made = agenda.plan(actor=facilitator, hearing=hall.hearing, held_at=timezone.now(), previous=past)
    agenda.start(actor=facilitator, plenary=made)
    agenda.go_to(actor=facilitator, plenary=made, item=made.items.get(part=Part.PREVIOUS))
    page = Client().get(f"/hearings/marraskuu/plenary/{made.pk}/").content.decode()

    assert f"/hearings/marraskuu/plenary/{past.pk}/minutes/" in page


def test_minutes_are_a_page_and_an_accessible_file_in_each_language(hall: Hall, facilitator: User) -> None:
    plenary = finished(hall, facilitator)
    address = f"/hearings/marraskuu/plenary/{plenary.pk}/minutes"
    page = Client().get(f"{address}/")
    assert (page.status_code, len(page.context["minutes"].sections)) == (200, 3)
    pdf = Client().get(f"{address}.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    found = minutes.minutes_of(plenary)
    first, again = (minutes_file.pdf(found, language="sv") for _time in range(2))
    read = PdfReader(io.BytesIO(first))
    assert first == again
    assert read.trailer["/Root"]["/Lang"] == "sv"
    assert "Linja aloitetaan" in read.pages[0].extract_text()
