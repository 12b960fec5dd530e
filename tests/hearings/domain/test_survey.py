"""The survey of statements and the smileys: once a device, changeable, told in groups so that nobody is made out."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.http.rate import TooOften
from hearings.domain import course, setup, smileys, statements, survey
from hearings.domain.errors import Incomplete, NotOpen, WrongState
from hearings.domain.notes import Writer
from hearings.models import (
    Hearing,
    HearingState,
    ServiceArea,
    SmileyPress,
    SmileyQuestion,
    Source,
    Statement,
    StatementAnswer,
)
from tests.factories.accounts import official
from tests.factories.hearings import HearingFactory, StationFactory, in_each
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_themes import at

pytestmark = pytest.mark.django_db


def phone(number: int) -> Writer:
    return Writer(f"phone {number}", "192.0.2.1")


def stated(hall: Hall, area: ServiceArea | None = None) -> Statement:
    """A statement, as if it had been there before the hearing opened."""
    made: Statement = Statement.objects.create(
        hearing=hall.hearing,
        service_area=area or hall.elderly,
        source=Source.PROFESSIONALS,
        **in_each("text", "Apua saa"),
    )
    return made


def say(hall: Hall, statement: Statement, number: int, value: int) -> dict[int, int]:
    return survey.answer(actor=phone(number), hearing=hall.hearing, values={statement.pk: value})


def told(hall: Hall) -> list[int] | None:
    return survey.results(hall.hearing)[0].statements[0].counts


def test_one_answer_a_device_and_it_may_be_changed(hall: Hall) -> None:
    statement = stated(hall)
    assert say(hall, statement, 1, 5) == {statement.pk: 5}
    assert say(hall, statement, 1, 2) == {statement.pk: 2}
    own = uuid4()
    for value in (0, 3):
        survey.answer(actor=phone(9), hearing=hall.hearing, values={statement.pk: value}, device_id=own)

    assert sorted(StatementAnswer.objects.values_list("value", flat=True)) == [2, 3]


def test_answers_are_told_in_groups_so_that_before_and_after_tell_nothing(hall: Hall) -> None:
    statement = stated(hall)
    seen: list[int] = []
    for number in range(40):
        say(hall, statement, number, 1 + number % 5)
        seen.append(sum(told(hall) or []))
    steps = [after - before for before, after in zip([0, *seen], seen, strict=False)]

    assert set(steps) == {0, 5}
    assert StatementAnswer.objects.filter(waits=True).count() >= 5
    # One device that changes its mind all the time moves nothing.
    before = told(hall)
    for value in (1, 2, 3, 4, 5) * 3:
        say(hall, statement, 0, value)
    assert told(hall) == before
    assert sum(_final(hall)) == 40


def _final(hall: Hall) -> list[int]:
    hall.hearing = at(hall.hearing, HearingState.ANSWERING)
    return told(hall) or []


def test_too_few_are_never_told_and_sensitive_services_need_ten(hall: Hall) -> None:
    plain, sensitive = stated(hall), stated(hall, hall.child)
    for number in range(4):
        say(hall, plain, number, 5)
    for number in range(9):
        say(hall, sensitive, number, 5)
    hall.hearing = at(hall.hearing, HearingState.ANSWERING)
    rows = [one for area in survey.results(hall.hearing) for one in area.statements]

    assert [(row.people, row.counts, row.least) for row in rows] == [(None, None, 5), (None, None, 10)]


def test_all_answers_are_in_the_final_numbers_and_the_last_group_is_no_single_person(hall: Hall) -> None:
    statement = stated(hall)
    for number in range(17):
        say(hall, statement, number, 4)
    live = sum(told(hall) or [])
    final = sum(_final(hall))

    assert (live, final) == (10, 17)
    assert final - live >= 5


@pytest.mark.parametrize("values", [{}, {999_999: 3}, {None: 3}, {"own": 6}, {"own": -1}])
def test_what_does_not_fit_is_named(hall: Hall, values: dict[Any, int]) -> None:
    statement = stated(hall)
    sent = {statement.pk if key == "own" else key: value for key, value in values.items()}
    with pytest.raises(Invalid) as refused:
        survey.answer(actor=phone(1), hearing=hall.hearing, values=sent)

    assert set(refused.value.fields) == {"answers"}


def _flood(hall: Hall, statement: Statement) -> None:
    for _time in range(200):  # more than are let through at once: some are refilled meanwhile
        say(hall, statement, 1, 3)


def test_a_device_that_floods_is_slowed_down_and_a_closed_hearing_says_so(hall: Hall) -> None:
    statement = stated(hall)
    with pytest.raises(TooOften):
        _flood(hall, statement)
    at(hall.hearing, HearingState.CLOSED)
    with pytest.raises(NotOpen):
        say(hall, statement, 2, 3)


def test_a_statement_stays_once_it_is_answered(hall: Hall) -> None:
    statement = stated(hall)
    say(hall, statement, 1, 3)
    for act in (
        lambda: Statement.objects.filter(pk=statement.pk).update(text_fi="Toista"),
        lambda: StatementAnswer.objects.all().delete(),
        lambda: StatementAnswer.objects.update(value=7),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_statements_are_prepared_in_each_language_by_coordinators(
    hall: Hall, coordinator: User, anonymous: Actor
) -> None:
    hearing = HearingFactory(area=hall.hearing.area)
    area = setup.add_service_area(actor=coordinator, hearing=hearing, names={"fi": "A", "sv": "B", "en": "C"})
    fields = {"hearing": hearing, "service_area": area.pk, "source": "residents"}
    words = in_each("text", "Apua saa")
    made = statements.add_statement(actor=coordinator, words=words, **fields)
    assert (made.source, made.text_sv) == ("residents", "Apua saa (sv)")
    with pytest.raises(Invalid) as refused:
        statements.add_statement(actor=coordinator, words={"text_fi": "Vain suomeksi"}, **fields)
    assert set(refused.value.fields) == {"text_sv", "text_en"}
    with pytest.raises(Invalid) as refused:
        statements.add_statement(
            actor=coordinator, words=words, hearing=hearing, service_area=hall.elderly.pk, source="x"
        )
    assert set(refused.value.fields) == {"service_area", "source"}
    with pytest.raises(WrongState):
        statements.add_statement(
            actor=coordinator,
            words=words,
            hearing=hall.hearing,
            service_area=hall.elderly.pk,
            source="residents",
        )
    for role in set(Role) - {Role.COORDINATOR}:
        with pytest.raises(NotAllowed):
            statements.remove_statement(actor=official(role), statement=made)
    with pytest.raises(SignInNeeded):
        statements.remove_statement(actor=anonymous, statement=made)
    statements.remove_statement(actor=coordinator, statement=made)
    assert not hearing.statements.exists()


def test_a_hearing_opens_with_every_statement_and_smiley_in_each_language_and_copies_them(
    hall: Hall, coordinator: User
) -> None:
    hearing = HearingFactory(area=hall.hearing.area)
    area = setup.add_service_area(actor=coordinator, hearing=hearing, names={"fi": "A", "sv": "B", "en": "C"})
    setup.add_question(
        actor=coordinator, hearing=hearing, polarity="works", texts={"fi": "A", "sv": "B", "en": "C"}
    )
    row = Statement.objects.create(
        hearing=hearing, service_area=area, source="residents", text_fi="Vain suomeksi"
    )
    statements.ask_by_smileys(
        actor=coordinator, hearing=hearing, position=1, words=in_each("text", "Miten meni?")
    )
    with pytest.raises(Incomplete) as early:
        course.move(actor=coordinator, hearing=hearing, state="open")
    assert set(early.value.fields) == {"statements-1-text_sv", "statements-1-text_en", "smiley_questions"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Hearing.objects.filter(pk=hearing.pk).update(state="open")
    Statement.objects.filter(pk=row.pk).update(**in_each("text", "Apua saa"))
    for position in (2, 3):
        words = in_each("text", f"Kysymys {position}")
        statements.ask_by_smileys(actor=coordinator, hearing=hearing, position=position, words=words)
    assert course.move(actor=coordinator, hearing=hearing, state="open").state == "open"

    again = setup.copy(actor=coordinator, hearing=hearing, slug="uudestaan", fields={})
    copied = again.statements.get()
    assert (copied.text_sv, copied.source, copied.service_area.hearing) == (
        "Apua saa (sv)",
        "residents",
        again,
    )
    assert [one.position for one in again.smiley_questions.all()] == [1, 2, 3]
    assert course.missing(again) == {}


def smiley(hall: Hall) -> SmileyQuestion:
    made: SmileyQuestion = SmileyQuestion.objects.create(
        hearing=hall.hearing, position=1, **in_each("text", "Miten meni?")
    )
    return made


def test_a_press_is_stored_once_and_a_burst_counts_once(hall: Hall) -> None:
    question, first = smiley(hall), uuid4()
    start = timezone.now().replace(microsecond=0)
    start -= dt.timedelta(seconds=start.second % 5 + 60)
    for number in range(12):
        got = smileys.press(
            actor=phone(1),
            station=hall.station,
            uuid=first if number in (0, 11) else uuid4(),
            question=question.pk,
            value=4,
            pressed_at=start + dt.timedelta(seconds=number % 11),
        )
    smileys.press(
        actor=phone(2), station=hall.station, uuid=uuid4(), question=question.pk, value=1, pressed_at=start
    )

    assert (got.is_new, got.counts) == (False, True)
    assert SmileyPress.objects.count() == 12
    assert SmileyPress.objects.filter(slot__isnull=False).count() == 4


def test_only_days_that_are_over_are_told_and_lines_with_too_few_are_not(hall: Hall) -> None:
    question, today = smiley(hall), timezone.localdate()
    station = StationFactory(hearing=hall.hearing, service_area=hall.child)

    def pressed(number: int, day: dt.date, area: ServiceArea | None) -> None:
        SmileyPress.objects.bulk_create(
            SmileyPress(
                uuid=uuid4(), question=question, service_area=area, value=3, day=day, tablet="t", slot=number_
            )
            for number_ in range(day.toordinal() * 100, day.toordinal() * 100 + number)
        )

    pressed(20, today, hall.elderly)
    pressed(5, today - dt.timedelta(days=1), hall.elderly)
    pressed(9, today - dt.timedelta(days=2), hall.child)
    pressed(4, today - dt.timedelta(days=3), None)
    lines = smileys.results(hall.hearing)

    assert [(line.service_area, line.people, line.counts) for line in lines] == [
        (hall.elderly, 5, [0, 0, 5, 0]),
        (hall.child, None, None),
        (None, None, None),
    ]
    # Brought by a tablet that was without network for two days: it counts today, the day that was told stays.
    smileys.press(
        actor=phone(1),
        station=station,
        uuid=uuid4(),
        question=question.pk,
        value=1,
        pressed_at=timezone.now() - dt.timedelta(days=1),
    )
    assert smileys.results(hall.hearing) == lines


@pytest.mark.parametrize(
    "change", [{"value": 5}, {"value": 0}, {"value": None}, {"question": None}, {"question": 2**70}]
)
def test_a_press_that_does_not_fit_is_refused(hall: Hall, change: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"question": smiley(hall).pk, "value": 4} | change
    with pytest.raises(Invalid):
        smileys.press(actor=phone(1), station=hall.station, uuid=uuid4(), **fields)
    assert not SmileyPress.objects.exists()
