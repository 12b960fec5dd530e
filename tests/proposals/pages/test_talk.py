"""The talk on the page of a proposal: what convinces whom, long texts, its order in the address."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from commons.accounts.models import User
from commons.deliberation.models import Comment, Conviction
from commons.process.models import PhaseKind
from proposals.models import Proposal, State
from proposals.pages.talk import folded
from tests.factories.process import closed_phase, open_phase
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def proposal(town: Town) -> Proposal:
    return proposal_in(town, State.SUBMITTED, title="Penkki rantaan")


@pytest.fixture
def argument(proposal: Proposal) -> Comment:
    made: Comment = Comment.objects.create(
        thread=proposal.thread, author=ResidentFactory(), kind="for", text="Vanhat jaksavat perille."
    )
    return made


def weigh(client: Client, proposal: Proposal, argument: Comment, **data: str) -> str:
    answer = client.post(f"/proposals/{proposal.pk}/comments/{argument.pk}/convinced/", data)
    assert answer.status_code == 302
    return str(answer.headers["location"])


def page(client: Client, proposal: Proposal, query: str = "") -> str:
    return client.get(f"/proposals/{proposal.pk}/{query}").content.decode()


def pressed(html: str) -> list[str]:
    return re.findall(r'aria-pressed="(true|false)"', html)


def test_an_argument_convinces_and_stops_doing_so_without_scripts(
    reader: Reader, proposal: Proposal, argument: Comment, resident: User
) -> None:
    client = reader(resident)
    assert pressed(page(client, proposal)) == ["false"]
    place = weigh(client, proposal, argument, value="1", order="fair", page="2", seed="7", junk="x")
    assert place == f"/proposals/{proposal.pk}/?order=fair&page=2&seed=7#comment-{argument.pk}"
    html = page(client, proposal)
    assert pressed(html) == ["true"]
    assert re.search(r'convinces <b class="num">1</b> person', html)
    weigh(client, proposal, argument, value="0")
    assert (pressed(page(client, proposal)), Conviction.objects.count()) == (["false"], 0)


def test_who_is_not_signed_in_is_asked_to(reader: Reader, proposal: Proposal, argument: Comment) -> None:
    assert weigh(reader(), proposal, argument, value="1").startswith("/accounts/")
    assert not Conviction.objects.exists()
    # The way back from signing in.
    back = reader().get(f"/proposals/{proposal.pk}/comments/{argument.pk}/convinced/")
    assert (
        back.headers["location"] == f"/proposals/{proposal.pk}/?comment={argument.pk}#comment-{argument.pk}"
    )


def test_arguments_are_weighed_only_while_people_talk(
    town: Town, reader: Reader, proposal: Proposal, argument: Comment, resident: User
) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    open_phase(town.cycle, PhaseKind.REVIEW)
    client = reader(resident)
    assert pressed(page(client, proposal)) == []
    weigh(client, proposal, argument, value="1")
    assert not Conviction.objects.exists()


def test_ones_own_argument_has_no_button(reader: Reader, proposal: Proposal, argument: Comment) -> None:
    assert pressed(page(reader(argument.author), proposal)) == []


def test_the_argument_of_another_proposal_is_not_found(
    town: Town, reader: Reader, argument: Comment, resident: User
) -> None:
    other = proposal_in(town, State.SUBMITTED)
    for pk in (argument.pk, 2**62):
        address = f"/proposals/{other.pk}/comments/{pk}/convinced/"
        assert reader(resident).post(address, {"value": "1"}).status_code == 404


def test_five_thousand_words_are_refused_and_kept(reader: Reader, proposal: Proposal, resident: User) -> None:
    text = " ".join(f"sana{n}" for n in range(5000))
    data = {"kind": "against", "text": text, "language": "fi"}
    answer = reader(resident).post(f"/proposals/{proposal.pk}/comments/", data)
    html = answer.content.decode()
    assert (answer.status_code, "The text is too long" in html, text in html) == (400, True, True)


def test_a_long_argument_is_folded_and_whole(reader: Reader, proposal: Proposal, resident: User) -> None:
    text = " ".join(f"Lause numero {n} kertoo asiasta." for n in range(50))
    Comment.objects.create(thread=proposal.thread, author=resident, kind="for", text=text)
    html = page(reader(), proposal)
    assert html.count('<details class="fold">') == 1
    head, rest = folded(text)
    assert f"{head} {rest}" == text
    assert head.endswith(".")
    assert len(head) <= 700
    assert folded("Lyhyt.") == ("Lyhyt.", "")
    assert "".join(folded("x" * 1500)) == "x" * 1500


def test_the_order_of_the_day_can_be_passed_on(reader: Reader, proposal: Proposal, resident: User) -> None:
    Comment.objects.bulk_create(
        Comment(thread=proposal.thread, author=resident, kind="for", text=f"Kommentti {n:02}")
        for n in range(30)
    )

    def order(html: str) -> list[str]:
        return re.findall(r"Kommentti \d\d", html)

    mine = page(reader(resident), proposal)
    [seed] = set(re.findall(r"seed=(\d+)", mine))
    assert order(page(reader(), proposal, f"?order=fair&page=1&seed={seed}")) == order(mine)
    assert order(page(reader(), proposal)) != order(mine)
    further = page(reader(), proposal, f"?order=fair&page=2&seed={seed}")
    assert not set(order(further)) & set(order(mine))
    for junk in ("seed=x", "seed=-1", "seed=99999999999999999999", "page=0&seed=9999999999"):
        assert reader().get(f"/proposals/{proposal.pk}/?{junk}").status_code == 200
