"""Statements: written once, answered once a person, counted five at a time, and nobody's answer told."""

import json
import uuid
from collections.abc import Sequence

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.accounts import personal
from commons.accounts.models import User
from commons.deliberation.domain.statements import answering, picture, writing
from commons.deliberation.domain.statements.errors import (
    EnoughWritten,
    LooksAlike,
    NotToBeAnsweredNow,
    OwnStatement,
    SaidAlready,
)
from commons.deliberation.domain.statements.reading import Sheet, sheet_of
from commons.deliberation.domain.statements.summary import Numbers, Shares
from commons.deliberation.models import OpinionPicture, Participant, Stance, Standpoint, Statement, Thread
from commons.http.errors import Invalid, SignInNeeded
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
AGREE, DISAGREE, PASS = Stance
TEXTS = (
    "Polku tarvitsee valot.",
    "Bussin pitää kulkea yöllä.",
    "Koirille oma aitaus.",
    "Lisää penkkejä rantaan.",
)


@pytest.fixture
def thread() -> Thread:
    made: Thread = Thread.objects.create()
    return made


def write(thread: Thread, text: str = TEXTS[0], writer: User | None = None, **fields: object) -> Statement:
    return writing.write(
        actor=writer or UserFactory(),
        thread=thread,
        text=text,
        language="fi",
        **fields,  # type: ignore[arg-type]
    )


def stated(thread: Thread, text: str) -> Statement:
    made: Statement = Statement.objects.create(thread=thread, author=UserFactory(), text=text)
    return made


def say(statement: Statement, values: Sequence[str]) -> list[User]:
    """So many people answer."""
    people = UserFactory.create_batch(len(values))
    for person, value in zip(people, values, strict=True):
        answering.answer(actor=person, statement=statement, value=value)
    return people


def numbers(thread: Thread) -> dict[int, Numbers]:
    return picture.summary_of(OpinionPicture.objects.filter(thread=thread).first()).numbers


def test_a_statement_is_written_once_however_often_it_is_sent(thread: Thread) -> None:
    me, key = UserFactory(), uuid.uuid4()
    made = [
        write(thread, "  Polku   tarvitsee\nvalot. ", me, key=key),
        write(thread, "Polku tarvitsee valot.", me, key=key),
        write(thread, "POLKU tarvitsee valot.", me),
    ]
    assert {(one.pk, one.text) for one in made} == {(made[0].pk, "Polku tarvitsee valot.")}
    with pytest.raises(SaidAlready):
        write(thread, "polku tarvitsee valot.")
    with pytest.raises(IntegrityError), transaction.atomic():
        stated(thread, "polku TARVITSEE valot.")


def test_others_that_say_nearly_the_same_are_pointed_out_and_may_be_passed(thread: Thread) -> None:
    first = stated(thread, "Polku rannalla tarvitsee valot myös yöllä.")
    stated(thread, "Koirille pitää tehdä oma aitaus.")
    nearly = "Polku rannalla tarvitsee valoja yöllä."
    with pytest.raises(LooksAlike) as refused:
        write(thread, nearly)
    assert [one.pk for one in refused.value.similar] == [first.pk]
    assert write(thread, nearly, although_similar=True).text == nearly


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 141, "nolla\x00"])
def test_what_is_no_statement_is_refused(thread: Thread, text: str) -> None:
    with pytest.raises(Invalid):
        write(thread, text)
    assert not Statement.objects.exists()


def test_one_person_writes_five_and_the_town_as_many_as_it_needs(thread: Thread) -> None:
    me = UserFactory()
    for number in range(writing.MOST_BY_ONE):
        write(thread, f"{number} {uuid.uuid4()}", me)
    with pytest.raises(EnoughWritten):
        write(thread, "Vielä yksi.", me)
    assert write(thread, "Vielä yksi.", me, is_official=True).is_official
    assert write(Thread.objects.create(), "Vielä yksi.", me).author == me


