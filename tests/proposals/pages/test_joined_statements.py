"""Statements of merged and split proposals: read and answered where they go on, each person once, and given back."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from commons.accounts.models import User
from commons.deliberation.domain.statements import picture
from commons.deliberation.domain.statements.errors import SaidAlready
from commons.deliberation.domain.statements.reading import sheet_of, told_of_answers, told_of_list
from commons.deliberation.domain.statements.summary import Numbers, Shares
from commons.deliberation.domain.summing_up import correcting, writing
from commons.deliberation.models import Comment, OpinionPicture, Standpoint, Statement, Summary
from proposals.domain import stating
from proposals.domain.merging import carrying, reading
from proposals.domain.splitting import carrying as splitting
from proposals.models import Proposal, State
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.domain.test_merging import agreed, author
from tests.proposals.domain.test_splitting import split

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]
SAME = "Mäki tarvitsee valot."


def stated(proposal: Proposal, text: str) -> Statement:
    made: Statement = Statement.objects.create(thread=proposal.thread, author=ResidentFactory(), text=text)
    return made


def say(proposal: Proposal, statement: Statement, people: Sequence[User], value: str = "agree") -> None:
    for person in people:
        stating.answer(actor=person, proposal=proposal, statement=statement, value=value)


def numbers(proposal: Proposal) -> dict[int, Numbers]:
    picture.draw(proposal.thread_id, anew=True)
    return picture.summary_of(OpinionPicture.objects.get(thread=proposal.thread_id)).numbers


def kept() -> list[list[dict[str, Any]]]:
    models: tuple[Any, ...] = (Statement, Standpoint)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def lead(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, state=State.SUBMITTED, title="Pulkkamäki"
    )
    return made


@pytest.fixture
def other(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, state=State.SUBMITTED, title="Valaistu mäki"
    )
    return made


def test_merging_counts_each_person_once_and_undoing_gives_all_back(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    here, there, alone = (
        stated(lead, SAME),
        stated(other, SAME.upper()),
        stated(other, "Mäki on vaarallinen."),
    )
    both, mine, theirs = (ResidentFactory.create_batch(count) for count in (3, 4, 6))
    say(lead, here, [*both, *mine])
    say(other, there, [*both, *theirs], "disagree")
    say(other, alone, [*theirs, author(lead)], "pass")
    assert numbers(lead) == {here.pk: Numbers(7, Shares(100, 0, 0))}
    assert {pk: one.answered for pk, one in numbers(other).items()} == {there.pk: 9, alone.pk: 7}
    before = kept()
    plan = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    threads = reading.threads_of(lead)
    sheet = sheet_of(threads, asks_all=True)
    assert {one.pk for one in sheet.statements} == {here.pk, alone.pk}
    # Three answered both and keep what they said here; six others come along.
    found = numbers(lead)
    assert {pk: one.answered for pk, one in found.items()} == {here.pk: 13, alone.pk: 7}
    assert found[here.pk].shares == Shares(55, 45, 0)
    assert sheet_of(threads, asks_all=True).opinions.people == 14
    assert (told_of_list(lead.thread_id)["statements"], told_of_answers(lead.thread_id)["people"]) == (2, 14)
    carrying.undo(actor=coordinator, plan=plan)
    assert {pk: one.answered for pk, one in numbers(lead).items()} == {here.pk: 7}
    assert {pk: one.answered for pk, one in numbers(other).items()} == {there.pk: 9, alone.pk: 7}
    assert kept() == before


def test_what_is_answered_after_merging_stays_with_the_statement(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    here, there, alone = stated(lead, SAME), stated(other, SAME), stated(other, "Mäki on vaarallinen.")
    person, writer = ResidentFactory(), author(lead)
    say(other, there, [person, here.author], "disagree")  # type: ignore[list-item]
    plan = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    # Nobody answers their own statement, not by bringing either.
    assert list(Standpoint.objects.filter(statement=here).values_list("participant__user", "value")) == [
        (person.pk, "disagree")
    ]
    say(lead, here, [person])
    say(lead, alone, [person, writer])
    found = {one.pk: one.stance for one in sheet_of(reading.threads_of(lead), viewer=person).statements}
    assert found == {here.pk: "agree", alone.pk: "agree"}
    carrying.undo(actor=coordinator, plan=plan)
    answers = Standpoint.objects.filter(participant__user=person).order_by("statement")
    assert list(answers.values_list("statement", "value")) == [
        (here.pk, "agree"), (there.pk, "disagree"), (alone.pk, "agree"),
    ]  # fmt: skip
    with pytest.raises(Statement.DoesNotExist):
        stating.statement_of(lead, alone.pk)


def test_few_brought_answers_wait_to_be_counted_with_others(
    coordinator: User, lead: Proposal, other: Proposal
) -> None:
    here, there = stated(lead, SAME), stated(other, SAME)
    say(lead, here, ResidentFactory.create_batch(5))
    say(other, there, ResidentFactory.create_batch(4), "disagree")
    before = numbers(lead)
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    assert numbers(lead) == before
    say(lead, here, [ResidentFactory()])
    assert numbers(lead)[here.pk].answered == 10


def test_groups_are_made_of_everybody_together(
    coordinator: User, lead: Proposal, other: Proposal, settings: Any
) -> None:
    settings.RAATI_OPINION_PEOPLE, settings.RAATI_OPINION_ANSWERS = 16, 4
    for proposal in (lead, other):
        made = [stated(proposal, f"{proposal.title} {n} {'abcd'[n] * 9}") for n in range(4)]
        for number, person in enumerate(ResidentFactory.create_batch(8)):
            for at, said in enumerate(made):
                say(proposal, said, [person], "agree" if (number < 4) == (at % 2 == 1) else "disagree")
    assert numbers(lead)
    assert sheet_of(lead.thread_id, asks_all=True).opinions.missing == 8
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    assert len(numbers(lead)) == 8
    opinions = sheet_of(reading.threads_of(lead), asks_all=True).opinions
    assert (opinions.people, opinions.missing) == (16, 0)
    # The same words cannot be written again, whichever of the two they were said about.
    with pytest.raises(SaidAlready):
        stating.write(actor=ResidentFactory(), proposal=lead, text="Valaistu mäki 0 aaaaaaaaa", language="fi")


def test_old_addresses_lead_on_and_say_so(
    reader: Reader, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    said = stated(other, "Mäki on vaarallinen.")
    carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    client = reader(ResidentFactory())
    for rest in ("", "opinions/"):
        answer = client.get(f"/proposals/{other.pk}/statements/{rest}?one={said.pk}")
        to = f"/proposals/{lead.pk}/statements/{rest}?one={said.pk}&merged={other.pk}"
        assert (answer.status_code, answer.headers["location"]) == (302, to)
        assert "“Valaistu mäki” goes on here" in client.get(to).content.decode()
        own = client.get(f"/proposals/{other.pk}/statements/{rest}?original").content.decode()
        assert ("It goes on elsewhere" in own, f'href="/proposals/{lead.pk}/"' in own) == (True, True)
    html = client.get(f"/proposals/{lead.pk}/statements/?one={said.pk}").content.decode()
    assert f'action="/proposals/{lead.pk}/statements/{said.pk}/answer/"' in html
    done = client.post(f"/proposals/{lead.pk}/statements/{said.pk}/answer/", {"value": "agree"})
    assert (done.status_code, Standpoint.objects.count()) == (302, 1)
    [told] = client.get(f"/api/v1/proposals/{lead.pk}/statements/").json()["statements"]
    assert (told["id"], told["my_answer"]) == (said.pk, "agree")
    rows = reader().get("/data/statements.csv").getvalue().decode()
    assert f"{said.pk},{lead.pk}," in rows
    for junk in ("merged=x", "merged=" + "9" * 30, f"merged={lead.pk}"):
        assert reader().get(f"/proposals/{lead.pk}/statements/?{junk}").status_code == 200


def test_summaries_of_what_was_merged_are_read_where_it_goes_on(
    reader: Reader, coordinator: User, lead: Proposal, other: Proposal
) -> None:
    writing.write(actor=coordinator, thread=other.thread, text="Mäki on vilkas.", language="fi", seen=0)
    critic = ResidentFactory()
    Comment.objects.create(thread=other.thread, author=critic, kind="for", text="Hyvä")
    suggested = correcting.suggest(actor=critic, thread=other.thread, text="Myös vaarallinen.", language="fi")
    plan = carrying.carry_out(actor=coordinator, plan=agreed(coordinator, lead, other))
    html = reader().get(f"/proposals/{lead.pk}/").content.decode()
    assert ("Mäki on vilkas." in html, f'href="/talk/{other.thread_id}/summary/"' in html) == (True, True)
    old = reader(critic).get(f"/talk/{other.thread_id}/summary/").content.decode()
    assert ("It goes on elsewhere" in old, "Myös vaarallinen." in old) == (True, True)
    # What a participant suggested before is answered all the same, and read there.
    correcting.take(actor=coordinator, correction=suggested, text="Mäki on vilkas ja vaarallinen.", seen=1)
    assert "vilkas ja vaarallinen" in reader().get(f"/proposals/{lead.pk}/").content.decode()
    carrying.undo(actor=coordinator, plan=plan)
    assert Summary.objects.filter(thread=other.thread).count() == 2
    assert "vilkas ja vaarallinen" not in reader().get(f"/proposals/{lead.pk}/").content.decode()


def test_statements_of_a_split_proposal_stay_with_the_whole_and_are_led_to(
    reader: Reader, coordinator: User, lead: Proposal
) -> None:
    said = stated(lead, SAME)
    comment = Comment.objects.create(thread=lead.thread, author=ResidentFactory(), kind="for", text="Hyvä")
    person = ResidentFactory()
    say(lead, said, [person])
    plan, (part, _second) = split(coordinator, lead)
    client = reader(person)
    assert (
        f'href="/proposals/{lead.pk}/statements/opinions/"'
        in client.get(f"/proposals/{part.pk}/").content.decode()
    )
    html = client.get(f"/proposals/{lead.pk}/statements/").content.decode()
    assert ("It goes on elsewhere" in html, SAME in html) == (True, True)
    assert (
        f'id="comment-{comment.pk}"'
        in client.get(f"/proposals/{lead.pk}/?comment={comment.pk}").content.decode()
    )
    again = stated(part, SAME)
    say(part, again, [person, ResidentFactory()], "disagree")
    splitting.undo(actor=coordinator, plan=plan)
    rows = Standpoint.objects.filter(statement=said).order_by("pk").values_list("value", "origin")
    assert list(rows) == [("agree", None), ("disagree", again.pk)]
    answer = client.get(f"/proposals/{part.pk}/statements/")
    assert answer.headers["location"].startswith(f"/proposals/{lead.pk}/statements/")


@pytest.mark.parametrize("merged", [1, 6])
def test_reading_them_takes_the_same_queries_however_many_are_merged(
    town: Town, reader: Reader, lead: Proposal, merged: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(merged):
        one = ProposalFactory(cycle=town.cycle, area=town.harjula, state=State.MERGED, merged_into=lead)
        stated(one, f"Ajatus {number}")
    client = reader()
    client.get(f"/proposals/{lead.pk}/statements/")
    with django_assert_max_num_queries(9), translation.override("en"):
        client.get(f"/proposals/{lead.pk}/statements/opinions/")
