"""The review queue and the list of results are narrowed by filters; nonsense is answered with its field."""

import pytest
from rest_framework.test import APIClient

from commons.accounts.models import Role
from proposals.models import State
from tests.factories.accounts import official
from tests.factories.proposals import CategoryFactory, ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_login(official(Role.REVIEWER))
    return client


def test_the_queue_is_narrowed_by_year_category_and_state(desk: APIClient) -> None:
    play = CategoryFactory(slug="leikki")
    wanted = ProposalFactory(category=play, state=State.SUBMITTED)
    ProposalFactory(category=play, cycle=wanted.cycle, state=State.IN_REVIEW)
    ProposalFactory(cycle=wanted.cycle, state=State.SUBMITTED)
    ProposalFactory(category=play, state=State.SUBMITTED)

    answer = desk.get(
        "/api/v1/reviews/", {"cycle": wanted.cycle.slug, "category": "leikki", "state": "submitted"}
    )

    assert [row["id"] for row in answer.json()["results"]] == [wanted.pk]


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        ("/api/v1/reviews/", {"state": "done"}, "state"),
        ("/api/v1/reviews/", {"cycle": "a\x00b"}, "cycle"),
        ("/api/v1/results/", {"year": "soon"}, "year"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(
    desk: APIClient, address: str, query: dict[str, str], field: str
) -> None:
    answer = desk.get(address, query)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
