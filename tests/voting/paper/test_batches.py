"""Batches: keyed by two people apart, compared, settled, accepted once. What the database holds against our bugs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from commons.accounts.models import Role
from commons.http.errors import Invalid, NotAllowed, Refusal
from tests.factories.accounts import UserFactory, official
from tests.factories.voting import cast_ballot
from tests.voting.paper.desk import Desk, make_desk
from voting.domain.paper import accepting, days, keying, matching, serials
from voting.domain.paper.errors import (
    BothKeyers,
    KeyedByOthers,
    OwnReading,
    SerialRefused,
    SheetRefused,
    SizeDiffers,
    StillDifferent,
    WrongYear,
)
from voting.models import (
    Ballot,
    BallotChoice,
    BatchState,
    Channel,
    KeyedSheet,
    PaperSheet,
    Reading,
    SheetState,
)

THREE = {1: (0,), 2: (0, 1), 3: (2,)}


def refused(act: object) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()  # type: ignore[operator]
    return True


def test_a_batch_read_alike_twice_becomes_ballots_once(desk: Desk) -> None:
    batch = desk.batch(size=4)
    sheets = {number: desk.line(*places) for number, places in THREE.items()} | {4: "void"}
    desk.keyed(batch, desk.clerk, sheets)
    done = desk.keyed(batch, desk.second, sheets)
    assert done.state == BatchState.COMPARING

    assert accepting.accept(actor=desk.third, batch=batch) == 3
    assert accepting.accept(actor=desk.clerk, batch=batch) == 3  # sent again

    ballots = list(Ballot.objects.all())
    assert {(one.channel, one.paper_batch_id, one.cast_hour) for one in ballots} == {
        (Channel.PAPER, batch.pk, None)
    }
    named = sorted(
        sorted(BallotChoice.objects.filter(ballot=one).values_list("project__position", flat=True))
        for one in ballots
    )
    assert named == [[1], [1, 2], [3]]
    states = dict(PaperSheet.objects.filter(number__lte=5).values_list("number", "state"))
    counted, spoilt = SheetState.COUNTED, SheetState.SPOILT
    assert states == {1: counted, 2: counted, 3: counted, 4: spoilt, 5: SheetState.ISSUED}


@pytest.mark.parametrize(
    ("kind", "rules", "line", "stored"),
    [
        ("budget", {}, "{0} {1}", [(1, None), (2, None)]),
        ("points", {"max_sum_points": 10}, "{2}:3 {0}*4", [(1, 4), (3, 3)]),
        ("ranking", {}, "{2} {0}", [(3, None), (1, None)]),
    ],
)
def test_every_kind_of_ballot_can_be_keyed(
    db: None, kind: str, rules: dict[str, int], line: str, stored: list[tuple[int, int | None]]
) -> None:
    desk = make_desk(ballot_kind=kind, **rules)
    pot = desk.projects[0].envelope
    assert pot.amount >= 30_000
    typed = line.format(*(project.project_id for project in desk.projects))
    batch = desk.batch(size=1)
    for keyer in (desk.clerk, desk.second):
        desk.keyed(batch, keyer, {1: typed})

    accepting.accept(actor=desk.clerk, batch=batch)

    rows = BallotChoice.objects.order_by("rank").values_list("project__position", "points")
    assert list(rows) == stored


def test_one_person_is_never_both_keyers(desk: Desk) -> None:
    batch = desk.batch(size=1)
    desk.keyed(batch, desk.clerk, {1: desk.line(0)})
    with pytest.raises(BothKeyers):
        keying.take_up(actor=desk.clerk, batch=batch)
    keying.take_up(actor=desk.second, batch=batch)
    with pytest.raises(KeyedByOthers):
        keying.take_up(actor=desk.third, batch=batch)

    first = KeyedSheet.objects.get()
    batch.refresh_from_db()
    assert refused(lambda: type(batch).objects.update(second_keyer=F("first_keyer")))
    assert refused(
        lambda: KeyedSheet.objects.create(
            batch=batch, sheet=first.sheet, reading=Reading.SECOND, keyer=desk.clerk, void="empty"
        )
    )


def test_what_differs_is_settled_by_other_eyes(desk: Desk) -> None:
    batch = desk.batch(size=2)
    desk.keyed(batch, desk.clerk, {1: desk.line(0), 2: desk.line(1)})
    desk.keyed(batch, desk.second, {1: desk.line(0), 3: desk.line(1)})
    batch.refresh_from_db()
    open_still = [one for one in matching.compared(batch) if one.is_open]
    assert [one.sheet.number for one in open_still] == [2, 3]
    with pytest.raises(StillDifferent):
        accepting.accept(actor=desk.third, batch=batch)

    wrong, right = (one.sheet for one in open_still)
    own = {"actor": desk.clerk, "batch": batch, "sheet": wrong, "reason": "Katsoin"}
    with pytest.raises(OwnReading):
        matching.settle(**own, line=desk.line(1))
    with pytest.raises(OwnReading):
        matching.settle(**own, line=desk.line(2))
    with pytest.raises(Invalid):
        matching.settle(actor=desk.third, batch=batch, sheet=wrong, line=desk.line(1), reason=" ")
    matching.settle(
        actor=desk.third, batch=batch, sheet=wrong, line="", void="unclear", reason="Numero on 3, ei 2."
    )
    matching.settle(actor=desk.clerk, batch=batch, sheet=right, line=desk.line(1), reason="Numero on 3.")

    assert accepting.accept(actor=desk.third, batch=batch) == 2


def test_a_batch_keyed_into_the_wrong_cycle_is_refused(desk: Desk) -> None:
    other = make_desk()
    batch = desk.batch()
    with pytest.raises(WrongYear) as refusal:
        keying.key(actor=desk.clerk, batch=batch, serial=other.serial(1), line=desk.line(0))
    assert str(other.election.cycle) in str(refusal.value.detail)
    short = other.serial(1).partition("-")[2]
    with pytest.raises(SerialRefused):
        keying.key(actor=desk.clerk, batch=batch, serial=short, line=desk.line(0))
    assert not KeyedSheet.objects.exists()


@pytest.mark.parametrize("typed", ["", "12", "kissa", "P1-00001-99", "\x00", "P" + "9" * 60, "٣٣٣٣٣٣٣"])
def test_junk_is_no_serial(desk: Desk, typed: str) -> None:
    with pytest.raises(SerialRefused):
        serials.read(desk.election, typed)


def test_serials_are_read_as_scanned_and_as_typed(desk: Desk) -> None:
    whole = desk.serial(7)
    digits = whole.partition("-")[2]
    ways = (whole, whole.lower(), f" {whole} ", digits, digits.replace("-", ""), digits.replace("-", " "))
    assert [serials.read(desk.election, way) for way in ways] == [7] * 6


def test_sheets_that_cannot_be_in_the_box_are_refused(desk: Desk) -> None:
    batch, elsewhere = desk.batch(), desk.batch()
    days.bring_back(actor=desk.clerk, day=desk.day, state=SheetState.UNUSED, first=desk.serial(9))
    days.bring_back(actor=desk.clerk, day=desk.day, state=SheetState.SPOILT, first=desk.serial(10))
    keying.key(actor=desk.second, batch=elsewhere, serial=desk.serial(8), line=desk.line(0))

    seen = {}
    for number in (8, 9, 10, 11, 99):
        with pytest.raises(SheetRefused) as refusal:
            keying.key(actor=desk.clerk, batch=batch, serial=desk.serial(number), line=desk.line(0))
        seen[number] = str(refusal.value.detail)
    assert len(set(seen.values())) == 5


def test_a_line_outside_the_rules_is_refused_with_all_that_is_wrong(desk: Desk) -> None:
    batch = desk.batch()
    for line, count in ((desk.line(0) + " 4711 4712", 2), (desk.line(0, 0), 1), ("", 1)):
        with pytest.raises(Invalid) as refusal:
            keying.key(actor=desk.clerk, batch=batch, serial=desk.serial(1), line=line)
        assert len(refusal.value.fields["line"]) == count


def test_a_reading_ends_only_with_the_counted_number(desk: Desk) -> None:
    batch = desk.batch(size=2)
    keying.key(actor=desk.clerk, batch=batch, serial=desk.serial(1), line=desk.line(0))
    with pytest.raises(SizeDiffers):
        keying.finish(actor=desk.clerk, batch=batch)
    keying.correct_size(actor=desk.second, batch=batch, size=1, reason="Laskettu uudelleen")
    assert keying.finish(actor=desk.clerk, batch=batch).first_done


def test_a_reading_can_be_given_to_somebody_else(desk: Desk) -> None:
    batch = desk.batch(size=1)
    desk.keyed(batch, desk.clerk, {1: desk.line(0)})
    keying.take_up(actor=desk.second, batch=batch)
    keying.start_over(actor=desk.clerk, batch=batch, reading=Reading.SECOND, reason="Sairastui")
    assert keying.take_up(actor=desk.third, batch=batch) == Reading.SECOND


@pytest.mark.parametrize("role", [None, Role.CERTIFIER, Role.REVIEWER, Role.COUNCILLOR])
def test_others_key_nothing(desk: Desk, role: Role | None) -> None:
    who = official(role) if role else UserFactory()
    with pytest.raises(NotAllowed):
        keying.take_up(actor=who, batch=desk.batch())


def test_the_database_refuses_paper_past_the_verbs(desk: Desk) -> None:
    batch = desk.batch(size=1)
    for who in (desk.clerk, desk.second):
        desk.keyed(batch, who, {1: desk.line(0)})
    waiting = desk.batch(size=5)
    assert refused(
        lambda: cast_ballot(desk.election, desk.projects[:1], channel=Channel.PAPER, paper_batch=waiting)
    )
    accepting.accept(actor=desk.third, batch=batch)
    batch.refresh_from_db()

    sheet = PaperSheet.objects.get(number=1)
    assert refused(lambda: PaperSheet.objects.filter(pk=sheet.pk).update(state=SheetState.ISSUED))
    assert refused(lambda: PaperSheet.objects.filter(pk=sheet.pk).delete())
    assert refused(lambda: type(batch).objects.filter(pk=batch.pk).update(size=9))
    assert refused(lambda: KeyedSheet.objects.filter(batch=batch).update(void="empty", choices={}))
    # One ballot more than the batch has sheets, or one in the name of a sheet that is counted.
    assert refused(
        lambda: cast_ballot(desk.election, desk.projects[:1], channel=Channel.PAPER, paper_batch=batch)
    )
    assert refused(
        lambda: cast_ballot(desk.election, desk.projects[:1], channel=Channel.WEB, paper_batch=batch)
    )
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepted_by_eight_at_once_it_is_counted_once() -> None:
    desk = make_desk()
    batch = desk.batch(size=2)
    for who in (desk.clerk, desk.second):
        desk.keyed(batch, who, {1: desk.line(0), 2: desk.line(1)})

    def accept(_number: int) -> int | str:
        try:
            return accepting.accept(actor=desk.third, batch=batch)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(accept, range(8)))
    assert (set(told), Ballot.objects.count()) == ({2}, 2)
