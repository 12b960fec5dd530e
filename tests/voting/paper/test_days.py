"""Stations, printed sheets, days, setting aside, and the account of every sheet."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from commons.accounts.models import Role
from commons.http.errors import Invalid, NotAllowed
from tests.factories.accounts import official
from tests.factories.voting import RollEntryFactory, cast_ballot
from tests.voting.paper.desk import Desk, make_desk
from voting.domain import paper_voters
from voting.domain.paper import accepting, days, photos, printing, quarantine, reconciliation, stations
from voting.domain.paper.errors import (
    BatchSetAside,
    DayClosed,
    NotPrinted,
    RulesNotFrozen,
    SecondPersonLetsIn,
)
from voting.domain.pb_export import as_pb, pb_election
from voting.domain.turnout import live_totals, snapshot
from voting.models import Ballot, BatchPhoto, Channel, PaperSheet, Reconciliation, SheetState
from voting.tasks import reconcile_paper

THREE = {1: (0,), 2: (0, 1), 3: (2,)}


def accepted(desk: Desk, sheets: dict[int, tuple[int, ...]] = THREE):  # type: ignore[no-untyped-def]
    batch = desk.batch(size=len(sheets))
    typed = {number: desk.line(*places) for number, places in sheets.items()}
    for who in (desk.clerk, desk.second):
        desk.keyed(batch, who, typed)
    accepting.accept(actor=desk.third, batch=batch)
    return batch


@pytest.mark.parametrize("kind", ["approval", "budget", "points", "ranking"])
def test_sheets_are_an_accessible_pdf_in_three_languages(db: None, kind: str) -> None:
    desk = make_desk(ballot_kind=kind, max_sum_points=10 if kind == "points" else None)
    run = desk.station.print_runs.get()
    made = printing.print_again(actor=desk.clerk, run=run)
    pdf = PdfReader(io.BytesIO(made.pdf))
    words = pdf.pages[0].extract_text()

    assert len(pdf.pages) == 12
    root = pdf.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], "pdfuaid" in root["/Metadata"].get_data().decode()) == (True, True)
    for said in ("Äänestyslippu", "Röstsedel", "Ballot", desk.serial(1), desk.projects[0].project_id):
        assert said in words
    assert desk.serial(12) in pdf.pages[11].extract_text()
    run.refresh_from_db()
    assert run.times_printed == 2


def test_sheets_are_printed_from_published_rules_only(desk: Desk) -> None:
    type(desk.election).objects.filter(pk=desk.election.pk)
    area = desk.election.cycle.area
    with pytest.raises(Invalid):
        printing.print_run(actor=desk.clerk, station=desk.station, area=area, size=printing.LARGEST_RUN + 1)
    made = printing.print_run(actor=desk.clerk, station=desk.station, area=area, size=2)
    assert (made.run.first, made.run.last) == (13, 14)
    assert RulesNotFrozen.status == 409


def test_sheets_go_out_and_come_back_by_range(desk: Desk) -> None:
    with pytest.raises(NotPrinted):  # 10 is out already
        days.take_out(
            actor=desk.clerk,
            station=desk.station,
            day=desk.day.day,
            first=desk.serial(10),
            last=desk.serial(11),
        )
    back = {"actor": desk.clerk, "day": desk.day}
    assert days.bring_back(**back, state=SheetState.UNUSED, first=desk.serial(6), last=desk.serial(9)) == 4
    assert days.bring_back(**back, state=SheetState.SPOILT, first=desk.serial(10)) == 1
    with pytest.raises(NotPrinted):
        days.bring_back(**back, state=SheetState.UNUSED, first=desk.serial(10))
    assert days.bring_back(**back, state=SheetState.ISSUED, first=desk.serial(9)) == 1
    with pytest.raises(Invalid):
        days.bring_back(**back, state=SheetState.UNUSED, first=desk.serial(9), last=desk.serial(8))
    days.close(actor=desk.clerk, day=desk.day)
    with pytest.raises(DayClosed):
        days.bring_back(**back, state=SheetState.UNUSED, first=desk.serial(9))
    states = [str(sheet.state) for sheet in PaperSheet.objects.order_by("number")]
    assert states == ["issued"] * 5 + ["unused"] * 3 + ["issued", "spoilt"] + ["printed"] * 2


def test_nobody_is_on_duty_at_two_stations(desk: Desk) -> None:
    begins = timezone.now()
    shift = {"actor": desk.clerk, "station": desk.station, "officer": desk.second}
    hours = [begins + dt.timedelta(hours=number) for number in range(4)]
    stations.add_shift(**shift, begins_at=hours[0], ends_at=hours[2])
    stations.add_shift(**shift, begins_at=hours[2], ends_at=hours[3])
    for begin, end in ((1, 3), (0, 1), (3, 2)):
        with pytest.raises(Invalid):
            stations.add_shift(**shift, begins_at=hours[begin], ends_at=hours[end])
    with pytest.raises(Invalid):
        stations.add_shift(
            **shift | {"officer": official(Role.REVIEWER)}, begins_at=hours[0], ends_at=hours[1]
        )


def test_a_batch_that_is_set_aside_leaves_the_count_and_comes_back_by_two(desk: Desk) -> None:
    cast_ballot(desk.election, desk.projects[:1])
    batch = accepted(desk)
    pot = desk.projects[0].envelope
    by = {"batch": batch, "reason": "Sama käsiala"}

    def figures() -> tuple[int, int, dict[int, int], bool]:
        box = pb_election(desk.election, pot)
        told = snapshot(desk.election)
        return (
            len(box.ballots),
            told["ballots"],
            live_totals(desk.election),
            b"paper" in as_pb(desk.election, pot),
        )

    with_all = figures()
    quarantine.begin(actor=desk.clerk, **by)
    assert figures()[:3] == (1, 1, {desk.projects[0].pk: 1})
    assert len(pb_election(desk.election, pot, with_aside=True).ballots) == 4
    assert set(PaperSheet.objects.filter(batch=batch).values_list("state", flat=True)) == {"quarantined"}
    with pytest.raises(BatchSetAside):
        quarantine.begin(actor=desk.second, **by)

    quarantine.ask_back(actor=desk.clerk, **by)
    with pytest.raises(SecondPersonLetsIn):
        quarantine.let_back(actor=desk.clerk, batch=batch)
    quarantine.let_back(actor=desk.second, batch=batch)
    assert figures() == with_all
    assert Ballot.objects.count() == 4


@pytest.mark.parametrize(
    ("role", "may"), [(Role.COORDINATOR, True), (Role.CERTIFIER, True), (Role.REVIEWER, False)]
)
def test_who_sets_a_batch_aside(desk: Desk, role: Role, may: bool) -> None:
    batch = desk.batch()
    if not may:
        with pytest.raises(NotAllowed):
            quarantine.begin(actor=official(role), batch=batch, reason="Syy")
        return
    quarantine.begin(actor=official(role), batch=batch, reason="Syy")
    with pytest.raises(Invalid):
        quarantine.ask_back(actor=desk.clerk, batch=batch, reason="  ")


def test_elblag_a_suspect_batch_cannot_be_accepted(desk: Desk) -> None:
    batch = desk.batch(size=1)
    for who in (desk.clerk, desk.second):
        desk.keyed(batch, who, {1: desk.line(0)})
    quarantine.begin(actor=desk.third, batch=batch, reason="415 samaa korttia")
    with pytest.raises(BatchSetAside):
        accepting.accept(actor=desk.clerk, batch=batch)


def test_gdansk_every_sheet_is_accounted_for_in_public(desk: Desk) -> None:
    accepted(desk, {1: (0,), 2: (1,)})
    desk.batch(size=3)
    days.bring_back(
        actor=desk.clerk, day=desk.day, state=SheetState.UNUSED, first=desk.serial(7), last=desk.serial(9)
    )
    days.bring_back(actor=desk.clerk, day=desk.day, state=SheetState.SPOILT, first=desk.serial(10))
    days.tell_given_out(actor=desk.clerk, day=desk.day, number=5)
    with override("en"):
        (line,) = reconciliation.lines_now(desk.election)
        assert line.differences() == ["The day is not closed yet: sheets may still come back."]
        days.close(actor=desk.clerk, day=desk.day)

        reconcile_paper(timestamp=0)
        account = reconciliation.latest(desk.election)
        assert account is not None
        (line,) = account.lines
        assert (line.issued, line.counted, line.waiting, line.unused, line.spoilt) == (10, 2, 3, 3, 1)
        assert (line.missing, line.not_in_box, account.agrees) == (1, 0, False)
        assert line.differences() == ["1 sheet is missing."]

        days.open_again(actor=desk.clerk, day=desk.day)
        days.bring_back(actor=desk.clerk, day=desk.day, state=SheetState.UNUSED, first=desk.serial(6))
        days.tell_given_out(actor=desk.clerk, day=desk.day, number=4)
        days.close(actor=desk.clerk, day=desk.day)
        reconciliation.run(actor=desk.clerk, election=desk.election)
        again = reconciliation.latest(desk.election)
    assert again is not None
    assert (again.lines[0].missing, again.lines[0].not_in_box) == (0, -1)
    assert Reconciliation.objects.count() == 2


def test_what_the_desk_noted_stands_where_the_station_has_no_tally(desk: Desk) -> None:
    people = RollEntryFactory.create_batch(3, election=desk.election, area=desk.election.cycle.area)
    for entry in people:
        paper_voters.take_paper(actor=desk.clerk, entry=entry, station="PÄÄKIRJASTO")
    paper_voters.give_back(actor=desk.clerk, entry=people[0], how="paper_spoilt", station="pääkirjasto")
    (line,) = reconciliation.lines_now(desk.election)
    assert line.given_out == 2


def test_a_photograph_keeps_nothing_but_the_picture(desk: Desk) -> None:
    image, out = Image.new("RGB", (60, 40), "white"), io.BytesIO()
    exif = image.getexif()
    exif[0x010F] = "Kamera"
    image.save(out, "JPEG", exif=exif)
    batch = desk.batch()
    for _time in range(2):
        out.seek(0)
        kept = photos.add(
            actor=desk.clerk, batch=batch, file=out, size=len(out.getvalue()), serial=desk.serial(1)
        )
    stored = bytes(BatchPhoto.objects.get().image)
    assert (b"Kamera" in stored, kept.sheet.number if kept.sheet else None) == (False, 1)
    assert not Image.open(io.BytesIO(stored)).getexif()


def test_paper_is_a_way_of_voting_in_the_open_data_once_nobody_stands_out(desk: Desk) -> None:
    cast = [cast_ballot(desk.election, desk.projects[:1]) for _number in range(5)]
    accepted(desk, dict.fromkeys(range(1, 6), (0,)))
    assert len(cast) == Ballot.objects.filter(channel=Channel.PAPER).count() == 5
    text = as_pb(desk.election, desk.projects[0].envelope).decode()
    assert (text.count(";paper"), text.count(";internet")) == (5, 5)
