"""The closing plenary: one theme at a time, merge first, secret capped votes, speaking time, minutes that freeze."""

import datetime as dt
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed, Refusal
from hearings.domain.errors import (
    EmptyBallot,
    InOpenVote,
    NoDevice,
    VoteClosed,
    VotedAlready,
    WrongState,
)
from hearings.domain.notes import Writer
from hearings.domain.plenary import acts, agenda, reading, stage, votes
from hearings.models import (
    AgendaItem,
    Ballot,
    Part,
    Round,
    Screen,
    Ticket,
    Turn,
)
from tests.factories.accounts import official
from tests.factories.hearings import ThemeFactory
from tests.factories.plenary import PlenaryFactory, open_vote, phone, proposals, running
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def test_the_agenda_has_six_parts_and_is_gone_through(hall: Hall, facilitator: User) -> None:
    plenary = agenda.plan(actor=facilitator, hearing=hall.hearing, held_at=timezone.now())
    items = list(plenary.items.all())
    assert [item.part for item in items] == [
        "opening", "agenda", "previous", "work", "evaluation", "closing",
    ]  # fmt: skip
    with pytest.raises(WrongState):
        agenda.go_to(actor=facilitator, plenary=plenary, item=items[1])
    agenda.start(actor=facilitator, plenary=plenary)
    agenda.go_to(actor=facilitator, plenary=plenary, item=items[3])
    ended, skipped, now = (AgendaItem.objects.get(pk=items[place].pk) for place in (0, 1, 3))
    assert (ended.ended_at is None, skipped.started_at, now.started_at is None, now.ended_at) == (
        False,
        None,
        False,
        None,
    )
    agenda.end(actor=facilitator, plenary=plenary)
    plenary.refresh_from_db()
    assert (plenary.state, plenary.screen, AgendaItem.objects.get(pk=now.pk).ended_at is None) == (
        "ended",
        Screen.MINUTES,
        False,
    )