def test_one_answer_a_person_changed_and_taken_back(thread: Thread) -> None:
    said, me = stated(thread, TEXTS[0]), UserFactory()
    for value in (AGREE, AGREE, DISAGREE):
        answering.answer(actor=me, statement=said, value=value)
    assert list(Standpoint.objects.values_list("value", "counted")) == [(DISAGREE, None)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Standpoint.objects.create(statement=said, participant=Participant.objects.get(), value=AGREE)
    answering.take_back(actor=me, statement=said)
    answering.take_back(actor=me, statement=said)
    assert not Standpoint.objects.exists()


def test_who_may_not_answer_and_what_is_no_answer(thread: Thread) -> None:
    said = stated(thread, TEXTS[0])
    gone = stated(thread, TEXTS[1])
    Statement.objects.filter(pk=gone.pk).update(hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    gone.refresh_from_db()
    assert said.author is not None
    for error, actor, statement, value in (
        (SignInNeeded, AnonymousUser(), said, "agree"),
        (OwnStatement, said.author, said, "agree"),
        (NotToBeAnsweredNow, UserFactory(), gone, "agree"),
        (Invalid, UserFactory(), said, "maybe"),
    ):
        with pytest.raises(error):
            answering.answer(actor=actor, statement=statement, value=value)
    elsewhere = Participant.objects.create(thread=Thread.objects.create(), user=UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Standpoint.objects.create(statement=said, participant=elsewhere, value="agree")


def test_answers_are_counted_five_at_a_time(thread: Thread) -> None:
    said = stated(thread, TEXTS[0])
    people = say(said, [AGREE] * 3 + [DISAGREE])
    assert picture.draw(thread) is None
    people += say(said, [PASS])
    assert picture.draw(thread) is not None
    first = {said.pk: Numbers(5, Shares(60, 20, 20))}
    assert numbers(thread) == first
    # Changed, taken back, new: four people move nothing, the fifth lets all of it in.
    answering.answer(actor=people[0], statement=said, value=DISAGREE)
    answering.take_back(actor=people[4], statement=said)
    say(said, [DISAGREE, DISAGREE])
    assert (picture.draw(thread), numbers(thread)) == (None, first)
    say(said, [DISAGREE])
    picture.draw(thread)
    assert numbers(thread) == {said.pk: Numbers(7, Shares(30, 70, 0))}


def test_enough_waiting_answers_ask_for_one_drawing(thread: Thread) -> None:
    said = stated(thread, TEXTS[0])
    say(said, [AGREE] * 7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'deliberation.draw_opinions'")
        assert [json.loads(args)["thread_id"] for (args,) in cursor.fetchall()] == [thread.pk]


def test_a_deleted_account_is_counted_out_together_with_others(thread: Thread) -> None:
    said = stated(thread, TEXTS[0])
    people = say(said, [AGREE] * 5 + [DISAGREE])
    picture.draw(thread)
    before = numbers(thread)
    assert personal.copy_of(people[5])["answers to statements"] == [
        {"statement": said.pk, "statement__text": said.text, "value": "disagree"}
    ]
    personal.erase(people[5])
    people[5].delete()
    assert (picture.draw(thread), numbers(thread)) == (None, before)
    assert list(Standpoint.objects.filter(participant__user=None).values_list("value", "counted")) == [
        (None, DISAGREE)
    ]
    say(said, [AGREE] * 4)
    picture.draw(thread)
    assert numbers(thread) == {said.pk: Numbers(9, Shares(100, 0, 0))}
    assert not Participant.objects.filter(user=None).exists()


def seen(sheet: Sheet) -> dict[str, tuple[str | None, bool]]:
    return {one.text: (one.stance, one.numbers is not None) for one in sheet.statements}


def test_numbers_are_seen_after_answering_or_on_request_or_when_it_is_over(thread: Thread) -> None:
    made = [stated(thread, text) for text in TEXTS[:2]]
    for said in made:
        say(said, [AGREE] * 5)
    picture.draw(thread)
    me = UserFactory()
    answering.answer(actor=me, statement=made[0], value=PASS)
    mine = sheet_of(thread, viewer=me)
    assert seen(mine) == {TEXTS[0]: (PASS, True), TEXTS[1]: (None, False)}
    assert (mine.sees_all, mine.opinions.held_back, mine.opinions.shared) == (False, True, [])
    others = [
        sheet_of(thread, viewer=None, asks_all=True), sheet_of(thread, viewer=None, is_open=False),
    ]  # fmt: skip
    answering.answer(actor=me, statement=made[1], value=AGREE)
    for sheet in (*others, sheet_of(thread, viewer=me)):
        assert {shown for _stance, shown in seen(sheet).values()} == {True}
        assert {one.statement for one in sheet.opinions.shared} == {one.pk for one in made}
    assert not any(shown for _stance, shown in seen(sheet_of(thread, viewer=AnonymousUser())).values())


def test_one_after_another_in_ones_own_order_and_the_skipped_ones_again(thread: Thread) -> None:
    for text in TEXTS:
        stated(thread, text)
    me = UserFactory()
    sheet = sheet_of(thread, viewer=me)
    walked, at = [], None
    for _step in range(len(TEXTS) + 1):
        one = sheet.next_after(at)
        assert one is not None
        walked.append(one.pk)
        at = one.pk
    assert walked == [one.pk for one in sheet.statements] + [sheet.statements[0].pk]
    orders = {tuple(one.pk for one in sheet_of(thread, seed=seed).statements) for seed in range(6)}
    assert len(orders) > 1


def test_groups_are_told_from_the_stated_number_of_people_on(thread: Thread, settings: object) -> None:
    settings.RAATI_OPINION_PEOPLE, settings.RAATI_OPINION_ANSWERS = 12, 3  # type: ignore[attr-defined]
    made = [stated(thread, text) for text in TEXTS]
    people = UserFactory.create_batch(13)
    rows = [
        Standpoint(
            statement=said,
            participant=person,
            value=AGREE if at == 0 or (number < 7) == (at % 2 == 1) else DISAGREE,
        )
        for number, person in enumerate(
            Participant.objects.bulk_create(Participant(thread=thread, user=one) for one in people)
        )
        for at, said in enumerate(made)
    ]
    Standpoint.objects.bulk_create(rows[: 11 * len(made)])
    picture.draw(thread)
    few = sheet_of(thread, asks_all=True).opinions
    assert (few.people, few.active, few.missing, few.groups) == (11, 11, 1, [])
    Standpoint.objects.bulk_create(rows[11 * len(made) :])
    Standpoint.objects.update(counted=None)
    picture.draw(thread)
    many = sheet_of(thread, asks_all=True).opinions
    assert [group.size for group in many.groups] == [7, 6]
    assert [(one.statement, one.stance, one.least) for one in many.shared] == [(made[0].pk, AGREE, 100)]
    # What is hidden meanwhile is told no more.
    Statement.objects.filter(pk=made[0].pk).update(hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    assert sheet_of(thread, asks_all=True).opinions.shared == []


def test_reading_costs_the_same_for_one_statement_and_for_thirty(thread: Thread) -> None:
    counts = []
    for size in (1, 30):
        for number in range(size):
            stated(thread, f"Väite {size} {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sheet_of(thread, viewer=UserFactory.build(pk=7))
        counts.append(len(queries))
    assert counts == [3, 3]
