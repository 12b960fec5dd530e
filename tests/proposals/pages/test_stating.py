"""Statements at a proposal's address: answering and writing without scripts, who may when, what a reader is shown."""

from collections.abc import Callable

import pytest
from django.test import Client

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor
from commons.deliberation.domain.statements import picture
from commons.deliberation.models import Participant, Standpoint, Statement
from commons.http.errors import Refusal
from commons.live.topics import find
from commons.moderation.domain import deciding
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Rule
from commons.process.models import PhaseKind
from proposals.domain import stating
from proposals.models import Proposal, State
from tests.factories.accounts import UserFactory
from tests.factories.process import closed_phase, open_phase
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town, official
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]
TEXT = "Penkki tarvitsee selkänojan."


@pytest.fixture
def proposal(town: Town) -> Proposal:
    return proposal_in(town, State.SUBMITTED, title="Penkki rantaan")


def stated(proposal: Proposal, text: str = TEXT, writer: User | None = None) -> Statement:
    return stating.write(
        actor=writer or ResidentFactory(), proposal=proposal, text=text, language="fi", although_similar=True
    )


def at(proposal: Proposal, rest: str = "") -> str:
    return f"/proposals/{proposal.pk}/statements/{rest}"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_resident_answers_one_after_another_and_changes_an_answer(
    reader: Reader, proposal: Proposal, resident: User
) -> None:
    made = [stated(proposal), stated(proposal, "Lisää roskakoreja.")]
    client = reader(resident)
    assert "There are 2 short statements" in page(client, f"/proposals/{proposal.pk}/")
    for value in ("agree", "pass"):
        shown = next(one for one in made if f"/{one.pk}/answer/" in page(client, at(proposal)))
        answer = client.post(at(proposal, f"{shown.pk}/answer/"), {"value": value})
        assert answer.headers["location"] == at(proposal, f"?after={shown.pk}#answer")
    html = page(client, at(proposal))
    assert "You have answered every statement" in html
    assert "Your answer: I agree" in html
    assert 'aria-pressed="true"' in page(client, at(proposal, f"?one={made[0].pk}"))
    client.post(at(proposal, f"{made[0].pk}/answer/"), {"value": "disagree", "again": "1"})
    client.post(at(proposal, f"{made[1].pk}/answer/"), {"value": "none", "again": "1"})
    assert list(Standpoint.objects.values_list("statement", "value")) == [(made[0].pk, "disagree")]


def test_who_is_not_signed_in_is_asked_to_and_led_back(reader: Reader, proposal: Proposal) -> None:
    said = stated(proposal)
    address = at(proposal, f"{said.pk}/answer/")
    assert reader().post(address, {"value": "agree"}).headers["location"].startswith("/accounts/")
    assert reader().get(address).headers["location"] == at(proposal, f"?after={said.pk}#answer")
    assert reader().post(at(proposal), {"text": "Uusi.", "language": "fi"}).status_code == 302
    assert (Statement.objects.count(), Standpoint.objects.count()) == (1, 0)


def test_what_is_refused_stays_in_the_form(reader: Reader, proposal: Proposal, resident: User) -> None:
    stated(proposal, "Polku rannalla tarvitsee valot myös yöllä.")
    client, nearly = reader(resident), "Polku rannalla tarvitsee valoja yöllä."
    too_long = client.post(at(proposal), {"text": "pitkä " * 30, "language": "fi"})
    assert too_long.status_code == 400
    assert "pitkä pitkä" in too_long.content.decode()
    alike = client.post(at(proposal), {"text": nearly, "language": "fi"})
    html = alike.content.decode()
    assert alike.status_code == 409
    assert nearly in html
    assert "Is it one of these?" in html
    client.post(at(proposal), {"text": nearly, "language": "fi", "different": "1"})
    assert Statement.objects.filter(text=nearly, author=resident).count() == 1


@pytest.mark.parametrize("query", ["?after=x", "?one=" + "9" * 30, "?numbers=1", "?one=-1"])
def test_junk_in_the_address_is_no_error(reader: Reader, proposal: Proposal, query: str) -> None:
    stated(proposal)
    for rest in ("", "opinions/"):
        page(reader(), at(proposal, rest + query))
    assert reader().get(at(proposal, f"{2**70}/answer/")).status_code in (302, 404)
    assert reader().post(at(proposal, f"{2**70}/answer/"), {"value": "agree"}).status_code == 404


KINDS = (None, PhaseKind.PROPOSE, PhaseKind.DELIBERATE, PhaseKind.REVIEW, PhaseKind.VOTE)
MAY: dict[str, str] = {  # a sign for each of KINDS: what the verb answers
    "anonymous writes": "-----",
    "resident writes": "p++pp",
    "author writes": "p++pp",
    "reviewer states for the town": "++++v",
    "resident states for the town": "-----",
    "moderator states for the town": "-----",
    "anonymous answers": "-----",
    "resident answers": "p++pp",
    "author answers": "p++pp",
    "reviewer answers": "p++pp",
}
SIGNS = {"sign-in-needed": "-", "not-allowed": "-", "phase-closed": "p", "voting-has-begun": "v"}


