"""The review desk's table."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.live.models import TopicVersion
from proposals.domain import review
from proposals.models import Proposal, Review, State
from proposals.topics import REVIEW_QUEUE
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, ReviewFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
DESK = "/desk/proposals/"


def titles(response: Any) -> list[str]:
    return [task["title"] for task in response.context["tasks"]]


@pytest.fixture
def queue(town: Town, reviewer: User) -> dict[str, Proposal]:
    """One of each: mine, somebody's that is late, nobody's, decided, and one of another district."""
    other = official(Role.REVIEWER)
    today = timezone.localdate()

    def made(title: str, **fields: Any) -> Proposal:
        proposal: Proposal = ProposalFactory(
            title=title, cycle=town.cycle, category=town.category, **{"area": town.harjula, **fields}
        )
        return proposal

    found = {
        "mine": made("Oma", state=State.IN_REVIEW),
        "late": made("Vanha", state=State.IN_REVIEW),
        "nobody": made("Uusi"),
        "elsewhere": made("Ranta", area=town.ranta),
        "decided": BallotProposalFactory(
            title="Valmis", cycle=town.cycle, area=town.harjula, category=town.category
        ),
    }
    ReviewFactory(proposal=found["mine"], reviewer=reviewer, due=today + dt.timedelta(days=3))
    ReviewFactory(proposal=found["late"], reviewer=other, due=today - dt.timedelta(days=1))
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Vanha", "Oma", "Uusi"]),
        ("?tab=mine", ["Oma"]),
        ("?tab=nobody", ["Uusi"]),
        ("?tab=late", ["Vanha"]),
        ("?tab=decided", ["Valmis"]),
        ("?sort=title", ["Oma", "Uusi", "Vanha"]),
        ("?sort=-title", ["Vanha", "Uusi", "Oma"]),
        ("?state=submitted", ["Uusi"]),
        ("?area=kuvala/harjula/&sort=title", ["Oma", "Uusi", "Vanha"]),
        ("?area=kuvala/ranta/", []),
        ("?category=luonto&q=oma", ["Oma"]),
        ("?cycle=muu", []),
        ("?tab=%00&sort=1;drop&state=%00&page=-1&area=%00", ["Vanha", "Oma", "Uusi"]),
        ("?page=99999", ["Vanha", "Oma", "Uusi"]),
    ],
)
def test_tabs_filters_and_order_are_in_the_address(
    client: Client, queue: dict[str, Proposal], reviewer: User, query: str, expected: list[str]
) -> None:
    client.force_login(reviewer)

    response = client.get(DESK + query)

    assert (response.status_code, titles(response)) == (200, expected)


def test_the_tabs_say_how_much_waits(client: Client, queue: dict[str, Proposal], reviewer: User) -> None:
    client.force_login(reviewer)

    tabs = client.get(DESK + "?tab=mine").context["tabs"]

    assert [(str(tab["n"]), tab["here"]) for tab in tabs] == [
        ("1", True),
        ("1", False),
        ("1", False),
        ("3", False),
        ("1", False),
        ("0", False),
    ]


def test_thirty_rows_cost_as_many_queries_as_one(
    client: Client, town: Town, django_assert_num_queries: Any, coordinator: User
) -> None:
    ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    client.force_login(coordinator)
    client.get(DESK)
    for more in (0, 29):
        for _ in range(more):
            ReviewFactory(
                proposal=ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category),
                reviewer=coordinator,
            )
        with django_assert_num_queries(15):
            assert len(titles(client.get(DESK))) == 1 + more


def test_the_table_hears_of_what_others_do_but_not_while_a_refused_form_is_shown(
    client: Client,
    queue: dict[str, Proposal],
    coordinator: User,
    reviewer: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def raised() -> int:
        return TopicVersion.objects.filter(name=REVIEW_QUEUE).values_list("version", flat=True).first() or 0

    client.force_login(coordinator)
    assert client.get(DESK).context["topic"] == REVIEW_QUEUE
    before = raised()
    with django_capture_on_commit_callbacks(execute=True):
        review.assign(actor=reviewer, proposal=queue["nobody"], reviewer=reviewer)
    assert raised() > before
    refused = client.post(f"{DESK}assign/", {"chosen": [queue["nobody"].pk], "what": "reviews", "due": "x"})
    assert (refused.status_code, refused.context["topic"]) == (400, "")


def test_a_coordinator_gives_many_reviews_at_once(
    client: Client, town: Town, queue: dict[str, Proposal], coordinator: User, reviewer: User
) -> None:
    client.force_login(coordinator)

    response = client.post(
        f"{DESK}assign/",
        {
            "chosen": [queue["nobody"].pk, queue["late"].pk, queue["decided"].pk, "kaikki"],
            "reviewer": reviewer.pk,
            "due": "2030-03-15",
            "here": f"{DESK}?tab=nobody",
        },
        follow=True,
    )

    assert response.redirect_chain == [(f"{DESK}?tab=nobody", 302)]
    given = Review.objects.filter(due=dt.date(2030, 3, 15), reviewer=reviewer)
    assert set(given.values_list("proposal", flat=True)) == {queue["nobody"].pk, queue["late"].pk}
    levels = [message.level_tag for message in response.context["messages"]]
    assert levels == ["success", "error"]
    queue["nobody"].refresh_from_db()
    assert queue["nobody"].state == State.IN_REVIEW


def test_reviews_go_back_to_the_queue_and_never_to_another_site(
    client: Client, queue: dict[str, Proposal], coordinator: User
) -> None:
    client.force_login(coordinator)

    response = client.post(
        f"{DESK}assign/", {"chosen": [queue["mine"].pk], "reviewer": "", "here": "https://muualla.example/"}
    )

    assert response.headers["Location"] == DESK
    assert Review.objects.get(proposal=queue["mine"]).reviewer is None


def test_nothing_chosen_changes_nothing(
    client: Client, queue: dict[str, Proposal], coordinator: User
) -> None:
    client.force_login(coordinator)

    response = client.post(f"{DESK}assign/", {"reviewer": coordinator.pk}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert Review.objects.filter(reviewer=coordinator).count() == 0


def test_a_reviewer_gives_no_reviews(client: Client, queue: dict[str, Proposal], reviewer: User) -> None:
    client.force_login(reviewer)

    assert client.post(f"{DESK}assign/", {"chosen": [queue["nobody"].pk]}).status_code == 403
    assert client.get(DESK).context["assign"] is None
