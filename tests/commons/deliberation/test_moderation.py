"""The moderators' desk: what they look through, hide and show again; what the writer hears."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments, mails, moderation
from commons.deliberation.domain.queries import page_of
from commons.deliberation.models import Comment, CommentKind
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db
DESK = "/desk/comments/"


@pytest.fixture
def writer() -> User:
    person: User = UserFactory(email="kirjoittaja@kuvala.example", language="sv")
    return person


@pytest.fixture
def moderator(client: Client) -> User:
    person = official(Role.MODERATOR)
    client.force_login(person)
    return person


def say(writer: User, text: str, **fields: object) -> Comment:
    proposal = ProposalFactory(**fields)
    return comments.add(
        actor=writer, thread=proposal.thread, kind=CommentKind.AGAINST, text=text, language="fi"
    )


def texts(client: Client, query: str = "") -> list[str]:
    return [row["said"].comment.text for row in client.get(DESK + query).context["rows"]]


def test_hiding_shows_the_reason_in_the_readers_language_and_tells_the_writer(
    client: Client, writer: User, moderator: User
) -> None:
    said = say(writer, "Osta minun veneeni.")

    client.post(f"{DESK}{said.pk}/hide/", {"reason": "advertisement"})

    (shown,) = page_of(said.thread).contributions
    assert (shown.text, shown.hidden) == ("", "Se on mainos")
    assert (texts(client), texts(client, "?hidden=1")) == ([], ["Osta minun veneeni."])
    assert mails.tell_writer(said.pk, hidden=True)
    (sent,) = mail.outbox
    assert (sent.to, "Osta minun veneeni." in sent.body, "Det är reklam" in sent.body) == (
        ["kirjoittaja@kuvala.example"],
        True,
        True,
    )


def test_a_hiding_is_taken_back(client: Client, writer: User, moderator: User) -> None:
    said = say(writer, "Terävä mutta asiallinen.")
    comments.hide(actor=moderator, comment=said, reason="insult")

    client.post(f"{DESK}{said.pk}/show-again/")

    assert page_of(said.thread).contributions[0].text == "Terävä mutta asiallinen."
    assert (mails.tell_writer(said.pk, hidden=True), mails.tell_writer(said.pk, hidden=False)) == (
        False,
        True,
    )


def test_a_reason_is_from_the_list(client: Client, writer: User, moderator: User) -> None:
    said = say(writer, "Kaupunki on väärässä.")
    for reason in ("", "critical"):
        assert client.post(f"{DESK}{said.pk}/hide/", {"reason": reason}).status_code == 400
    said.refresh_from_db()
    assert said.hidden_at is None


def test_somebody_was_quicker(client: Client, writer: User, moderator: User) -> None:
    said = say(writer, "Mainos.")
    comments.hide(actor=official(Role.COORDINATOR), comment=said, reason="advertisement")
    assert client.post(f"{DESK}{said.pk}/hide/", {"reason": "insult"}).status_code == 409
    client.post(f"{DESK}{said.pk}/show-again/")
    response = client.post(f"{DESK}{said.pk}/show-again/", follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "error"]


def test_a_moderator_of_a_district_sees_that_district(client: Client, writer: User) -> None:
    town = AreaFactory(slug="kuvala")
    cycle = CycleFactory(area=town)
    harjula, ranta = AreaFactory(slug="harjula", parent=town), AreaFactory(slug="ranta", parent=town)
    say(writer, "Harjulasta.", cycle=cycle, area=harjula)
    other = say(writer, "Rannasta.", cycle=cycle, area=ranta)
    client.force_login(official(Role.MODERATOR, area=harjula))

    assert texts(client) == ["Harjulasta."]
    assert client.get(f"{DESK}{other.pk}/hide/").status_code == 403
    assert client.get(f"{DESK}{other.pk + 1000}/hide/").status_code == 404


def test_older_ones_are_on_the_next_page(client: Client, moderator: User) -> None:
    for number in range(moderation.PAGE + 2):
        say(UserFactory(), f"Numero {number}.")
    first = client.get(DESK)
    rest = texts(client, f"?before={first.context['next']}")
    assert (len(first.context["rows"]), rest) == (moderation.PAGE, ["Numero 1.", "Numero 0."])
    assert client.get(f"{DESK}?before=x&hidden=x").status_code == 200


def test_thirty_comments_cost_as_many_queries_as_one(client: Client, moderator: User) -> None:
    counts = []
    for more in (1, 29):
        for _ in range(more):
            say(UserFactory(), "Jotain.")
        client.get(DESK)
        with CaptureQueriesContext(connection) as found:
            client.get(DESK)
        counts.append(len(found))
    assert counts[0] == counts[1]