@pytest.mark.parametrize("what", MAY)
def test_who_may_do_what_in_which_phase(
    town: Town, proposal: Proposal, resident: User, reviewer: User, anonymous: Actor, what: str
) -> None:
    who, _space, does = what.partition(" ")
    people = {"anonymous": anonymous, "resident": resident, "author": proposal.author, "reviewer": reviewer}
    actor = people.get(who) or official(Role.MODERATOR)
    said = Statement.objects.create(thread=proposal.thread, author=ResidentFactory(), text="Vanha väite.")
    found = ""
    for number, kind in enumerate(KINDS):
        town.cycle.phases.all().delete()
        if kind is not None:
            open_phase(town.cycle, kind)
        try:
            if does == "answers":
                stating.answer(actor=actor, proposal=proposal, statement=said, value="agree")
            else:
                stating.write(
                    actor=actor,
                    proposal=proposal,
                    text=f"{number}{number} {what}",
                    language="fi",
                    although_similar=True,
                    is_official="town" in does,
                )
            found += "+"
        except Refusal as refusal:
            found += SIGNS[refusal.code]
    assert found == MAY[what]


def test_a_closed_discussion_is_read_and_a_draft_has_none(
    town: Town, reader: Reader, proposal: Proposal, resident: User
) -> None:
    stated(proposal)
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    html = page(reader(resident), at(proposal))
    assert "Answering is not open now" in html
    assert "/answer/" not in html
    draft = proposal_in(town, State.DRAFT, author=resident)
    assert reader(resident).get(at(draft)).status_code == 404


def test_a_moderator_reads_first_hides_and_shows(
    town: Town, reader: Reader, proposal: Proposal, resident: User
) -> None:
    Rule.objects.create(cycle=town.cycle, kind="statement", is_before=True)
    reader(resident).post(at(proposal), {"text": TEXT, "language": "fi"})
    said = Statement.objects.get()
    assert said.hidden_at is not None
    assert TEXT in page(reader(resident), at(proposal))
    assert TEXT not in page(reader(), at(proposal))
    case, moderator = case_of("statement", said.pk), official(Role.MODERATOR)
    assert case is not None
    deciding.leave(actor=moderator, case=case)
    assert TEXT in page(reader(), at(proposal))
    deciding.hide(actor=moderator, case=case, reason="insult")
    assert TEXT not in page(reader(), at(proposal))
    assert reader().get(f"/report/statement/{said.pk}/").status_code == 404


def test_the_page_says_how_many_more_people_are_needed_then_shows_the_groups(
    reader: Reader, proposal: Proposal, settings: object
) -> None:
    settings.RAATI_OPINION_PEOPLE, settings.RAATI_OPINION_ANSWERS = 12, 3  # type: ignore[attr-defined]
    made = [stated(proposal, f"{word} kuuluu rantaan.") for word in ("Penkki", "Sauna", "Laituri", "Kioski")]
    address = at(proposal, "opinions/?numbers=all")
    assert "12 more people are needed" in page(reader(), address)
    people = Participant.objects.bulk_create(
        Participant(thread=proposal.thread, user=one) for one in UserFactory.create_batch(13)
    )
    Standpoint.objects.bulk_create(
        Standpoint(
            statement=said,
            participant=one,
            value="agree" if at == 0 or (number < 7) == (at % 2 == 1) else "disagree",
        )
        for number, one in enumerate(people)
        for at, said in enumerate(made)
    )
    picture.draw(proposal.thread)
    html = page(reader(), address)
    assert "What all groups share" in html
    assert "7 people" in html
    assert "6 people" in html
    held_back = page(reader(), at(proposal, "opinions/"))
    assert "4 statements wait for your answer" in held_back
    assert "What all groups share" not in held_back
    # Open data tell the same, and only what is public may be listened to.
    rows = reader().get("/data/opinion-groups.csv").getvalue().decode().splitlines()
    assert len(rows) == 1 + 2 * len(made)
    topic = find(f"statements:{proposal.thread_id}")
    assert topic.snapshot is not None
    assert topic.snapshot(f"statements:{proposal.thread_id}") == {"statements": 4, "picture": 1}
    told = find("answers:1").snapshot
    assert told is not None
    assert told(f"answers:{proposal.thread_id}") == {"people": 13, "active": 13}
    Proposal.objects.filter(pk=proposal.pk).update(hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    assert not topic.may_subscribe(None, f"statements:{proposal.thread_id}")