def test_an_item_is_named_in_each_language_or_in_none(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    item = plenary.items.get(part=Part.WORK)
    who: dict[str, Any] = {"actor": facilitator, "plenary": plenary, "item": item}
    with pytest.raises(Invalid):
        agenda.change_item(**who, minutes=30, titles={"fi": "Kotihoito"})
    with pytest.raises(Invalid):
        agenda.change_item(**who, minutes=0, titles={})
    agenda.change_item(**who, minutes=30, titles={"fi": "Kotihoito", "sv": "Hemvård", "en": "Home care"})
    with translation.override("sv"):
        assert (str(item), item.minutes) == ("Hemvård", 30)


def test_the_room_sees_a_proposal_when_it_is_shown(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    with pytest.raises(WrongState):
        stage.write(actor=facilitator, plenary=plenary, title="Linja")
    theme = ThemeFactory(hearing=hall.hearing)
    stage.take_up(actor=facilitator, plenary=plenary, theme=theme)
    made = stage.write(actor=facilitator, plenary=plenary, title="Linja")
    address = f"/hearings/marraskuu/plenary/{plenary.pk}/"
    assert Client().get(address).context["proposals"] == []
    assert list(Client().get(f"/hearings/marraskuu/themes/{theme.pk}/").context["developments"]) == []
    stage.show(actor=facilitator, plenary=plenary, proposal=made)
    stage.rewrite(actor=facilitator, plenary=plenary, proposal=made, title="Uusi linja", text="Illalla")
    page = Client().get(address)
    assert [row.title for row in page.context["proposals"]] == ["Uusi linja"]
    stage.show(actor=facilitator, plenary=plenary, proposal=made, shown=False)
    assert Client().get(address).context["proposals"] == []


def test_proposals_are_merged_and_the_merging_is_undone(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    one, two, three = proposals(facilitator, plenary, "Linja", "Uusi linja", "Penkit")
    stage.merge(actor=facilitator, plenary=plenary, into=two, others=[three])
    stage.merge(actor=facilitator, plenary=plenary, into=one, others=[one, two])
    plenary.refresh_from_db()
    assert reading.written(plenary) == [one]
    with pytest.raises(Invalid):
        stage.merge(actor=facilitator, plenary=plenary, into=two, others=[one])
    with pytest.raises(Invalid):
        stage.merge(actor=facilitator, plenary=plenary, into=one, others=[])
    stage.unmerge(actor=facilitator, plenary=plenary, proposal=three)
    assert reading.written(plenary) == [one, three]


def test_dots_are_capped_secret_and_hidden_until_the_close(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "dots", [one, two])
    first = uuid4()
    for number, choices in enumerate(({one.pk: 3}, {one.pk: 1, two.pk: 2}, {two.pk: 3}, {})):
        votes.cast(
            actor=phone(number),
            vote=vote,
            uuid=first if not number else uuid4(),
            choices=choices,
            is_empty=not choices,
        )
    votes.cast(actor=phone(0), vote=vote, uuid=first, choices={one.pk: 2, two.pk: 0})
    plenary.refresh_from_db()
    told = reading.on_screen(plenary)
    assert told is not None
    assert (told.ballots, told.options, Round.objects.get().result) == (4, [], None)
    for choices in (
        {one.pk: 4},
        {one.pk: 2, two.pk: 2},
        {one.pk: -1},
        {10**9: 1},
        {one.pk: "x"},
        {one.pk: True},
    ):
        with pytest.raises(Invalid):
            votes.cast(actor=phone(9), vote=vote, uuid=uuid4(), choices=choices)
    for untouched in ({}, {one.pk: 0, two.pk: 0}):
        with pytest.raises(EmptyBallot):
            votes.cast(actor=phone(9), vote=vote, uuid=uuid4(), choices=untouched)
    with pytest.raises(VotedAlready):
        votes.cast(actor=phone(0), vote=vote, uuid=uuid4(), choices={one.pk: 1})
    with pytest.raises(NoDevice):
        votes.cast(actor=Writer(network="192.0.2.1", is_new=True), vote=vote, uuid=uuid4(), choices={})
    closed = votes.close_round(actor=facilitator, plenary=plenary)

    assert closed.result == {
        "ballots": 4,
        "options": {str(one.pk): {"dots": 3, "givers": 2}, str(two.pk): {"dots": 5, "givers": 2}},
    }
    assert (Ticket.objects.count(), set(Ballot.objects.values_list("handle", flat=True))) == (0, {None})
    with pytest.raises(VoteClosed):
        votes.cast(actor=phone(7), vote=vote, uuid=uuid4(), choices={one.pk: 1})
    with pytest.raises(VoteClosed):
        votes.close_round(actor=facilitator, plenary=plenary)


def test_disagreement_is_shown_as_it_is_and_few_ballots_tell_nothing(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "stance", [one, two])
    votes.cast(actor=phone(1), vote=vote, uuid=uuid4(), choices={one.pk: "agree"})
    with pytest.raises(Invalid):
        votes.cast(actor=phone(2), vote=vote, uuid=uuid4(), choices={one.pk: "maybe"})
    assert votes.close_round(actor=facilitator, plenary=plenary).result == {"ballots": 1, "options": {}}
    vote = open_vote(facilitator, plenary, "stance", [one, two])
    for number, choice in enumerate(("agree", "agree", "disagree", "unsure")):
        choices = {one.pk: choice, two.pk: "agree"}
        votes.cast(actor=phone(number), vote=vote, uuid=uuid4(), choices=choices)
    votes.close_round(actor=facilitator, plenary=plenary)
    told = reading.results(plenary)[1]

    assert [(row.title, row.agree, row.disagree, row.unsure, row.disputed) for row in told.options] == [
        ("Penkit", 4, 0, 0, False),
        ("Linja", 2, 1, 1, True),
    ]


def test_what_is_voted_on_stays_as_it_is(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    with pytest.raises(Invalid):
        open_vote(facilitator, plenary, "dots", [one])
    with pytest.raises(Invalid):
        open_vote(facilitator, plenary, "junk", [one, two], cap=99)
    open_vote(facilitator, plenary, "dots", [one, two])
    with pytest.raises(Invalid):
        open_vote(facilitator, plenary, "stance", [one])
    with pytest.raises(InOpenVote):
        stage.merge(actor=facilitator, plenary=plenary, into=one, others=[two])
    with pytest.raises(InOpenVote):
        stage.rewrite(actor=facilitator, plenary=plenary, proposal=one, title="Muu", text="")
    with pytest.raises(InOpenVote):
        stage.show(actor=facilitator, plenary=plenary, proposal=one, shown=False)
    with pytest.raises(WrongState):
        agenda.end(actor=facilitator, plenary=plenary)


def test_the_database_keeps_votes(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "dots", [one, two], cap=2)
    ballot = votes.cast(actor=phone(1), vote=vote, uuid=uuid4(), choices={one.pk: 1})
    tried = [
        lambda: Ballot.objects.create(round=vote, choices={str(one.pk): 3}),
        lambda: Ballot.objects.create(round=vote, choices={"1000000": 1}),
        lambda: Ballot.objects.filter(pk=ballot.pk).update(choices={str(one.pk): -1}),
        lambda: Ballot.objects.all().delete(),
        lambda: Round.objects.update(result={"ballots": 0, "options": {}}),
        lambda: Round.objects.update(cap=9),
    ]
    votes_after = [
        lambda: Ballot.objects.create(round=vote, choices={}),
        lambda: Ballot.objects.update(choices={}),
        lambda: Round.objects.update(result={"ballots": 9, "options": {}}),
    ]
    for attempt in tried:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    votes.close_round(actor=facilitator, plenary=plenary)
    for attempt in votes_after:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.django_db(transaction=True)
def test_ballots_that_race_the_close_count_or_are_refused(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    one, two = proposals(facilitator, plenary, "Linja", "Penkit")
    vote = open_vote(facilitator, plenary, "dots", [one, two])
    outcomes: list[str] = []

    def cast(number: int) -> None:
        try:
            votes.cast(actor=phone(number), vote=vote, uuid=uuid4(), choices={one.pk: 3})
            outcomes.append("cast")
        except VoteClosed:
            outcomes.append("closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=cast, args=(number,)) for number in range(8)]
    for thread in threads[:4]:
        thread.start()
    result = votes.close_round(actor=facilitator, plenary=plenary).result
    for thread in threads[4:]:
        thread.start()
    for thread in threads:
        thread.join()

    assert result is not None
    assert result["ballots"] == outcomes.count("cast") == Ballot.objects.count()
    assert len(outcomes) == 8


def test_speaking_time_is_summed_by_role(hall: Hall, facilitator: User) -> None:
    plenary = running(facilitator, hall.hearing)
    stage.speak(actor=facilitator, plenary=plenary, role="resident")
    stage.speak(actor=facilitator, plenary=plenary, role="resident")
    stage.speak(actor=facilitator, plenary=plenary, role="official")
    now = timezone.now()
    first, second = Turn.objects.all()
    Turn.objects.filter(pk=first.pk).update(started_at=now - dt.timedelta(minutes=4), ended_at=now)
    Turn.objects.filter(pk=second.pk).update(started_at=now, ended_at=now + dt.timedelta(minutes=1))
    rows = {row.role: (row.seconds, row.share) for row in reading.spoken(plenary)}
    assert rows == {
        "resident": (240, 0.8),
        "official": (60, 0.2),
        "organisation": (0, 0),
        "councillor": (0, 0),
    }
    assert stage.speak(actor=facilitator, plenary=plenary, role="") is None
    with pytest.raises(Invalid):
        stage.speak(actor=facilitator, plenary=plenary, role="mayor")


@pytest.mark.parametrize("act", acts.ACTS)
def test_who_may_use_the_console(hall: Hall, resident: User, act: str) -> None:
    plenary = PlenaryFactory(hearing=hall.hearing)
    refused = set()
    for role in Role:
        try:
            acts.perform(actor=official(role), plenary=plenary, act=act, fields={})
        except NotAllowed:
            refused.add(role)
        except Refusal:
            pass  # allowed, and told what is missing
    with pytest.raises(NotAllowed):
        acts.perform(actor=resident, plenary=plenary, act=act, fields={})

    assert set(Role) - refused == {Role.FACILITATOR, Role.COORDINATOR}
